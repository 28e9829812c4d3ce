/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.line;

/**
 * The platform's answer to one topic filter of a subscription.
 *
 * @param filter the requested filter
 * @param granted whether the subscription was granted
 * @param reason why it was not granted; empty if it was
 */
public record FilterAnswer(String filter, boolean granted, String reason) {}

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
 * What the platform answered to one filter of a subscription.
 *
 * @param filter as it was asked for
 * @param granted whether messages on its topics come from now on
 * @param reason why it was not granted, in plain words; empty if it was
 */
public record FilterAnswer(String filter, boolean granted, String reason) {}

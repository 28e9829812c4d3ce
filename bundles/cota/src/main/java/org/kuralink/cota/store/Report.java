/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

/**
 * An answer to a push that has not left this device yet.
 *
 * @param code of the platform's result codes
 * @param outcome for the answer's data
 */
public record Report(PushOrder order, int code, String outcome, String message) {}

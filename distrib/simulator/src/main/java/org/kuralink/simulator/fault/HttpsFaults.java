/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.fault;

/**
 * The faults of answers to devices that publish over HTTPS.
 *
 * @param code the code answered instead of the correct one, without accepting the message; 0 for
 *     none
 * @param status the HTTP status, as from a proxy in front of the platform, without accepting the
 *     message; 0 for 200
 * @param times the number of affected answers, 0 for all
 * @param form the fault of an answer; the message is accepted
 */
public record HttpsFaults(int code, int status, int times, HttpsForm form) {
  /** No faults. */
  public static final HttpsFaults NONE = new HttpsFaults(0, 0, 0, HttpsForm.PROPER);
}

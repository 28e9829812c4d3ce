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
 * What is wrong with answers to devices that publish over HTTPS.
 *
 * @param code answered in place of the right one, without taking the message; 0 if it is not
 * @param status of HTTP, as of something in front of the platform, which then has not taken it; 0
 *     for 200
 * @param times how many answers are meant, 0 for all
 * @param form what becomes of an answer; the message is taken
 */
public record HttpsFaults(int code, int status, int times, HttpsForm form) {
  /** Nothing. */
  public static final HttpsFaults NONE = new HttpsFaults(0, 0, 0, HttpsForm.PROPER);
}

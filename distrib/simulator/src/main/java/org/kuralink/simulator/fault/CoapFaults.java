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
 * What is wrong with answers to devices that publish over CoAP.
 *
 * @param code answered in place of the right one, without taking the message: 401 for 4.01; 0 if it
 *     is not
 * @param times how many requests are meant, 0 for all
 * @param form what becomes of a request or its answer
 * @param lossPercent how many of a hundred messages from devices are lost by chance
 */
public record CoapFaults(int code, int times, CoapForm form, int lossPercent) {
  /** Nothing. */
  public static final CoapFaults NONE = new CoapFaults(0, 0, CoapForm.PROPER, 0);

  /** Whether a request is answered with another code. */
  public boolean refuses() {
    return code != 0;
  }
}

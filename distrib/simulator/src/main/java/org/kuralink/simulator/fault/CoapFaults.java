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
 * The faults of answers to devices that publish over CoAP.
 *
 * @param code the code answered instead of the correct one, without accepting the message: 401 for
 *     4.01; 0 for none
 * @param times the number of affected requests, 0 for all
 * @param form the fault of a request or its answer
 * @param lossPercent the percentage of messages from devices that are lost at random
 */
public record CoapFaults(int code, int times, CoapForm form, int lossPercent) {
  /** No faults. */
  public static final CoapFaults NONE = new CoapFaults(0, 0, CoapForm.PROPER, 0);

  /** Whether a request is answered with another code. */
  public boolean refuses() {
    return code != 0;
  }
}

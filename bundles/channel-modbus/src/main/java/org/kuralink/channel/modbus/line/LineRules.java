/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

/**
 * The timing rules of a line.
 *
 * @param timeoutMillis the time limit for an answer and for a connection attempt
 * @param retries the number of retries of a read without a valid answer
 * @param gapMillis the minimum pause between an answer and the next request
 * @param bridgedGaps the maximum number of unused bits or registers that are read along
 */
public record LineRules(int timeoutMillis, int retries, int gapMillis, int bridgedGaps) {

  private static final int BITS_OF_SILENCE = 39;
  private static final int FAST_BAUD_RATE = 19_200;

  /**
   * Returns the rules for a serial port, where a silence of 3.5 characters separates frames (MODBUS
   * over Serial Line 1.02, 2.5.1.1).
   */
  public LineRules serial(int baudRate) {
    int silence =
        baudRate > FAST_BAUD_RATE ? 2 : (BITS_OF_SILENCE * 1000 + baudRate - 1) / baudRate;
    return new LineRules(timeoutMillis, retries, Math.max(gapMillis, silence), bridgedGaps);
  }
}

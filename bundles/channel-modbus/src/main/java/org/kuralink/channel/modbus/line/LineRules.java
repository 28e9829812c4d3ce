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
 * How a line is spoken on.
 *
 * @param timeoutMillis for an answer, and for a connection
 * @param retries of a read that was not answered rightly
 * @param gapMillis the least pause between an answer and the next request
 * @param bridgedGaps how many bits or registers that nobody asked for may be read along
 */
public record LineRules(int timeoutMillis, int retries, int gapMillis, int bridgedGaps) {

  private static final int BITS_OF_SILENCE = 39;
  private static final int FAST_BAUD_RATE = 19_200;

  /**
   * The same at a serial port, where a frame begins after the silence of 3.5 characters (MODBUS
   * over Serial Line 1.02, 2.5.1.1).
   */
  public LineRules serial(int baudRate) {
    int silence =
        baudRate > FAST_BAUD_RATE ? 2 : (BITS_OF_SILENCE * 1000 + baudRate - 1) / baudRate;
    return new LineRules(timeoutMillis, retries, Math.max(gapMillis, silence), bridgedGaps);
  }
}

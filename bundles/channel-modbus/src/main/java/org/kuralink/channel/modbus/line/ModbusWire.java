/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

import java.io.Closeable;

/** An open connection or serial line. Not thread-safe, except {@code close}. */
public interface ModbusWire extends Closeable {

  /**
   * Sends a request and waits for the answer.
   *
   * @param unit 0 to 255
   * @param pdu the function code and its data
   * @param timeoutMillis the time limit for the complete answer; other received bytes do not extend
   *     it
   * @return the function code of the answer and its data, without further validation
   * @throws ModbusFault with the kind {@code SILENT}, {@code WRONG}, or {@code BROKEN}; after
   *     {@code BROKEN} the wire must be closed
   */
  byte[] ask(int unit, byte[] pdu, int timeoutMillis) throws ModbusFault;

  /** Returns whether the other side is known to have closed the connection; does not block. */
  default boolean isEnded() {
    return false;
  }

  @Override
  void close();

  /** Opens wires. */
  @FunctionalInterface
  interface Opener {

    /**
     * Opens a wire; blocks until it is open.
     *
     * @throws ModbusFault {@code BROKEN} or {@code FORBIDDEN}
     */
    ModbusWire open() throws ModbusFault;
  }
}

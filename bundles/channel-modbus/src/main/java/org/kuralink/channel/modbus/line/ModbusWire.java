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

/** An open connection or line. For one thread, except that any may close it. */
public interface ModbusWire extends Closeable {

  /**
   * Asks once.
   *
   * @param unit 0 to 255
   * @param pdu function code and what follows
   * @param timeoutMillis from now until the answer must be whole, whatever else comes meanwhile
   * @return the answer's function code and what follows; not checked further
   * @throws ModbusFault of the kind {@code SILENT}, {@code WRONG}, or {@code BROKEN}: then the wire
   *     must be closed
   */
  byte[] ask(int unit, byte[] pdu, int timeoutMillis) throws ModbusFault;

  /** Whether the other side has ended it meanwhile, as far as is known; waits for nothing. */
  default boolean isEnded() {
    return false;
  }

  @Override
  void close();

  /** Opens wires. */
  @FunctionalInterface
  interface Opener {

    /**
     * Opens one; blocks for as long as that takes.
     *
     * @throws ModbusFault {@code BROKEN} or {@code FORBIDDEN}
     */
    ModbusWire open() throws ModbusFault;
  }
}

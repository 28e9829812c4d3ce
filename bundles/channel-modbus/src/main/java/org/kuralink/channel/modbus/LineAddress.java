/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import java.util.Locale;

/** The address of a Modbus line, which has one master. */
public sealed interface LineAddress {

  /** Returns a key that is equal for all servers of one line. */
  String key();

  /**
   * A network address.
   *
   * @param host the name or address
   * @param port 1 to 65535
   */
  record Network(String host, int port) implements LineAddress {
    @Override
    public String key() {
      return host.toLowerCase(Locale.ROOT) + ':' + port;
    }

    @Override
    public String toString() {
      return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
    }
  }

  /**
   * A serial port with 8 data bits.
   *
   * @param path the path, for example {@code /dev/ttyUSB0}
   * @param baudRate the baud rate in bits per second
   * @param stopBits 1 or 2
   * @param parity the parity
   */
  record Serial(String path, int baudRate, int stopBits, Parity parity) implements LineAddress {
    @Override
    public String key() {
      return path;
    }

    @Override
    public String toString() {
      return path + ' ' + baudRate + " 8" + parity.letter() + stopBits;
    }
  }

  /** The parity bit. */
  enum Parity {
    /** None. */
    NONE,
    /** Odd. */
    ODD,
    /** Even. */
    EVEN;

    char letter() {
      return name().charAt(0);
    }
  }
}

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

/** Where a Modbus line is: one master at a time speaks there. */
public sealed interface LineAddress {

  /** What two servers with one line have in common. */
  String key();

  /**
   * An address of the network.
   *
   * @param host name or address
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
   * A serial port, with 8 data bits.
   *
   * @param path as in {@code /dev/ttyUSB0}
   * @param baudRate in bits a second
   * @param stopBits 1 or 2
   * @param parity of each byte
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

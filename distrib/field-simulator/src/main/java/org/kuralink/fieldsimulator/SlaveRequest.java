/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.kuralink.fieldsimulator.SlaveFaults.Table;

/**
 * A received request.
 *
 * @param transaction the transaction id; 0 over RTU
 * @param unit the unit number
 * @param pdu the function code and its data
 * @param frame the complete frame
 */
record SlaveRequest(int transaction, int unit, byte[] pdu, byte[] frame) {

  private static final int HEADER = 7;

  /** Parses a complete Modbus TCP frame. */
  static SlaveRequest tcp(byte[] frame) {
    return new SlaveRequest(
        ByteBuffer.wrap(frame).getShort() & 0xFFFF,
        frame[HEADER - 1] & 0xFF,
        Arrays.copyOfRange(frame, HEADER, frame.length),
        frame);
  }

  /** Parses a complete Modbus RTU frame with a correct checksum. */
  static SlaveRequest rtu(byte[] frame) {
    return new SlaveRequest(
        0, frame[0] & 0xFF, Arrays.copyOfRange(frame, 1, frame.length - 2), frame);
  }

  int function() {
    return pdu[0] & 0xFF;
  }

  Optional<Table> table() {
    return Table.ofFunction(function());
  }

  int address() {
    return word(1);
  }

  int quantity() {
    int function = function();
    return function == 5 || function == 6 || function == 22 ? 1 : Math.max(1, word(3));
  }

  private int word(int at) {
    return pdu.length < at + 2 ? 0 : ByteBuffer.wrap(pdu).getShort(at) & 0xFFFF;
  }

  /** Returns the frame for the server of the library. */
  byte[] asTcp(int number) {
    return tcp(number, unit, pdu);
  }

  /** Encodes a Modbus TCP frame. */
  static byte[] tcp(int transaction, int unit, byte[] pdu) {
    return ByteBuffer.allocate(HEADER + pdu.length)
        .putShort((short) transaction)
        .putShort((short) 0)
        .putShort((short) (pdu.length + 1))
        .put((byte) unit)
        .put(pdu)
        .array();
  }

  /** Encodes a Modbus RTU frame. */
  static byte[] rtu(int unit, byte[] pdu) {
    byte[] frame = new byte[pdu.length + 3];
    frame[0] = (byte) unit;
    System.arraycopy(pdu, 0, frame, 1, pdu.length);
    int crc = crc(frame, frame.length - 2);
    frame[frame.length - 2] = (byte) crc;
    frame[frame.length - 1] = (byte) (crc >> 8);
    return frame;
  }

  /** Returns the checksum of the first bytes of a frame. */
  static int crc(byte[] frame, int length) {
    int crc = 0xFFFF;
    for (int i = 0; i < length; i++) {
      crc ^= frame[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >> 1 ^ 0xA001 : crc >> 1;
      }
    }
    return crc;
  }
}

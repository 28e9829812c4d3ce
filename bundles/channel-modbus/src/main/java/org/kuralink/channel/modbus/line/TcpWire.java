/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.kuralink.channel.modbus.line.ModbusFault.Kind;

/**
 * Frames of Modbus TCP (MODBUS Messaging on TCP/IP 1.0b). An answer with another transaction id is
 * late, from a request that was given up: it is thrown away, and the time goes on.
 */
public final class TcpWire implements ModbusWire {

  private static final int HEADER = 7;
  private static final int MOST = 254;

  private final ByteStream stream;
  private final boolean anyUnit;
  private final LongSupplier nanos;
  private int transaction;

  /**
   * A wire over a connection.
   *
   * @param anyUnit whether an answer as unit 0 or 255 is taken for that of the unit that was asked
   * @param nanos the time
   */
  public TcpWire(ByteStream stream, boolean anyUnit, LongSupplier nanos) {
    this.stream = stream;
    this.anyUnit = anyUnit;
    this.nanos = nanos;
  }

  @Override
  public byte[] ask(int unit, byte[] pdu, int timeoutMillis) throws ModbusFault {
    transaction = transaction + 1 & 0xFFFF;
    long end = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    try {
      stream.write(
          ByteBuffer.allocate(HEADER + pdu.length)
              .putShort((short) transaction)
              .putShort((short) 0)
              .putShort((short) (pdu.length + 1))
              .put((byte) unit)
              .put(pdu)
              .array());
      return answer(unit, end);
    } catch (ModbusFault fault) {
      throw fault;
    } catch (IOException e) {
      throw new ModbusFault(Kind.BROKEN, "the connection is lost");
    }
  }

  private byte[] answer(int unit, long end) throws IOException {
    while (true) {
      byte[] header = new byte[HEADER];
      fill(header, end, true);
      ByteBuffer parts = ByteBuffer.wrap(header);
      int id = parts.getShort() & 0xFFFF;
      int protocol = parts.getShort();
      int length = parts.getShort() & 0xFFFF;
      int from = parts.get() & 0xFF;
      if (protocol != 0 || length < 2 || length > MOST) {
        throw new ModbusFault(Kind.BROKEN, "what answers does not speak Modbus TCP");
      }
      byte[] pdu = new byte[length - 1];
      fill(pdu, end, false);
      if (id != transaction) {
        continue;
      }
      if (from != unit && !(anyUnit && (from == 0 || from == 255))) {
        throw new ModbusFault(Kind.WRONG, "unit " + from + " answers instead of unit " + unit);
      }
      return pdu;
    }
  }

  private void fill(byte[] bytes, long end, boolean first) throws IOException {
    int have = 0;
    while (have < bytes.length) {
      long left = end - nanos.getAsLong();
      int read =
          left <= 0
              ? 0
              : stream.read(
                  bytes,
                  have,
                  bytes.length - have,
                  (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
      if (read < 0) {
        throw new ModbusFault(Kind.BROKEN, "the connection was closed");
      }
      if (read == 0 && end - nanos.getAsLong() <= 0) {
        // What would come later begins in the middle of a frame.
        throw first && have == 0
            ? new ModbusFault(Kind.SILENT, "there is no answer")
            : new ModbusFault(Kind.BROKEN, "only a part of the answer came");
      }
      have += read;
    }
  }

  @Override
  public void close() {
    stream.close();
  }
}

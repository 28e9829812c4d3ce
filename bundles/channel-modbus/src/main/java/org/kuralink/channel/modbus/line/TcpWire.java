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
import java.util.Arrays;
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

  /** As many answers as may wait, of which at most one is the right one. */
  private static final int BUFFER = 1024;

  private final ByteStream stream;
  private final boolean anyUnit;
  private final LongSupplier nanos;
  private final byte[] came = new byte[BUFFER];
  private int begin;
  private int end;
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
    long until = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    try {
      dropWhatIsNoFrame();
      stream.write(
          ByteBuffer.allocate(HEADER + pdu.length)
              .putShort((short) transaction)
              .putShort((short) 0)
              .putShort((short) (pdu.length + 1))
              .put((byte) unit)
              .put(pdu)
              .array());
      return answer(unit, until);
    } catch (ModbusFault fault) {
      throw fault;
    } catch (IOException e) {
      throw new ModbusFault(Kind.BROKEN, "the connection is lost");
    }
  }

  /** Some slaves send more than their frame; a late answer stays, it is known by its id. */
  private void dropWhatIsNoFrame() throws IOException {
    if (begin == end && stream.isWaiting()) {
      begin = 0;
      end = Math.max(0, stream.read(came, 0, BUFFER, 1));
    }
    if (end - begin < HEADER
        || came[begin + 2] != 0
        || came[begin + 3] != 0
        || !isLength(ByteBuffer.wrap(came).getShort(begin + 4) & 0xFFFF)) {
      begin = end;
    }
  }

  private static boolean isLength(int length) {
    return length >= 2 && length <= MOST;
  }

  private byte[] answer(int unit, long until) throws IOException {
    while (true) {
      have(HEADER, until, true);
      ByteBuffer parts = ByteBuffer.wrap(came, begin, HEADER);
      int id = parts.getShort() & 0xFFFF;
      int protocol = parts.getShort();
      int length = parts.getShort() & 0xFFFF;
      int from = parts.get() & 0xFF;
      if (protocol != 0 || !isLength(length)) {
        throw new ModbusFault(Kind.BROKEN, "what answers does not speak Modbus TCP");
      }
      have(HEADER + length - 1, until, false);
      byte[] pdu = Arrays.copyOfRange(came, begin + HEADER, begin + HEADER + length - 1);
      begin += HEADER + length - 1;
      if (id != transaction) {
        continue;
      }
      if (from != unit && !(anyUnit && (from == 0 || from == 255))) {
        throw new ModbusFault(Kind.WRONG, "unit " + from + " answers instead of unit " + unit);
      }
      return pdu;
    }
  }

  /** Waits until so many bytes are there from where the next frame begins. */
  private void have(int count, long until, boolean first) throws IOException {
    if (begin > 0) {
      System.arraycopy(came, begin, came, 0, end - begin);
      end -= begin;
      begin = 0;
    }
    while (end < count) {
      // A look at the least: what came in time counts also if nobody had time to look.
      long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - nanos.getAsLong()));
      int read = stream.read(came, end, BUFFER - end, (int) left);
      if (read < 0) {
        throw new ModbusFault(Kind.BROKEN, "the connection was closed");
      }
      end += read;
      if (end < count && until - nanos.getAsLong() <= 0) {
        // What would come later begins in the middle of a frame.
        throw first && end == 0
            ? new ModbusFault(Kind.SILENT, "there is no answer")
            : new ModbusFault(Kind.BROKEN, "only a part of the answer came");
      }
    }
  }

  @Override
  public boolean isEnded() {
    return stream.isEnded();
  }

  @Override
  public void close() {
    stream.close();
  }
}

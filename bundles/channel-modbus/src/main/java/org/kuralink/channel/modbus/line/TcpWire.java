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
 * Transmits Modbus TCP frames (MODBUS Messaging on TCP/IP 1.0b). Discards an answer with another
 * transaction id, which belongs to a request that timed out; this does not extend the timeout.
 */
public final class TcpWire implements ModbusWire {

  private static final int HEADER = 7;
  private static final int MOST = 254;

  /** The maximum number of queued answers, of which at most one is the expected one. */
  private static final int BUFFER = 1024;

  private final ByteStream stream;
  private final boolean anyUnit;
  private final LongSupplier nanos;
  private final byte[] came = new byte[BUFFER];
  private int begin;
  private int end;
  private int transaction;

  /**
   * Creates a wire over a connection.
   *
   * @param anyUnit whether an answer with unit 0 or 255 is accepted for the requested unit
   * @param nanos the monotonic time
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

  /**
   * Discards bytes that some slaves send after their frame. A late answer is kept, because its
   * transaction id identifies it.
   */
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
        throw new ModbusFault(
            Kind.BROKEN, "the answer is not a Modbus TCP frame; check host and port");
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

  /** Waits until this many bytes of the next frame are available. */
  private void have(int count, long until, boolean first) throws IOException {
    if (begin > 0) {
      System.arraycopy(came, begin, came, 0, end - begin);
      end -= begin;
      begin = 0;
    }
    while (end < count) {
      // Reads at least once, because bytes may have arrived in time even if this thread is late.
      long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - nanos.getAsLong()));
      int read = stream.read(came, end, BUFFER - end, (int) left);
      if (read < 0) {
        throw new ModbusFault(Kind.BROKEN, "the connection was closed");
      }
      end += read;
      if (end < count && until - nanos.getAsLong() <= 0) {
        // Closes the connection, because the remaining bytes would begin in the middle of a frame.
        throw first && end == 0
            ? new ModbusFault(Kind.SILENT, "no answer")
            : new ModbusFault(Kind.BROKEN, "incomplete answer");
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

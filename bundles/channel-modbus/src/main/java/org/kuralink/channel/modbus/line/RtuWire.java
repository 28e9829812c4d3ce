/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

import com.ghgande.j2mod.modbus.util.ModbusUtil;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.kuralink.channel.modbus.line.ModbusFault.Kind;

/**
 * Transmits Modbus RTU frames (MODBUS over Serial Line 1.02) over a serial port or a TCP
 * connection. Searches the answer in the received bytes and skips noise, the echo of the request
 * and answers of other units; none of these extends the timeout. An RTU answer does not identify
 * its request. So after a timeout the next request to the same unit waits until the late answer has
 * arrived or can no longer arrive.
 */
public final class RtuWire implements ModbusWire {

  private static final int MOST = 512;
  private static final int LEAST = 5;
  private static final int QUIET_MILLIS = 50;

  private final ByteStream stream;
  private final LongSupplier nanos;
  private final byte[] heard = new byte[MOST];
  private byte[] owed = new byte[0];
  private long owedUntil;

  /** Creates a wire over a serial port or a connection. */
  public RtuWire(ByteStream stream, LongSupplier nanos) {
    this.stream = stream;
    this.nanos = nanos;
  }

  /** Returns the frame of a request. */
  static byte[] frame(int unit, byte[] pdu) {
    byte[] frame = new byte[pdu.length + 3];
    frame[0] = (byte) unit;
    System.arraycopy(pdu, 0, frame, 1, pdu.length);
    int[] crc = ModbusUtil.calculateCRC(frame, 0, pdu.length + 1);
    frame[pdu.length + 1] = (byte) crc[0];
    frame[pdu.length + 2] = (byte) crc[1];
    return frame;
  }

  @Override
  public byte[] ask(int unit, byte[] pdu, int timeoutMillis) throws ModbusFault {
    byte[] request = frame(unit, pdu);
    long timeout = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    try {
      waitForTheLate(request);
      stream.discard();
      stream.write(request);
      return answer(request, nanos.getAsLong() + timeout);
    } catch (ModbusFault fault) {
      if (fault.kind() == Kind.SILENT) {
        owed = request;
      }
      throw fault;
    } catch (IOException e) {
      throw new ModbusFault(Kind.BROKEN, "the connection to the line is lost");
    } finally {
      owedUntil = nanos.getAsLong() + timeout;
    }
  }

  private void waitForTheLate(byte[] request) throws IOException {
    if (owed.length == 0 || Arrays.equals(owed, request)) {
      return;
    }
    if (owed[0] == request[0] && owed[1] == request[1]) {
      try {
        answer(owed, owedUntil);
      } catch (ModbusFault fault) {
        if (fault.kind() == Kind.BROKEN) {
          throw fault;
        }
      }
    }
    owed = new byte[0];
  }

  private byte[] answer(byte[] request, long end) throws IOException {
    int length = 0;
    boolean damaged = false;
    while (true) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - nanos.getAsLong());
      int wait = (int) (damaged ? Math.min(left, QUIET_MILLIS) : left);
      // Reads at least once, because bytes may have arrived in time even if this thread is late.
      int read =
          wait <= 0 && length > 0
              ? 0
              : stream.read(heard, length, MOST - length, Math.max(1, wait));
      if (read < 0) {
        throw new ModbusFault(Kind.BROKEN, "the line was closed");
      }
      if (read == 0) {
        throw damaged
            ? new ModbusFault(Kind.WRONG, "the answer is damaged (CRC)")
            : new ModbusFault(Kind.SILENT, length == 0 ? "no answer" : "incomplete answer");
      }
      length += read;
      int at = skipEcho(request, length);
      int ours = find(request, at, length);
      if (ours >= 0) {
        return Arrays.copyOfRange(heard, ours + 1, ours + expected(ours, length) - 2);
      }
      damaged = isDamaged(request, at, length);
      if (length == MOST) {
        throw new ModbusFault(
            Kind.WRONG,
            "too many bytes without a valid answer; check the wiring and the serial settings");
      }
    }
  }

  /** Skips the echo of the request, unless the answer may be equal to the request. */
  private int skipEcho(byte[] request, int length) {
    boolean same = request[1] == 5 || request[1] == 6;
    return !same
            && length >= request.length
            && Arrays.equals(request, 0, request.length, heard, 0, request.length)
        ? request.length
        : 0;
  }

  /**
   * Returns the start of the first complete frame of the requested unit; -1 if there is none yet.
   */
  private int find(byte[] request, int from, int length) {
    int at = from;
    while (at + LEAST <= length) {
      int frame = expected(at, length);
      if (frame > 0 && at + frame <= length && isIntact(at, frame)) {
        if (isAnswer(request, at)) {
          return at;
        }
        at += frame;
      } else {
        at++;
      }
    }
    return -1;
  }

  private boolean isAnswer(byte[] request, int at) {
    return heard[at] == request[0] && (heard[at + 1] & 0x7F) == request[1];
  }

  private boolean isDamaged(byte[] request, int from, int length) {
    int frame = from + LEAST <= length ? expected(from, length) : 0;
    return frame > 0 && from + frame <= length && isAnswer(request, from);
  }

  private boolean isIntact(int at, int frame) {
    int[] crc = ModbusUtil.calculateCRC(heard, at, at + frame - 2);
    return heard[at + frame - 2] == (byte) crc[0] && heard[at + frame - 1] == (byte) crc[1];
  }

  /** Returns the length of a frame that starts at this position; 0 if none can start there. */
  private int expected(int at, int length) {
    int function = heard[at + 1] & 0xFF;
    if (function > 0x80) {
      return 5;
    }
    return switch (function) {
      case 1, 2, 3, 4 -> at + 2 < length ? 5 + (heard[at + 2] & 0xFF) : 0;
      case 5, 6, 15, 16 -> 8;
      default -> 0;
    };
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

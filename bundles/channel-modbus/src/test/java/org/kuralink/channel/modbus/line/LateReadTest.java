/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.ghgande.j2mod.modbus.util.ModbusUtil;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tests a gateway that is so busy that it reads an answer only after the timeout. */
class LateReadTest {

  private static final byte[] REQUEST = {3, 0, 0, 0, 1};
  private static final byte[] ANSWER = {3, 2, 0, 7};

  private final AtomicLong now = new AtomicLong();

  /** A stream with an immediate answer whose reader is late. */
  private final class Busy implements ByteStream {

    private byte[] waiting;

    Busy(byte[] answer) {
      waiting = answer;
    }

    @Override
    public int read(byte[] into, int offset, int length, int millis) {
      int count = waiting.length;
      System.arraycopy(waiting, 0, into, offset, count);
      waiting = new byte[0];
      return count;
    }

    @Override
    public void discard() {
      // No bytes have arrived yet.
    }

    @Override
    public void write(byte[] bytes) {
      now.addAndGet(Duration.ofSeconds(5).toNanos());
    }

    @Override
    public void close() {
      waiting = new byte[0];
    }
  }

  @Test
  void whatCameInTimeCountsOverTcp() throws Exception {
    byte[] frame = {0, 1, 0, 0, 0, 5, 1, 3, 2, 0, 7};
    assertArrayEquals(ANSWER, new TcpWire(new Busy(frame), false, now::get).ask(1, REQUEST, 1000));
  }

  @Test
  void whatCameInTimeCountsAtASerialLine() throws Exception {
    byte[] frame = {1, 3, 2, 0, 7, 0, 0};
    int[] crc = ModbusUtil.calculateCRC(frame, 0, 5);
    frame[5] = (byte) crc[0];
    frame[6] = (byte) crc[1];
    assertArrayEquals(ANSWER, new RtuWire(new Busy(frame), now::get).ask(1, REQUEST, 1000));
  }

  @Test
  void onlyOneLookIsTakenForTheRest() {
    TcpWire wire = new TcpWire(new Busy(new byte[] {0, 1, 0}), false, now::get);
    ModbusFault fault = assertThrows(ModbusFault.class, () -> wire.ask(1, REQUEST, 1000));
    assertEquals(ModbusFault.Kind.BROKEN, fault.kind());
  }
}

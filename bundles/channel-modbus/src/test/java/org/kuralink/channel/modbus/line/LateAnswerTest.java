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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tests late answers on an RTU line, which do not identify their request. */
class LateAnswerTest {

  private static final long MILLI = 1_000_000;
  private static final byte[] FIRST = {3, 0, 0, 0, 1};
  private static final byte[] SECOND = {3, 0, 0x10, 0, 1};

  private final Slow line = new Slow();
  private final RtuWire wire = new RtuWire(line, () -> line.nanos);

  /** A line whose slave answers each request after a delay. */
  private static final class Slow implements ByteStream {

    private final TreeMap<Long, byte[]> coming = new TreeMap<>();
    private Map<Integer, Long> delays = Map.of();
    private long nanos;

    @Override
    public int read(byte[] into, int offset, int length, int millis) {
      long end = nanos + millis * MILLI;
      if (coming.isEmpty() || coming.firstKey() > end) {
        nanos = end;
        return 0;
      }
      nanos = Math.max(nanos, coming.firstKey());
      byte[] bytes = coming.pollFirstEntry().getValue();
      System.arraycopy(bytes, 0, into, offset, bytes.length);
      return bytes.length;
    }

    @Override
    public void discard() {
      coming.headMap(nanos, true).clear();
    }

    @Override
    public void write(byte[] request) {
      byte[] pdu = {3, 2, 0, request[3]};
      int address = request[3];
      coming.put(nanos + delays.getOrDefault(address, 10L) * MILLI, RtuWire.frame(request[0], pdu));
    }

    @Override
    public void close() {
      coming.clear();
    }
  }

  @Test
  void anAnswerThatComesIntoTheNextRequestIsNotTakenForItsAnswer() throws Exception {
    line.delays = Map.of(0, 250L);
    ModbusFault silent = assertThrows(ModbusFault.class, () -> wire.ask(1, FIRST, 200));
    assertEquals(ModbusFault.Kind.SILENT, silent.kind());
    assertArrayEquals(new byte[] {3, 2, 0, 0x10}, wire.ask(1, SECOND, 200));
    assertTrue(line.nanos < 300 * MILLI, line.nanos + " ns");
  }

  @Test
  void aRetryThatIsAnsweredByTheFirstAnswerLeavesTheSecondOneToBeWaitedFor() throws Exception {
    line.delays = Map.of(0, 250L);
    assertThrows(ModbusFault.class, () -> wire.ask(1, FIRST, 200));
    assertArrayEquals(new byte[] {3, 2, 0, 0}, wire.ask(1, FIRST, 200));
    assertArrayEquals(new byte[] {3, 2, 0, 0x10}, wire.ask(1, SECOND, 200));
    assertArrayEquals(new byte[] {3, 2, 0, 0x10}, wire.ask(1, SECOND, 200));
  }

  @Test
  void whoNeverAnswersHoldsUpOnlyItselfAndOnlyOnce() throws Exception {
    line.delays = Map.of(0, 1_000_000L);
    assertThrows(ModbusFault.class, () -> wire.ask(1, FIRST, 200));
    wire.ask(2, SECOND, 200);
    assertTrue(line.nanos < 300 * MILLI, line.nanos + " ns");
    long before = line.nanos;
    wire.ask(1, SECOND, 200);
    wire.ask(1, SECOND, 200);
    assertTrue(line.nanos - before < 300 * MILLI, line.nanos + " ns");
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are acknowledged before their flush need no disk access. */
class SentBeforeFlushTest {

  @TempDir Path temp;
  private QueueFixture fixture;

  @BeforeEach
  void open() {
    fixture = new QueueFixture(temp.resolve("queue"), QueueFixture.ROOMY);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void whatWasAcknowledgedBeforeItsFlushCostsTheMediumNothing() {
    fixture.append("waits");
    fixture.time.leap(QueueFixture.FLUSH);
    int before = fixture.medium.syncs;
    for (int i = 0; i < 100; i++) {
      fixture.queue.acknowledge(fixture.append("sent"));
      fixture.time.leap(QueueFixture.FLUSH);
    }
    assertEquals(before, fixture.medium.syncs);
    fixture.append("waits, too");
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(before + 1, fixture.medium.syncs);
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("waits", "waits, too"), fixture.waiting());
  }

  @Test
  void whatCouldNotBeSyncedIsStillToBeWhenWhatCameLaterWasAcknowledged() {
    fixture.append("waits");
    fixture.medium.syncFails = true;
    fixture.time.leap(QueueFixture.FLUSH);
    fixture.queue.acknowledge(fixture.append("sent"));
    fixture.medium.syncFails = false;
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(1, fixture.medium.syncs);
  }

  /** Its file would come back after a power cut, perhaps without its acknowledgements. */
  @Test
  void aSegmentThatWentIsMadeToGoForGoodAlsoWhenNothingWaits() throws IOException {
    fixture.reopen(QueueFixture.limits(1_000_000, 1_000_000, Duration.ZERO, DropPolicy.OLDEST));
    fixture.queue.acknowledge(fixture.append("x"));
    fixture.time.leap(QueueFixture.FLUSH);
    int before = fixture.medium.directorySyncs;
    fixture.queue.acknowledge(fixture.append("x".repeat(65_000)));
    fixture.queue.acknowledge(fixture.append("x".repeat(65_000)));
    fixture.time.leap(QueueFixture.FLUSH);
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(1, fixture.files(".log").size());
    assertTrue(fixture.medium.directorySyncs > before);
  }

  /** Parts that a power cut takes: of the records and of the acknowledgements of what was sent. */
  @ParameterizedTest
  @ValueSource(strings = {"0 0", "0 1", "0 5", "1 0", "1 5", "3 2", "5 0", "5 3", "5 5"})
  void aPowerCutLosesNothingThatWaitsAndNoNumberIsGivenTwice(String kept) throws IOException {
    fixture.append("waits");
    fixture.time.leap(QueueFixture.FLUSH);
    Map<String, byte[]> onMedium = fixture.snapshot();
    fixture.reopen(QueueFixture.ROOMY);
    int before = fixture.medium.syncs;
    for (int i = 0; i < 5; i++) {
      fixture.queue.acknowledge(fixture.append("sent " + i));
      fixture.time.leap(QueueFixture.FLUSH);
    }
    Map<String, byte[]> after = fixture.snapshot();
    assertTrue(fixture.medium.syncs <= before + 1, "no sync for each");

    int records = kept.charAt(0) - '0';
    int acks = kept.charAt(2) - '0';
    fixture.restore(cut(onMedium, after, records, acks));
    fixture.reopen(QueueFixture.ROOMY);
    List<String> waiting = fixture.waiting();
    assertEquals("waits", waiting.get(0));
    assertEquals(1 + Math.max(0, records - acks), waiting.size());
    assertEquals(Map.of(), fixture.queue.status().dropped());
    long next = fixture.append("next");
    assertTrue(next > 1 + Math.max(records, acks), "number " + next);
    fixture.reopen(QueueFixture.ROOMY);
    assertTrue(fixture.waiting().contains("next"));
    assertEquals(Map.of(), fixture.queue.status().dropped());
  }

  private static Map<String, byte[]> cut(
      Map<String, byte[]> onMedium, Map<String, byte[]> after, int records, int acks) {
    Map<String, byte[]> left = new TreeMap<>(onMedium);
    after.forEach(
        (name, bytes) -> {
          int first = onMedium.getOrDefault(name, new byte[0]).length;
          if (name.endsWith(".log")) {
            left.put(name, Arrays.copyOf(bytes, first + (bytes.length - first) / 5 * records));
          } else if (name.endsWith(".ack")) {
            left.put(name, Arrays.copyOf(bytes, acks * 20));
          }
        });
    return left;
  }
}

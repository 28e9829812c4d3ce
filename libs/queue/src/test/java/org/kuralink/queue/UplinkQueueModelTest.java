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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations, each compared with a model. */
class UplinkQueueModelTest {

  private static final QueueLimits LIMITS =
      QueueFixture.limits(Long.MAX_VALUE, 512 * 1024, Duration.ZERO, DropPolicy.NEWEST);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void behavesAsItsModel(long seed) {
    Random random = new Random(seed);
    TreeMap<Long, String> model = new TreeMap<>();
    try (QueueFixture fixture = new QueueFixture(directory, LIMITS)) {
      for (int step = 0; step < 3000; step++) {
        step(random, fixture, model);
        assertEquals(model.size(), fixture.queue.status().messages(), "seed " + seed);
        checkNext(random, fixture, model);
      }
      assertEquals(List.copyOf(model.values()), fixture.waiting());
      fixture.reopen(LIMITS);
      assertEquals(model, byNumber(fixture.records()));
      assertEquals(Map.of(), fixture.queue.status().dropped());
      assertEquals(0, fixture.queue.status().tornBytes());
    }
  }

  private static void step(Random random, QueueFixture fixture, TreeMap<Long, String> model) {
    int choice = random.nextInt(1000);
    if (choice < 500) {
      String text = "x".repeat(random.nextInt(random.nextInt(20) == 0 ? 20_000 : 300));
      try {
        model.put(fixture.append(text), text);
      } catch (QueueException e) {
        assertEquals(QueueException.Reason.FULL, e.reason());
      }
    } else if (choice < 950) {
      acknowledge(random, fixture, model);
    } else if (choice < 985) {
      fixture.time.leap(Duration.ofMillis(random.nextInt(200)));
    } else {
      fixture.reopen(LIMITS);
    }
  }

  // Mostly near the head, as a window in flight does it; sometimes anywhere, and often in bursts.
  private static void acknowledge(
      Random random, QueueFixture fixture, TreeMap<Long, String> model) {
    List<Long> numbers = new ArrayList<>(model.keySet());
    for (int i = random.nextInt(4); i > 0 && !numbers.isEmpty(); i--) {
      int window = random.nextInt(10) == 0 ? numbers.size() : Math.min(8, numbers.size());
      long number = numbers.remove(random.nextInt(window));
      fixture.queue.acknowledge(number);
      model.remove(number);
    }
  }

  private static void checkNext(Random random, QueueFixture fixture, TreeMap<Long, String> model) {
    long after = model.isEmpty() ? 0 : random.nextLong(model.lastKey() + 2);
    Map.Entry<Long, String> expected = model.higherEntry(after);
    assertEquals(
        expected == null ? "" : expected.toString(),
        fixture.queue.next(after).map(r -> r.sequence() + "=" + QueueFixture.text(r)).orElse(""));
  }

  private static Map<Long, String> byNumber(List<UplinkRecord> records) {
    return records.stream()
        .collect(
            Collectors.toMap(
                UplinkRecord::sequence, QueueFixture::text, (a, b) -> a, TreeMap::new));
  }
}

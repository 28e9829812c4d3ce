/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.login.credentials.file.FileCredentialStore;
import org.kuralink.queue.DropPolicy;
import org.kuralink.queue.QueueLimits;
import org.kuralink.queue.SegmentedUplinkQueue;
import org.kuralink.queue.UplinkRecord;

/** Another name of the instance, or another directory, strands nothing. */
class FormerHomesTest {

  private static final DeviceIdentity DEVICE = new DeviceIdentity("pk", "dn");
  private static final QueueLimits LIMITS =
      new QueueLimits(1000, 1_000_000, Duration.ofDays(7), Duration.ZERO, DropPolicy.OLDEST);

  @TempDir Path all;

  private SegmentedUplinkQueue open(Path data, Path queues) {
    SegmentedUplinkQueue queue =
        SegmentedUplinkQueue.open(
            SessionMachinery.directoryOf(DEVICE, queues), LIMITS, Clock.systemUTC());
    new FormerHomes(data).bring(DEVICE, queues, queue, Clock.systemUTC());
    return queue;
  }

  private static List<String> waiting(SegmentedUplinkQueue queue) {
    List<String> texts = new ArrayList<>();
    for (Optional<UplinkRecord> next = queue.next(0);
        next.isPresent();
        next = queue.next(next.get().sequence())) {
      texts.add(new String(next.get().payload(), StandardCharsets.UTF_8));
    }
    return texts;
  }

  private static void append(SegmentedUplinkQueue queue, String text) {
    queue.append("/pk/dn/user/update", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void messagesFollowTheNameOfTheInstance() {
    Path before = all.resolve("before");
    Path after = all.resolve("after");
    try (SegmentedUplinkQueue queue = open(before, before.resolve("queue"))) {
      append(queue, "one");
      append(queue, "two");
    }
    try (SegmentedUplinkQueue queue = open(after, after.resolve("queue"))) {
      assertEquals(List.of("one", "two"), waiting(queue));
    }
    try (SegmentedUplinkQueue queue = open(before, before.resolve("queue"))) {
      assertEquals(List.of("one", "two"), waiting(queue), "and back again, once");
    }
  }

  @Test
  void messagesFollowTheDirectoryThereAndBack() {
    Path data = all.resolve("main");
    Path elsewhere = all.resolve("disk").resolve("elsewhere");
    try (SegmentedUplinkQueue queue = open(data, data.resolve("queue"))) {
      append(queue, "one");
    }
    try (SegmentedUplinkQueue queue = open(data, elsewhere)) {
      assertEquals(List.of("one"), waiting(queue));
      append(queue, "two");
    }
    try (SegmentedUplinkQueue queue = open(data, elsewhere.resolve("further"))) {
      assertEquals(List.of("one", "two"), waiting(queue));
    }
    try (SegmentedUplinkQueue queue = open(data, data.resolve("queue"))) {
      assertEquals(List.of("one", "two"), waiting(queue));
    }
  }

  @Test
  void whatAnotherInstanceUsesStaysThere() {
    Path one = all.resolve("one");
    Path two = all.resolve("two");
    try (SegmentedUplinkQueue used = open(one, one.resolve("queue"))) {
      append(used, "mine");
      try (SegmentedUplinkQueue queue = open(two, two.resolve("queue"))) {
        assertTrue(waiting(queue).isEmpty());
      }
      assertEquals(List.of("mine"), waiting(used));
    }
  }

  @Test
  void anIssuedSecretFollowsTheNameOfTheInstance() throws Exception {
    Secret secret = Secret.of("issued once");
    new FileCredentialStore(all.resolve("before").resolve("credentials")).keep(DEVICE, secret);
    Path data = all.resolve("after");
    List<Path> former = new FormerHomes(data).credentials();
    FileCredentialStore store = new FileCredentialStore(data.resolve("credentials"), former);
    assertEquals("issued once", store.find(DEVICE).orElseThrow().reveal());
    FileCredentialStore alone = new FileCredentialStore(data.resolve("credentials"));
    assertEquals("issued once", alone.find(DEVICE).orElseThrow().reveal());
  }
}

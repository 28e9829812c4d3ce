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

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.login.credentials.file.FileCredentialStore;
import org.kuralink.queue.DropPolicy;
import org.kuralink.queue.QueueLimits;
import org.kuralink.queue.SegmentedUplinkQueue;
import org.kuralink.queue.UplinkQueue;
import org.kuralink.queue.UplinkRecord;

/**
 * The files in the resources were written by version 0.1.0, with its own queue and credential
 * store: 12 messages in segments from 1, 5 and 9 at 2025-03-01T08:00:00Z, of which 1, 2, 3, 4, 6
 * and 10 were acknowledged, so that the first segment is gone; an issued secret of gateway-1; and
 * the mark of a registration of gateway-2 that had not ended.
 */
class EarlierVersionTest {

  private static final String PRODUCT = "k1aBcDeFgHi";
  private static final Instant WRITTEN = Instant.parse("2025-03-01T08:00:00Z");
  private static final QueueLimits LIMITS =
      new QueueLimits(1000, 1_000_000, Duration.ofDays(7), Duration.ZERO, DropPolicy.OLDEST);

  @TempDir Path temp;

  @BeforeEach
  void copy() throws IOException, URISyntaxException {
    Path written = Path.of(getClass().getResource("written-by-0.1.0").toURI());
    try (Stream<Path> files = Files.walk(written)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path place = temp.resolve(written.relativize(file).toString());
        Files.createDirectories(place.getParent());
        Files.copy(file, place);
      }
    }
  }

  @Test
  void itsMessagesAreReadInTheirOrderAndNoneIsTakenForLost() {
    List<Long> owed = List.of(5L, 7L, 8L, 9L, 11L, 12L);
    try (UplinkQueue queue = open()) {
      List<UplinkRecord> records = records(queue);
      assertEquals(owed, records.stream().map(UplinkRecord::sequence).toList());
      for (UplinkRecord each : records) {
        assertEquals("/sys/k1aBcDeFgHi/gateway-1/thing/event/property/post", each.topic());
        String text = new String(each.payload(), StandardCharsets.UTF_8);
        assertTrue(text.startsWith("{\"id\":\"" + each.sequence() + "\",\"filler\":\"xx"));
        assertEquals(WRITTEN.toEpochMilli(), each.enqueuedAtMillis());
      }
      assertEquals(
          OptionalLong.of(WRITTEN.toEpochMilli()), queue.status().oldestEnqueuedAtMillis());
      assertEquals(Map.of(), queue.status().dropped());
      assertEquals(0, queue.status().tornBytes());
      assertEquals(13, queue.append("/a/b", new byte[1]));
      queue.acknowledge(7);
    }
    try (UplinkQueue queue = open()) {
      assertEquals(
          List.of(5L, 8L, 9L, 11L, 12L, 13L),
          records(queue).stream().map(UplinkRecord::sequence).toList());
      assertEquals(Map.of(), queue.status().dropped());
    }
  }

  @Test
  void itsSecretAndItsMarkOfARegistrationAreRead() throws IOException {
    FileCredentialStore store = new FileCredentialStore(temp.resolve("credentials"));
    assertEquals(
        "0123456789abcdef0123456789abcdef",
        store.find(new DeviceIdentity(PRODUCT, "gateway-1")).orElseThrow().reveal());
    assertEquals(Optional.of(WRITTEN), store.begun(new DeviceIdentity(PRODUCT, "gateway-2")));
  }

  private UplinkQueue open() {
    return SegmentedUplinkQueue.open(temp.resolve("queue"), LIMITS, Clock.systemUTC());
  }

  private static List<UplinkRecord> records(UplinkQueue queue) {
    List<UplinkRecord> found = new ArrayList<>();
    for (Optional<UplinkRecord> next = queue.next(0);
        next.isPresent();
        next = queue.next(next.get().sequence())) {
      found.add(next.get());
    }
    return found;
  }
}

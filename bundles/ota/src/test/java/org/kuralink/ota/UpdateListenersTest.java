/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.api.ota.UpdateStatus;

/** Listeners that fail in all ways. */
class UpdateListenersTest {

  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicLong nanos = new AtomicLong();
  private final UpdateListeners listeners = new UpdateListeners(nanos::get);

  @AfterEach
  void end() {
    end.countDown();
  }

  private static UpdateStatus at(int percent) {
    return new UpdateStatus(UpdateState.DOWNLOADING, Instant.EPOCH, Optional.empty(), percent, "");
  }

  @ParameterizedTest
  @EnumSource(Misbehaviour.class)
  void aFailingListenerDoesNotAffectTheOthers(Misbehaviour what) {
    List<Integer> heard = new CopyOnWriteArrayList<>();
    listeners.add(status -> what.act(end));
    listeners.add(status -> heard.add(status.percent()));
    IntStream.range(0, 50).forEach(percent -> listeners.changed(at(percent)));
    await(heard, 50);
    assertEquals(IntStream.range(0, 50).boxed().toList(), heard);
  }

  @Test
  void theOldestWaitingNotificationIsDropped() {
    CountDownLatch begun = new CountDownLatch(1);
    List<Integer> heard = new CopyOnWriteArrayList<>();
    listeners.add(
        status -> {
          begun.countDown();
          Misbehaviour.HANGS.act(end);
          heard.add(status.percent());
        });
    listeners.changed(at(0));
    Awaitility.await().until(() -> begun.getCount() == 0);
    nanos.set(Duration.ofSeconds(11).toNanos());
    IntStream.range(1, 101).forEach(percent -> listeners.changed(at(percent)));
    end.countDown();
    await(heard, 65);
    assertEquals(0, heard.get(0));
    assertEquals(IntStream.range(37, 101).boxed().toList(), heard.subList(1, 65));
  }

  @Test
  void aRemovedListenerIsNotNotified() {
    List<Integer> heard = new CopyOnWriteArrayList<>();
    List<Integer> gone = new CopyOnWriteArrayList<>();
    Registration registration = listeners.add(status -> gone.add(status.percent()));
    listeners.add(status -> heard.add(status.percent()));
    registration.close();
    listeners.changed(at(1));
    await(heard, 1);
    assertEquals(List.of(), gone);
  }

  private static void await(List<?> heard, int size) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> heard.size() == size);
  }
}

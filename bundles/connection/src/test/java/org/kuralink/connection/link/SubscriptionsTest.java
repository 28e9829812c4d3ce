/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Registration;
import org.kuralink.connection.SessionRig;

/** Concurrent registration and removal of listeners. */
class SubscriptionsTest {

  private static final int ROUNDS = 60_000;

  private final SessionRig rig = SessionRig.online();
  private final ExecutorService pool = Executors.newFixedThreadPool(2);

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  @Test
  void whoClosesLeavesNobodyDeafWhoBeginsToListenToTheSameTopic() throws Exception {
    Set<String> asked = ConcurrentHashMap.newKeySet();
    AtomicInteger deaf = new AtomicInteger();
    AtomicInteger heard = new AtomicInteger();
    rig.transport().onSubscribed(asked::addAll, asked::removeAll);
    CyclicBarrier start = new CyclicBarrier(2);
    for (int i = 0; i < ROUNDS; i++) {
      String topic = i % 2 == 0 ? "/pk/dn/user/a" : "/pk/dn/user/+";
      Registration first = rig.door.subscribe(topic, message -> {});
      Future<?> closing =
          pool.submit(
              () -> {
                start.await(10, TimeUnit.SECONDS);
                first.close();
                return null;
              });
      start.await(10, TimeUnit.SECONDS);
      Registration second = rig.door.subscribe(topic, message -> heard.incrementAndGet());
      closing.get(10, TimeUnit.SECONDS);
      if (!asked.contains(topic)) {
        deaf.incrementAndGet();
      }
      second.close();
      rig.transport().subscribed.clear();
      rig.transport().unsubscribed.clear();
      assertTrue(asked.isEmpty(), () -> "asked for, though nobody listens: " + asked);
    }
    assertEquals(0, deaf.get(), "listeners whose topic nobody asked for any more");
    assertEquals(List.of(), List.copyOf(asked));
  }

  @Test
  void aRequestLeavesBehindTheSubscriptionOfItsReplyWhoeverAskedForIt() throws Exception {
    List<Integer> sentBefore = new ArrayList<>();
    Thread second = new Thread(this::askForTheModel);
    rig.transport()
        .onSubscribed(
            filters -> {
              if (filters.contains("/sys/pk/dn/thing/dsltemplate/get_reply")) {
                second.start();
                awaitEndOrLock(second);
                sentBefore.add(rig.transport().sent.size());
              }
            },
            filters -> {});

    askForTheModel();
    second.join(TimeUnit.SECONDS.toMillis(30));

    assertEquals(List.of(0), sentBefore);
    assertEquals(2, rig.transport().sent.size());
  }

  @Test
  void nothingIsAskedForThatThePlatformLeavesOutOfARequest() {
    for (int i = 0; i < 20; i++) {
      rig.door.subscribe("/pk/dn/user/t" + i, message -> {});
    }
    rig.lose();
    rig.leap(60);
    rig.accept();
    List<List<String>> asked = rig.transport().subscribed;
    assertTrue(asked.stream().mapToInt(List::size).sum() >= 20, asked::toString);
    assertTrue(asked.stream().allMatch(filters -> filters.size() <= 8), asked::toString);
  }

  private void askForTheModel() {
    rig.door.link().request("thing.dsltemplate.get", JsonText.EMPTY_OBJECT);
  }

  private static void awaitEndOrLock(Thread thread) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (thread.isAlive()
        && thread.getState() != Thread.State.BLOCKED
        && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }
}

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

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.SessionState;

/** Listeners that block their threads, on the threads of a real session. */
class SlowListenersTest {

  /** More than there are threads as a rule. */
  private static final int SLOW = 5;

  private final ListenerThreads threads =
      new ListenerThreads(
          work -> {
            Thread thread = new Thread(work, "listener");
            thread.setDaemon(true);
            return thread;
          });
  private final SessionRig rig =
      new SessionRig(new DeviceIdentity("pk", "dn"), Optional.of(threads));
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void stop() {
    release.countDown();
    threads.shutdownNow();
  }

  private void block() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets those that are slow be noticed, as often as it takes. */
  private boolean comes(CountDownLatch news) throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      if (news.await(50, TimeUnit.MILLISECONDS)) {
        return true;
      }
      rig.time.leap(Duration.ofMillis(250));
    }
    return false;
  }

  @Test
  void onesOfMessagesKeepNeitherAnOrderNorTheLossOfTheLinkFromOthers() throws Exception {
    rig.configure();
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
    String topic = "/ota/device/upgrade/pk/dn";
    for (int i = 0; i < SLOW; i++) {
      rig.door.subscribe(topic, message -> block());
    }
    CountDownLatch order = new CountDownLatch(1);
    rig.door.link().subscribe(topic, message -> order.countDown());
    rig.transport().deliver(topic, "{}");
    rig.time.settle();
    assertTrue(comes(order));
    lossIsHeard();
  }

  @Test
  void onesOfTheSessionAndOfLinksKeepNothingFromOthers() throws Exception {
    for (int i = 0; i < SLOW; i++) {
      rig.door.addListener((from, now) -> block());
      rig.door.link().addListener(online -> block());
      rig.door.addLinkListener((link, online) -> block());
    }
    rig.configure();
    rig.accept();
    CountDownLatch heard = new CountDownLatch(1);
    rig.door.subscribe("/pk/dn/user/a", message -> heard.countDown());
    rig.transport().deliver("/pk/dn/user/a", "x");
    rig.time.settle();
    assertTrue(comes(heard));
    lossIsHeard();
  }

  private void lossIsHeard() throws InterruptedException {
    CountDownLatch session = new CountDownLatch(1);
    CountDownLatch link = new CountDownLatch(1);
    CountDownLatch all = new CountDownLatch(1);
    rig.door.addListener((from, now) -> session.countDown());
    rig.door.link().addListener(online -> link.countDown());
    rig.door.addLinkListener((which, online) -> all.countDown());
    rig.lose();
    assertTrue(comes(session));
    assertTrue(comes(link));
    assertTrue(comes(all));
    assertEquals(1, release.getCount(), "the slow ones are still there");
  }
}

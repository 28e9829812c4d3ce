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

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.GatewayCapability;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Topology;
import org.kuralink.api.measure.UsedHeap;

/** The memory of idle links of many devices. */
class ManyLinksTest {

  private static final int LINKS = 1500;

  /** Of the 4 KiB that a device may cost with all its capabilities, the connection's part. */
  private static final long BYTES_EACH = 512;

  private final ListenerThreads threads =
      new ListenerThreads(
          work -> {
            Thread thread = new Thread(work, "many-links");
            thread.setDaemon(true);
            return thread;
          });
  private final SessionRig rig =
      new SessionRig(new DeviceIdentity("pk", "dn"), Optional.of(threads));

  private Topology start() throws Exception {
    CompletableFuture<Topology> given = new CompletableFuture<>();
    rig.calls = true;
    rig.subscribes = true;
    rig.session
        .service()
        .gateway(
            Optional.of(
                new GatewayCapability() {
                  @Override
                  public void open(Topology topology) {
                    given.complete(topology);
                  }

                  @Override
                  public void close(Topology topology) {}
                }));
    rig.configure();
    rig.accept();
    rig.door.answerAll(
        "thing.service.*", (link, request) -> CompletableFuture.completedFuture(Reply.success()));
    rig.door.subscribeAll("/shadow/get/{productKey}/{deviceName}", (link, message) -> {});
    return given.get(10, TimeUnit.SECONDS);
  }

  private static long threadsNow() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("many-links"))
        .count();
  }

  @Test
  void linksAtRestCostAFewHundredBytesNoThreadAndNoSubscription() throws Exception {
    Topology topology = start();
    CountDownLatch first = new CountDownLatch(2);
    CountDownLatch all = new CountDownLatch(LINKS);
    rig.door.addLinkListener((link, online) -> first.countDown());
    rig.door.addLinkListener((link, online) -> all.countDown());
    topology.loggedIn(new DeviceIdentity("sub", "warm"));
    topology.loggedOut(new DeviceIdentity("sub", "warm"));
    assertTrue(first.await(10, TimeUnit.SECONDS));
    rig.time.settle();
    long threadsBefore = Math.max(2, threadsNow());
    int subscribedBefore = rig.transport().subscribed.size();
    List<DeviceLink> links = new ArrayList<>(LINKS);
    long before = UsedHeap.bytes();
    for (int i = 0; i < LINKS; i++) {
      links.add(rig.door.link(new DeviceIdentity("sub", "device" + i)));
      topology.loggedIn(new DeviceIdentity("sub", "device" + i));
      rig.time.settle();
    }
    assertTrue(all.await(10, TimeUnit.SECONDS));
    long each = (UsedHeap.bytes() - before) / LINKS;
    assertTrue(links.stream().allMatch(DeviceLink::isOnline));
    assertTrue(each <= BYTES_EACH, "a link costs " + each + " bytes");
    assertTrue(threadsNow() <= threadsBefore, "threads: " + threadsNow());
    assertEquals(subscribedBefore, rig.transport().subscribed.size());
    threads.shutdownNow();
  }
}

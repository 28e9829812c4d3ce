/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Registration;
import org.kuralink.connection.SessionRig;

class DeviceLinkTest {

  private final SessionRig rig = SessionRig.online();
  private final DeviceLink link = rig.door.link();

  @Test
  void saysWhetherItIsOnlineAndTellsEachChangeOnce() {
    List<Boolean> heard = new ArrayList<>();
    Registration registration = link.addListener(heard::add);
    assertTrue(link.isOnline());
    rig.lose();
    assertFalse(link.isOnline());
    rig.leap(60);
    rig.accept();
    assertEquals(List.of(false, true), heard);
    registration.close();
    rig.lose();
    assertEquals(List.of(false, true), heard);
  }

  @Test
  void aListenerThatThrowsDoesNotKeepTheNextOneFromHearing() {
    List<Boolean> heard = new ArrayList<>();
    link.addListener(
        online -> {
          throw new IllegalStateException("a test's own");
        });
    link.addListener(heard::add);
    rig.lose();
    assertEquals(List.of(false), heard);
  }

  @Test
  void carriesRawMessagesBothWays() {
    List<String> heard = new ArrayList<>();
    link.subscribe(
        "/shadow/get/pk/dn", m -> heard.add(new String(m.payload(), StandardCharsets.UTF_8)));
    CompletableFuture<Void> sent =
        link.publish(new Message("/shadow/update/pk/dn", new byte[] {'u'}), Delivery.TRANSIENT)
            .toCompletableFuture();
    rig.time.settle();
    assertTrue(sent.isDone());
    assertEquals(List.of("u"), rig.transport().sentOn("/shadow/update/pk/dn"));
    rig.transport().deliver("/shadow/get/pk/dn", "got");
    rig.time.settle();
    assertEquals(List.of("got"), heard);
  }

  @Test
  void carriesCustomTopicsAsTheyAreTextOrBytes() {
    List<Message> heard = new ArrayList<>();
    Registration all = link.subscribe("/pk/dn/user/#", heard::add);
    link.subscribe("/pk/dn/user/+/level", heard::add);
    byte[] bytes = {0, (byte) 0xff, '{', 10};
    rig.transport().deliver("/pk/dn/user/get", bytes);
    rig.transport().deliver("/pk/dn/user/tank/level", "七");
    rig.transport().deliver("/pk/dn/other", "not asked for");
    rig.time.settle();
    assertEquals(
        List.of("/pk/dn/user/get", "/pk/dn/user/tank/level", "/pk/dn/user/tank/level"),
        heard.stream().map(Message::topic).toList());
    assertArrayEquals(bytes, heard.get(0).payload());
    assertEquals("七", new String(heard.get(1).payload(), StandardCharsets.UTF_8));
    all.close();
    rig.transport().deliver("/pk/dn/user/get", bytes);
    rig.time.settle();
    assertEquals(3, heard.size());
    link.publish(new Message("/pk/dn/user/update", bytes), Delivery.TRANSIENT);
    rig.time.settle();
    assertArrayEquals(bytes, rig.transport().sent.get(rig.transport().sent.size() - 1).payload());
  }

  @Test
  void refusesToPublishToAFilter() {
    for (String topic : List.of("", "/pk/dn/user/+", "/pk/dn/#")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> link.publish(new Message(topic, new byte[1]), Delivery.DURABLE));
    }
  }

  @Test
  void handsBytesThatComeByRrpcToListenersAndAnswersNothingItself() {
    List<Message> heard = new ArrayList<>();
    String topic = "/sys/pk/dn/rrpc/request/77";
    rig.transport().deliver(topic, new byte[] {1, 2});
    rig.time.settle();
    link.subscribe("/sys/pk/dn/rrpc/request/+", heard::add);
    rig.transport().deliver(topic, new byte[] {1, 2});
    rig.leap(60);
    assertEquals(1, heard.size());
    assertEquals(List.of(), rig.transport().sentOn("/sys/pk/dn/rrpc/response/77"));
  }

  @Test
  void anAcknowledgedMessageIsDoneWhenThePlatformHasItAndIsNotKept() {
    rig.transport().acknowledging = false;
    CompletableFuture<Void> sent =
        link.publish(new Message("/shadow/update/pk/dn", new byte[] {'u'}), Delivery.ACKNOWLEDGED)
            .toCompletableFuture();
    rig.time.settle();
    assertEquals(1, rig.transport().sent.get(0).qos());
    assertFalse(sent.isDone());
    rig.transport().sent.get(0).done().complete(null);
    rig.time.settle();
    assertTrue(sent.isDone() && !sent.isCompletedExceptionally());
    rig.lose();
    CompletableFuture<Void> refused =
        link.publish(new Message("/shadow/update/pk/dn", new byte[] {'u'}), Delivery.ACKNOWLEDGED)
            .toCompletableFuture();
    rig.time.settle();
    assertTrue(refused.isCompletedExceptionally());
    assertTrue(rig.queue.records.isEmpty());
  }
}

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
import static org.junit.jupiter.api.Assertions.assertFalse;
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
}

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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionState;
import org.kuralink.connection.FakeTransport;
import org.kuralink.connection.SessionRig;

class MissingSubscriptionsTest {

  private static final String SET = "/sys/pk/dn/thing/service/property/set";
  private static final String CUSTOM = "/pk/dn/user/get";

  private final SessionRig rig = new SessionRig();

  private FakeTransport logIn(String... refused) {
    FakeTransport transport = rig.transport();
    transport.refused.addAll(List.of(refused));
    rig.accept();
    return transport;
  }

  private void answerSet() {
    rig.door
        .link()
        .answer(
            "thing.service.property.set",
            request -> CompletableFuture.completedFuture(Reply.success()));
  }

  private String fault() {
    SessionFault fault = rig.door.status().fault().orElseThrow();
    assertEquals(SessionFault.Cause.NOT_SUBSCRIBED, fault.cause());
    return fault.message();
  }

  private static long asked(FakeTransport transport, String filter) {
    return transport.subscribed.stream().filter(filters -> filters.contains(filter)).count();
  }

  @Test
  void namesTheFilterThatWasRefusedAndNoOther() {
    rig.door.subscribe(CUSTOM, message -> {});
    rig.door.subscribe("/pk/dn/user/other", message -> {});
    rig.configure();
    logIn(CUSTOM);

    assertTrue(fault().contains(CUSTOM), fault());
    assertFalse(fault().contains("other"), fault());
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void asksAgainForWhatIsMissingWithGrowingPauses() {
    rig.door.subscribe(CUSTOM, message -> {});
    rig.configure();
    FakeTransport transport = logIn(CUSTOM);
    assertEquals(1, asked(transport, CUSTOM));
    rig.leap(10);
    assertEquals(2, asked(transport, CUSTOM));
    rig.leap(19);
    assertEquals(2, asked(transport, CUSTOM));
    rig.leap(1);
    assertEquals(3, asked(transport, CUSTOM));
    rig.leap(3600);
    assertEquals(SessionState.ONLINE, rig.state(), "an application's topic is no reason to leave");
    assertTrue(asked(transport, CUSTOM) <= 13, "" + asked(transport, CUSTOM));
    transport.refused.clear();
    rig.leap(600);
    long granted = asked(transport, CUSTOM);
    rig.leap(3600);
    assertEquals(granted, asked(transport, CUSTOM));
  }

  @Test
  void doesNotAskForWhatNobodyNeedsAnyMore() {
    var listening = rig.door.subscribe(CUSTOM, message -> {});
    rig.configure();
    FakeTransport transport = logIn(CUSTOM);
    listening.close();
    rig.leap(3600);
    assertEquals(1, asked(transport, CUSTOM));
  }

  @Test
  void leavesALinkOnWhichItCannotBeToldWhatToDo() {
    answerSet();
    rig.configure();
    logIn(SET);
    assertEquals(SessionState.ONLINE, rig.state());
    rig.leap(59);
    assertEquals(SessionState.ONLINE, rig.state());
    rig.leap(1);
    assertEquals(SessionState.WAITING, rig.state());
    assertTrue(fault().contains(SET), fault());
    rig.leap(12);
    logIn(SET);
    rig.leap(119);
    assertEquals(SessionState.ONLINE, rig.state(), "the second time with more patience");
    rig.leap(1);
    assertEquals(SessionState.WAITING, rig.state());
    rig.leap(61);
    FakeTransport good = logIn();
    rig.leap(3600);
    assertEquals(SessionState.ONLINE, rig.state());
    assertEquals(1, asked(good, SET));
  }

  @Test
  void asksForEachFilterAloneWhenAPacketIsNotAnswered() {
    answerSet();
    rig.door.subscribe(CUSTOM, message -> {});
    rig.configure();
    rig.transport().unanswered.add(CUSTOM);
    FakeTransport transport = logIn();

    assertTrue(transport.subscribed.contains(List.of(SET)));
    assertTrue(transport.subscribed.contains(List.of(CUSTOM)));
    assertTrue(fault().contains(CUSTOM), fault());
    assertFalse(fault().contains(SET), fault());
    rig.leap(3600);
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void leavesALinkOnWhichNoSubscriptionIsAnswered() {
    answerSet();
    rig.configure();
    rig.transport().unanswered.addAll(List.of(SET, "/sys/pk/dn/rrpc/request/+"));
    logIn();
    rig.leap(60);
    assertEquals(SessionState.WAITING, rig.state());
  }

  @Test
  void isSilentAboutNewsThatNotEveryProductHas() {
    rig.configure();
    logIn("/ext/error/pk/dn", "/sys/pk/dn/thing/bootstrap/notify");
    rig.leap(3600);
    assertEquals(SessionState.ONLINE, rig.state());
    assertTrue(rig.door.status().fault().isEmpty());
  }

  @Test
  void subscribesToWrappedCallsOnlyWhenItsLogInAnnouncedThem() {
    answerSet();
    rig.configure();
    FakeTransport plain = logIn();
    assertEquals(0, asked(plain, "/ext/rrpc/+" + SET));
    rig.lose();
    rig.calls = true;
    rig.leap(6);
    FakeTransport announcing = logIn();
    assertEquals(1, asked(announcing, "/ext/rrpc/+" + SET));
  }

  @Test
  void asksAgainForWhatALineFailedToAskForOneByOne() {
    rig.door.subscribe(CUSTOM, message -> {});
    rig.door.subscribe("/pk/dn/user/other", message -> {});
    rig.configure();
    FakeTransport transport = rig.transport();
    List<String> failing = new ArrayList<>(List.of(CUSTOM));
    transport.onSubscribed(
        filters -> {
          if (filters.stream().anyMatch(failing::contains)) {
            throw new IllegalStateException("a line with an error");
          }
        },
        filters -> {});
    rig.accept();

    assertEquals(SessionState.ONLINE, rig.state());
    assertTrue(fault().contains(CUSTOM + " (the line failed: "), fault());
    assertFalse(fault().contains("other"), fault());
    assertEquals(1, asked(transport, "/pk/dn/user/other"));
    failing.clear();
    rig.leap(10);
    assertEquals(1, asked(transport, CUSTOM));
  }

  @Test
  void whoListensIsNotToldWhatALineFailedIn() {
    rig.configure();
    FakeTransport transport = logIn();
    transport.onSubscribed(
        filters -> {
          throw new IllegalStateException("a line with an error");
        },
        filters -> {
          throw new NoClassDefFoundError("what went with its bundle");
        });
    Registration listening = rig.door.subscribe(CUSTOM, message -> {});
    rig.leap(0);
    assertTrue(fault().contains(CUSTOM), fault());
    listening.close();
    transport.onSubscribed(filters -> {}, filters -> {});
    rig.door.subscribe(CUSTOM, message -> {});
    assertEquals(1, asked(transport, CUSTOM));
  }
}

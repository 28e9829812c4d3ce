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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.FallbackStatus;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.SessionListener;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.OpenLine;

/** A session with a fallback line beside MQTT, and common steps of its tests. */
abstract class FallbackFixture {

  static final String TOPIC = "/pk/dn/user/update";
  static final OpenLine REPORTING = new OpenLine(false, 1000, 1, false, false, false);

  final SessionRig rig = new SessionRig();
  final List<FakeTransport> https = new ArrayList<>();
  final List<Boolean> heard = new ArrayList<>();
  final LineFactory other =
      (settings, events) -> {
        FakeTransport line = new FakeTransport(settings, events);
        https.add(line);
        return line;
      };

  @BeforeEach
  void configure() {
    rig.properties.put("fallback.transport", "https");
    rig.properties.put("fallback.after.seconds", 60);
    rig.door.addListener(
        new SessionListener() {
          @Override
          public void changed(SessionState from, SessionStatus now) {}

          @Override
          public void uplinkChanged(SessionStatus now) {
            heard.add(now.isUplinkOnly());
          }
        });
    install();
  }

  void install() {
    rig.lines.bind(other, Map.of(LineFactory.TRANSPORT, new String[] {"https"}));
    rig.time.settle();
  }

  void remove() {
    rig.lines.unbind(other);
    rig.time.settle();
  }

  void online() {
    rig.configure();
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  FakeTransport https() {
    return https.get(https.size() - 1);
  }

  /** MQTT has been disconnected for long, and its attempts have no result. */
  void away() {
    rig.lose();
    rig.leap(60);
  }

  void standsIn() {
    away();
    https().accept(REPORTING);
    rig.time.settle();
    assertTrue(rig.door.status().isUplinkOnly());
  }

  FallbackStatus fallback() {
    return rig.door.status().fallback().orElseThrow();
  }

  CompletableFuture<Void> publish(String text) {
    return publish(TOPIC, text);
  }

  CompletableFuture<Void> publish(String topic, String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    CompletableFuture<Void> stage =
        rig.door.publish(new Message(topic, payload), Delivery.DURABLE).toCompletableFuture();
    rig.time.settle();
    return stage;
  }

  LinkException failure(CompletableFuture<?> stage) {
    rig.time.settle();
    ExecutionException failure = assertThrows(ExecutionException.class, stage::get);
    return assertInstanceOf(LinkException.class, failure.getCause());
  }
}

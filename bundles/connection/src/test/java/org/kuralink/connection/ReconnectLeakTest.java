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

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.measure.LiveThreads;
import org.kuralink.login.credentials.file.FileCredentialStore;

/** With real threads: a closed session leaves no threads or sockets behind. */
class ReconnectLeakTest {

  private static final DeviceIdentity IDENTITY = new DeviceIdentity("pk", "dn");

  @TempDir Path data;

  private final List<FakeTransport> made = new CopyOnWriteArrayList<>();

  private RuntimeParts machinery() {
    LineFactories lines = new LineFactories();
    lines.bind(this::letIn, Map.of(LineFactory.TRANSPORT, "tcp"));
    return new RuntimeParts(
        "leak",
        data,
        new FileCredentialStore(data.resolve("c")),
        new SessionTrust(),
        new ProxySettings(),
        lines);
  }

  private static Session online(RuntimeParts machinery) throws Exception {
    Session session = new Session(IDENTITY, machinery);
    session.configure(
        ConnectionSettings.read(
            Map.of(
                "product.key", "pk",
                "device.name", "dn",
                "device.secret", "s",
                "transport", "tcp",
                "uplink.rate", 0),
            text -> text));
    awaitState(session.service(), SessionState.ONLINE);
    return session;
  }

  @Test
  void whatIsUnderWayAtTheEndIsToldWhatBecameOfIt() throws Exception {
    RuntimeParts machinery = machinery();
    Session session = online(machinery);
    made.get(0).acknowledging = false;
    String topic = "/pk/dn/user/a";
    var published =
        session
            .service()
            .publish(new Message(topic, new byte[] {1}), Delivery.ACKNOWLEDGED)
            .toCompletableFuture();
    session.close();
    machinery.close();
    // As a line does that was closed and says its goodbye.
    made.get(0).sent.stream()
        .filter(one -> one.topic().equals(topic))
        .forEach(one -> one.done().complete(null));
    published.get(10, TimeUnit.SECONDS);
    LiveThreads.await("kuralink-leak-", 0);
  }

  /** All that is told of replies would wait with it, for good. */
  @Test
  void whoWaitsForAReplyWhereHeIsToldOfAnotherHoldsUpNobody() throws Exception {
    RuntimeParts machinery = machinery();
    Session session = online(machinery);
    session.codec(new SimpleCodec());
    var link = session.service().link();
    var told =
        link.request("thing.event.a.post", JsonText.EMPTY_OBJECT)
            .thenApply(
                first ->
                    link.request("thing.event.b.post", JsonText.EMPTY_OBJECT)
                        .toCompletableFuture()
                        .join())
            .toCompletableFuture();
    for (int answered = 0; answered < 2; answered++) {
      FakeTransport line = made.get(0);
      String method = answered == 0 ? "a" : "b";
      String topic = "/sys/pk/dn/thing/event/" + method + "/post";
      while (line.sentOn(topic).isEmpty()) {
        Thread.onSpinWait();
      }
      JsonObject sent = JsonParser.parseString(line.sentOn(topic).get(0)).getAsJsonObject();
      line.deliver(
          topic + "_reply",
          "{\"id\":\"" + sent.get("id").getAsString() + "\",\"code\":200,\"data\":{}}");
    }
    assertTrue(told.get(10, TimeUnit.SECONDS).isSuccess());
    session.close();
    machinery.close();
    LiveThreads.await("kuralink-leak-", 0);
  }

  @Test
  void threadsAreFlatOverManyReconnects() throws Exception {
    RuntimeParts machinery = machinery();
    Session session = online(machinery);
    CloudSession door = session.service();
    for (int round = 0; round < 20; round++) {
      door.disconnect();
      awaitState(door, SessionState.STOPPED);
      door.connect();
      awaitState(door, SessionState.ONLINE);
    }
    assertEquals(21, door.status().sessions());
    assertTrue(LiveThreads.count("kuralink-leak-") <= 7, "session, dispatch and listeners");
    session.close();
    machinery.close();
    awaitState(door, SessionState.CLOSED);
    LiveThreads.await("kuralink-leak-", 0);
  }

  private static void awaitState(CloudSession door, SessionState state) throws Exception {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    try (var listening =
        door.addListener(
            (from, now) -> {
              if (now.state() == state) {
                reached.complete(null);
              }
            })) {
      if (door.status().state() == state) {
        reached.complete(null);
      }
      reached.get(30, TimeUnit.SECONDS);
    }
  }

  /** Lets everybody in, by itself. */
  private Line letIn(LineSettings settings, LineEvents events) {
    FakeTransport line = new FakeTransport(settings, events);
    line.accept();
    made.add(line);
    return line;
  }
}

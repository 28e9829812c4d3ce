/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.PaceStatus;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.connection.FakeTransport.Sent;
import org.kuralink.connection.SessionRig;

/** A session at twenty messages a second, and common steps of its tests. */
abstract class PacedStage {

  static final String POST = "/sys/pk/dn/thing/event/property/post";
  static final String BATCH = "/sys/pk/dn/thing/event/property/batch/post";
  static final String TOPIC = "/pk/dn/user/update";

  final SessionRig rig = SessionRig.online();

  PacedStage() {
    rig.configure("uplink.rate", 20);
    rig.leap(60);
  }

  CompletableFuture<Void> publish(String topic, String text, Delivery delivery) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    CompletableFuture<Void> stage =
        rig.door.publish(new Message(topic, payload), delivery).toCompletableFuture();
    rig.time.settle();
    return stage;
  }

  CompletableFuture<Reply> post(String params, RequestOptions options) {
    CompletableFuture<Reply> stage =
        rig.door
            .link()
            .request("thing.event.property.post", JsonText.of(params), options)
            .toCompletableFuture();
    rig.time.settle();
    return stage;
  }

  List<Sent> sent(String topic) {
    return rig.transport().sent.stream().filter(one -> one.topic().equals(topic)).toList();
  }

  static JsonObject json(Sent message) {
    return JsonParser.parseString(message.text()).getAsJsonObject();
  }

  void answer(Sent message, int code, String data) {
    String id = json(message).get("id").getAsString();
    rig.transport()
        .deliver(
            message.topic() + "_reply",
            "{\"id\":\"" + id + "\",\"code\":" + code + ",\"data\":" + data + "}");
    rig.time.settle();
  }

  void reconnect() {
    rig.leap(61);
    rig.accept();
  }

  static LinkException.Reason reasonOf(CompletableFuture<?> stage) {
    assertTrue(stage.isDone(), "still waiting");
    ExecutionException failure = assertThrows(ExecutionException.class, stage::get);
    return assertInstanceOf(LinkException.class, failure.getCause()).reason();
  }

  PaceStatus pace() {
    return rig.door.status().queue().pace();
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A scripted part of the platform behind a broker: answers each property post with 200. */
final class Responder implements AutoCloseable {

  private static final long PATIENCE_MILLIS = 20_000;

  private final Identity device;
  private final MqttAsyncClient client;
  private final List<JsonObject> posts = new CopyOnWriteArrayList<>();
  private final List<JsonObject> setReplies = new CopyOnWriteArrayList<>();
  private volatile boolean leaving;

  Responder(Identity device, int port) throws MqttException {
    this.device = device;
    client =
        new MqttAsyncClient(
            "tcp://127.0.0.1:" + port, OtherBroker.RESPONDER, new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setUserName(OtherBroker.RESPONDER);
    options.setPassword(OtherBroker.RESPONDER.toCharArray());
    options.setCleanSession(true);
    client.connect(options).waitForCompletion(PATIENCE_MILLIS);
    String posted = device.topic("thing/event/property/post");
    client
        .subscribe(posted, 1, (topic, message) -> answer(read(message)))
        .waitForCompletion(PATIENCE_MILLIS);
    client
        .subscribe(
            device.topic("thing/service/property/set_reply"),
            1,
            (topic, message) -> setReplies.add(read(message)))
        .waitForCompletion(PATIENCE_MILLIS);
  }

  private static JsonObject read(MqttMessage message) {
    String payload = new String(message.getPayload(), StandardCharsets.UTF_8);
    return JsonParser.parseString(payload).getAsJsonObject();
  }

  private void answer(JsonObject post) throws MqttException {
    posts.add(post);
    JsonObject reply = new JsonObject();
    reply.add("id", post.get("id"));
    reply.addProperty("code", 200);
    reply.add("data", new JsonObject());
    try {
      send(device.topic("thing/event/property/post_reply"), reply);
    } catch (MqttException e) {
      // Paho ends its goodbye with what a callback throws; nobody waits for an answer any more.
      if (!leaving) {
        throw e;
      }
    }
  }

  /** Sets properties the way the platform does. */
  void set(String id, String params) throws MqttException {
    JsonObject request = new JsonObject();
    request.addProperty("id", id);
    request.addProperty("version", "1.0");
    request.add("params", JsonParser.parseString(params));
    request.addProperty("method", "thing.service.property.set");
    send(device.topic("thing/service/property/set"), request);
  }

  private void send(String topic, JsonObject message) throws MqttException {
    client.publish(topic, message.toString().getBytes(StandardCharsets.UTF_8), 1, false);
  }

  List<JsonObject> posts() {
    return posts;
  }

  List<JsonObject> setReplies() {
    return setReplies;
  }

  @Override
  public void close() throws MqttException {
    leaving = true;
    client.disconnect(0).waitForCompletion(PATIENCE_MILLIS);
    client.close();
  }
}

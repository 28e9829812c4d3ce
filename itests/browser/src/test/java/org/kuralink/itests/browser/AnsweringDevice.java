/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.browser;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A device that answers a property set with 200 and posts values on request. */
final class AnsweringDevice implements AutoCloseable {

  private static final long PATIENCE = 20_000;

  private final MqttAsyncClient client;
  private final String base = "/sys/" + Platform.PRODUCT + "/" + Platform.DEVICE + "/thing/";
  private final AtomicInteger ids = new AtomicInteger();
  private final BlockingQueue<JsonObject> sets = new LinkedBlockingQueue<>(100);
  private final BlockingQueue<JsonObject> replies = new LinkedBlockingQueue<>(100);

  AnsweringDevice(int port) throws Exception {
    String id = "browser";
    client =
        new MqttAsyncClient(
            "tcp://127.0.0.1:" + port,
            id + "|securemode=3,signmethod=hmacsha256|",
            new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setUserName(Platform.DEVICE + "&" + Platform.PRODUCT);
    options.setPassword(
        sign("clientId" + id + "deviceName" + Platform.DEVICE + "productKey" + Platform.PRODUCT)
            .toCharArray());
    client.connect(options).waitForCompletion(PATIENCE);
    client
        .subscribe(
            base + "service/property/set",
            1,
            (topic, message) -> {
              JsonObject order = read(message.getPayload());
              sets.add(order);
              publish(
                  base + "service/property/set_reply",
                  "{\"id\":\"" + order.get("id").getAsString() + "\",\"code\":200,\"data\":{}}");
            })
        .waitForCompletion(PATIENCE);
    client
        .subscribe(
            base + "#",
            1,
            (topic, message) -> {
              if (topic.endsWith("_reply")) {
                replies.add(read(message.getPayload()));
              }
            })
        .waitForCompletion(PATIENCE);
  }

  private static JsonObject read(byte[] payload) {
    return JsonParser.parseString(new String(payload, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  private static String sign(String content) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Platform.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
  }

  /** Sends a request of the thing and waits for its reply. */
  void post(String request, String params) throws Exception {
    String id = Integer.toString(ids.incrementAndGet());
    publish(
        base + request,
        "{\"id\":\""
            + id
            + "\",\"version\":\"1.0\",\"params\":"
            + params
            + ",\"method\":\"thing."
            + request.replace('/', '.')
            + "\"}");
    JsonObject reply = replies.poll(PATIENCE, TimeUnit.MILLISECONDS);
    if (reply == null || reply.get("code").getAsInt() != 200) {
      throw new AssertionError(request + " was answered " + reply);
    }
  }

  void publish(String topic, String payload) throws MqttException {
    client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 1, false);
  }

  /** What the next set of this property wants of it. */
  String awaitSet(String property) throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      JsonObject set = sets.poll(PATIENCE, TimeUnit.MILLISECONDS);
      if (set == null) {
        break;
      }
      if (set.getAsJsonObject("params").has(property)) {
        return set.getAsJsonObject("params").get(property).getAsString();
      }
    }
    throw new AssertionError("no set of " + property + " came");
  }

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(0, PATIENCE, false);
    client.close(true);
  }
}

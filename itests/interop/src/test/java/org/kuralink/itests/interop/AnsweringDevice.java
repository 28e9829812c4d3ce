/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A device and gateway that answers every request with success. */
final class AnsweringDevice implements MqttCallback, AutoCloseable {
  private static final long PATIENCE_MILLIS = 20_000;

  private final MqttAsyncClient client;
  private final Identity device;
  private final AtomicInteger logIns = new AtomicInteger();

  AnsweringDevice(Identity device, int port) throws MqttException, GeneralSecurityException {
    this.device = device;
    String id = device.productKey() + "." + device.deviceName();
    client =
        new MqttAsyncClient(
            "tcp://127.0.0.1:" + port,
            id + "|securemode=3,signmethod=hmacsha256,_ss=1|",
            new MemoryPersistence());
    client.setCallback(this);
    MqttConnectOptions options = new MqttConnectOptions();
    options.setUserName(device.deviceName() + "&" + device.productKey());
    options.setPassword(sign(device, id, "").toCharArray());
    client.connect(options).waitForCompletion(PATIENCE_MILLIS);
  }

  private static String sign(Identity device, String clientId, String time)
      throws GeneralSecurityException {
    String content =
        "clientId"
            + clientId
            + "deviceName"
            + device.deviceName()
            + "productKey"
            + device.productKey()
            + (time.isEmpty() ? "" : "timestamp" + time);
    return WireClient.sign("HmacSHA256", device.deviceSecret(), content);
  }

  /** Logs a sub-device in and waits for the answer. */
  void logIn(Identity sub) throws MqttException, GeneralSecurityException {
    JsonObject params = new JsonObject();
    params.addProperty("productKey", sub.productKey());
    params.addProperty("deviceName", sub.deviceName());
    params.addProperty("clientId", sub.deviceName());
    params.addProperty("timestamp", "1");
    params.addProperty("signMethod", "hmacSha256");
    params.addProperty("sign", sign(sub, sub.deviceName(), "1"));
    params.addProperty("cleanSession", "true");
    JsonObject request = new JsonObject();
    request.addProperty("id", "1");
    request.add("params", params);
    int before = logIns.get();
    String here = device.productKey() + "/" + device.deviceName();
    client.publish("/ext/session/" + here + "/combine/login", bytes(request), 1, false);
    await("the log-in of " + sub)
        .atMost(Duration.ofMillis(PATIENCE_MILLIS))
        .until(() -> logIns.get() > before);
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) throws MqttException {
    if (topic.endsWith("/combine/login_reply")) {
      logIns.incrementAndGet();
    } else if (topic.contains("/rrpc/request/")) {
      answer(topic.replace("/rrpc/request/", "/rrpc/response/"), message);
    } else if (topic.endsWith("/down_raw")) {
      client.publish(topic + "_reply", message.getPayload(), 0, false);
    } else if (topic.startsWith("/sys/") && !topic.endsWith("_reply")) {
      answer(topic + "_reply", message);
    }
  }

  private void answer(String topic, MqttMessage message) throws MqttException {
    String text = new String(message.getPayload(), StandardCharsets.UTF_8);
    JsonElement id = JsonParser.parseString(text).getAsJsonObject().get("id");
    JsonObject reply = new JsonObject();
    reply.add("id", id);
    reply.addProperty("code", 200);
    reply.add("data", new JsonObject());
    client.publish(topic, bytes(reply), 0, false);
  }

  private static byte[] bytes(JsonObject message) {
    return message.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void connectionLost(Throwable cause) {
    // The test sees it by what is not answered.
  }

  @Override
  public void deliveryComplete(IMqttDeliveryToken token) {
    // Nobody waits for it.
  }

  @Override
  public void close() throws MqttException {
    client.disconnect(0).waitForCompletion(PATIENCE_MILLIS);
    client.close();
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.tsl.Tsl;

/** A gateway that is a plain MQTT client and sends what a test specifies. */
final class WireGateway implements AutoCloseable {
  static final String SUBS = "a1Sub01";
  static final String PRODUCT_SECRET = "product-Made-Up-Secret-000000006";
  static final String POST = "thing/event/property/post";

  private static final String MODEL =
      """
      {"properties": [{"identifier": "Temperature", "accessMode": "rw",
        "dataType": {"type": "double", "specs": {"min": "-40", "max": "120"}}}],
       "events": [], "services": []}
      """;
  private static final String TIMESTAMP = "1548115200000";
  private static final long PATIENCE_MS = 30_000;

  /** A received message. */
  record Arrived(String topic, JsonObject json) {}

  private final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
  final DeviceKey key;
  final MqttAsyncClient mqtt;

  private WireGateway(DeviceKey key, MqttAsyncClient mqtt) {
    this.key = key;
    this.mqtt = mqtt;
  }

  static DeviceKey sub(int number) {
    return new DeviceKey(SUBS, "sub-%02d".formatted(number));
  }

  static String secret(DeviceKey device) {
    return "secret-of-" + device.productKey() + "-" + device.deviceName();
  }

  /** Registers product and gateway, and a product of sub-devices with so many of them. */
  static void populate(Simulator simulator, DeviceKey gateway, int subDevices) throws Exception {
    JsonObject model = JsonParser.parseString(MODEL).getAsJsonObject();
    Map<String, String> products = new TreeMap<>(Map.of(SUBS, PRODUCT_SECRET));
    products.put(gateway.productKey(), "secret");
    for (Map.Entry<String, String> product : products.entrySet()) {
      if (simulator.registry().product(product.getKey()).isEmpty()) {
        simulator
            .registry()
            .createProduct(
                Optional.of(product.getKey()),
                product.getKey(),
                Optional.of(product.getValue()),
                true,
                Tsl.parse(model));
      }
    }
    create(simulator, gateway);
    for (int i = 1; i <= subDevices; i++) {
      create(simulator, sub(i));
    }
  }

  private static void create(Simulator simulator, DeviceKey key) throws RegistryException {
    if (simulator.registry().device(key).isEmpty()) {
      simulator.registry().createDevice(key, Optional.of(secret(key)));
    }
  }

  static WireGateway connect(Simulator simulator, DeviceKey key, String extra) throws Exception {
    MqttAsyncClient mqtt =
        new MqttAsyncClient(
            "tcp://127.0.0.1:" + simulator.ports().tcp(),
            "wire|securemode=3,signmethod=hmacsha256" + extra + "|",
            new MemoryPersistence());
    WireGateway gateway = new WireGateway(key, mqtt);
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setUserName(key.deviceName() + "&" + key.productKey());
    String secret = simulator.registry().required(key).secret();
    Map<String, String> content = names(key);
    content.put("clientId", "wire");
    options.setPassword(hmac("HmacSHA256", secret, content).toCharArray());
    options.setMaxInflight(100);
    mqtt.setCallback(gateway.new Callback());
    mqtt.connect(options).waitForCompletion(PATIENCE_MS);
    return gateway;
  }

  private static Map<String, String> names(DeviceKey key) {
    return new TreeMap<>(Map.of("productKey", key.productKey(), "deviceName", key.deviceName()));
  }

  /** Names and values in the order of the names, signed. */
  static String hmac(String method, String secret, Map<String, String> content) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(content).forEach((name, value) -> text.append(name).append(value));
    try {
      Mac mac = Mac.getInstance(method);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), method));
      return HexFormat.of()
          .formatHex(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonObject name(DeviceKey device) {
    JsonObject json = new JsonObject();
    names(device).forEach(json::addProperty);
    return json;
  }

  static JsonArray names(List<DeviceKey> devices) {
    JsonArray names = new JsonArray();
    devices.forEach(device -> names.add(name(device)));
    return names;
  }

  static JsonObject signed(DeviceKey device) {
    return signed(device, secret(device));
  }

  static JsonObject signed(DeviceKey device, String secret) {
    Map<String, String> content = names(device);
    content.put("clientId", device.productKey() + "." + device.deviceName());
    content.put("timestamp", TIMESTAMP);
    JsonObject json = new JsonObject();
    content.forEach(json::addProperty);
    json.addProperty("signMethod", "hmacSha256");
    json.addProperty("sign", hmac("HmacSHA256", secret, content));
    return json;
  }

  static JsonArray signed(List<DeviceKey> devices) {
    JsonArray all = new JsonArray();
    devices.forEach(device -> all.add(signed(device)));
    return all;
  }

  /** A topic of the gateway below /sys. */
  String sys(String path) {
    return sys(key, path);
  }

  static String sys(DeviceKey device, String path) {
    return "/sys/" + device + "/" + path;
  }

  /** A topic of the sessions of its sub-devices. */
  String combine(String what) {
    return "/ext/session/" + key + "/combine/" + what;
  }

  /** The topic of errors. */
  String errors() {
    return "/ext/error/" + key;
  }

  void publish(String topic, String id, JsonElement params) throws MqttException {
    JsonObject json = new JsonObject();
    json.addProperty("id", id);
    json.addProperty("version", "1.0");
    json.add("params", params);
    publish(topic, json.toString());
  }

  void publish(String topic, String payload) throws MqttException {
    mqtt.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 0, false);
  }

  /** Publishes and takes the next message, which has to be the reply. */
  JsonObject ask(String topic, JsonElement params) throws Exception {
    publish(topic, "77", params);
    return next(topic + "_reply");
  }

  /** Answers what came with code 200. */
  void answer(String topic, JsonObject request) throws MqttException {
    publish(topic + "_reply", "{\"id\":" + request.get("id") + ",\"code\":200,\"data\":{}}");
  }

  JsonObject add(DeviceKey... devices) throws Exception {
    return ask(sys("thing/topo/add"), signed(List.of(devices)));
  }

  JsonObject login(DeviceKey device) throws Exception {
    return ask(combine("login"), signed(device));
  }

  JsonObject batchLogin(List<DeviceKey> devices) throws Exception {
    JsonObject params = new JsonObject();
    params.add("deviceList", signed(devices));
    return ask(combine("batch_login"), params);
  }

  /** Posts for a sub-device; the next message, on whatever topic. */
  Arrived post(DeviceKey device, double temperature) throws Exception {
    JsonObject params = new JsonObject();
    params.addProperty("Temperature", temperature);
    publish(sys(device, POST), "78", params);
    return next();
  }

  int subscribe(String filter) throws MqttException {
    IMqttToken token = mqtt.subscribe(new String[] {filter}, new int[] {1});
    try {
      token.waitForCompletion(PATIENCE_MS);
    } catch (MqttException e) {
      return e.getReasonCode();
    }
    return token.getGrantedQos()[0];
  }

  Arrived next() throws InterruptedException {
    Arrived next = arrived.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new AssertionError("no message came");
    }
    return next;
  }

  JsonObject next(String topic) throws InterruptedException {
    Arrived next = next();
    if (!next.topic.equals(topic)) {
      throw new AssertionError("not on " + topic + ": " + next);
    }
    return next.json;
  }

  static int code(JsonObject reply) {
    return reply.get("code").getAsInt();
  }

  @Override
  public void close() throws MqttException {
    if (mqtt.isConnected()) {
      mqtt.disconnectForcibly(0, 1000, false);
    }
    mqtt.close(true);
  }

  private final class Callback implements MqttCallback {
    @Override
    public void connectionLost(Throwable cause) {
      // Seen by whoever asks the client.
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      String text = new String(message.getPayload(), StandardCharsets.UTF_8);
      arrived.add(new Arrived(topic, JsonParser.parseString(text).getAsJsonObject()));
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // Nobody waits for it.
    }
  }
}

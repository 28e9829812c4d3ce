/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.kuralink.simulator.auth.SignMethod;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.DeviceKey;

/** A device based on Paho with configurable deviations. */
final class TestClient implements AutoCloseable {
  static final long PATIENCE_MS = 20_000;

  private final Ports ports;
  private final SSLContext trust;
  private final DeviceKey key;
  final CompletableFuture<Throwable> lost = new CompletableFuture<>();
  final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  String secret;
  String transport = "tcp";
  String clientId = "test-client";
  String method = "hmacsha256";
  String timestamp = "";
  String extra = "";

  /** Whether the platform is asked to subscribe what comes from it. */
  boolean subscribed = true;

  String secureMode = "";
  String rawClientId = "";
  String userName;
  String password = "";
  int keepAlive = 60;
  boolean clean = true;
  BiConsumer<String, byte[]> onMessage = (topic, payload) -> {};
  MqttAsyncClient mqtt;

  record Received(String topic, String payload, int qos) {}

  TestClient(Ports ports, SSLContext trust, DeviceKey key, String secret) {
    this.ports = ports;
    this.trust = trust;
    this.key = key;
    this.secret = secret;
    this.userName = key.deviceName() + "&" + key.productKey();
  }

  TestClient connect() throws MqttException {
    boolean encrypted = transport.equals("tls") || transport.equals("wss");
    String mode = secureMode.isEmpty() ? (encrypted ? "2" : "3") : secureMode;
    String time = timestamp.isEmpty() ? "" : ",timestamp=" + timestamp;
    String more = time + extra + (subscribed && !extra.contains("_ss=") ? ",_ss=1" : "");
    String wire = clientId + "|securemode=" + mode + ",signmethod=" + method + more + "|";
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setUserName(userName);
    options.setPassword((password.isEmpty() ? sign() : password).toCharArray());
    options.setKeepAliveInterval(keepAlive);
    options.setCleanSession(clean);
    options.setMaxInflight(1000);
    if (transport.equals("tcp")) {
      options.setSocketFactory(new PromptSockets());
    } else if (encrypted) {
      options.setSocketFactory(trust.getSocketFactory());
      options.setHttpsHostnameVerificationEnabled(true);
    }
    mqtt =
        new MqttAsyncClient(
            url(), rawClientId.isEmpty() ? wire : rawClientId, new MemoryPersistence());
    mqtt.setCallback(new Callback());
    mqtt.connect(options).waitForCompletion(PATIENCE_MS);
    return this;
  }

  private String url() {
    return switch (transport) {
      case "tcp" -> "tcp://127.0.0.1:" + ports.tcp();
      case "tls" -> "ssl://localhost:" + ports.tls();
      case "ws" -> "ws://127.0.0.1:" + ports.ws();
      default -> "wss://localhost:" + ports.wss();
    };
  }

  private String sign() {
    Map<String, String> signed = new HashMap<>();
    signed.put("clientId", clientId);
    signed.put("deviceName", key.deviceName());
    signed.put("productKey", key.productKey());
    if (!timestamp.isEmpty()) {
      signed.put("timestamp", timestamp);
    }
    return SignMethod.named(method).orElse(SignMethod.HMACMD5).sign(secret, signed);
  }

  /** The CONNACK code of a refused log-in. */
  int refusal() {
    try {
      connect();
    } catch (MqttException e) {
      return e.getReasonCode();
    }
    return 0;
  }

  void publish(String topic, String payload, int qos) throws MqttException {
    publish(topic, payload.getBytes(UTF_8), qos);
  }

  void publish(String topic, byte[] payload, int qos) throws MqttException {
    mqtt.publish(topic, payload, qos, false);
  }

  void hear(String filter) throws MqttException {
    mqtt.subscribe(filter, 1).waitForCompletion(PATIENCE_MS);
  }

  /** Publishes on {@code /sys/pk/dn/<path>} and waits for the reply. */
  JsonObject ask(String path, String payload) throws Exception {
    return ask(path, payload.getBytes(UTF_8));
  }

  JsonObject ask(String path, byte[] payload) throws Exception {
    publish(sys(path), payload, 0);
    Received reply = next();
    if (!reply.topic.equals(sys(path) + "_reply")) {
      throw new AssertionError("not a reply: " + reply);
    }
    return StrictJson.parse(reply.payload).getAsJsonObject();
  }

  String sys(String path) {
    return "/sys/" + key + "/" + path;
  }

  Received next() throws InterruptedException {
    Received next = received.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new AssertionError("no message came");
    }
    return next;
  }

  /** Waits until the connection is lost. */
  void awaitLoss() throws Exception {
    lost.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() throws MqttException {
    if (mqtt != null) {
      if (mqtt.isConnected()) {
        mqtt.disconnectForcibly(0, 1000, false);
      }
      mqtt.close(true);
    }
  }

  /** Sockets with TCP_NODELAY; Paho's own wait for acknowledgements. */
  private static final class PromptSockets extends SocketFactory {
    @Override
    public Socket createSocket() throws IOException {
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException();
    }
  }

  private final class Callback implements MqttCallback {
    @Override
    public void connectionLost(Throwable cause) {
      lost.complete(cause);
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      byte[] payload = message.getPayload();
      received.add(new Received(topic, new String(payload, UTF_8), message.getQos()));
      onMessage.accept(topic, payload);
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // Not needed: tests look at what the platform got.
    }
  }
}

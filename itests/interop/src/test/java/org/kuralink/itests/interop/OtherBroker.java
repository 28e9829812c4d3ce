/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.broker.security.PermitAllAuthorizatorPolicy;
import io.moquette.interception.AbstractInterceptHandler;
import io.moquette.interception.messages.InterceptPublishMessage;
import io.moquette.interception.messages.InterceptSubscribeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moquette, an independent MQTT broker, in memory. It knows one device, whose log-in it verifies as
 * the platform does, and accepts the responder.
 */
final class OtherBroker implements AutoCloseable {

  static final String RESPONDER = "responder";

  private static final Pattern TIMESTAMP = Pattern.compile("timestamp=(\\d+)");

  private final Identity device;
  private final AtomicInteger logins = new AtomicInteger();
  private volatile int subscribed;
  private final List<Published> published = new CopyOnWriteArrayList<>();
  private final int port = freePort();
  private Server server = new Server();

  OtherBroker(Identity device) throws IOException {
    this.device = device;
    open();
  }

  /** Opens the port, always the same. */
  void open() throws IOException {
    Properties settings = new Properties();
    settings.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
    settings.setProperty(IConfig.PORT_PROPERTY_NAME, String.valueOf(port));
    settings.setProperty(IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, "false");
    settings.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
    settings.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
    server = new Server();
    server.startServer(
        new MemoryConfig(settings),
        List.of(new Ear()),
        null,
        this::allows,
        new PermitAllAuthorizatorPolicy());
  }

  /** Moquette does not tell which port it was given, so it gets a number. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  /** How often the device has logged in. */
  int logins() {
    return logins.get();
  }

  /**
   * Whether the device has subscribed since it last logged in. Until then Moquette may hang up: one
   * that subscribes before it has noted that its own CONNACK is out it takes for one that is gone.
   */
  boolean isHeard() {
    return subscribed == logins.get();
  }

  private boolean allows(String clientId, String user, byte[] password) {
    if (RESPONDER.equals(clientId)) {
      return true;
    }
    boolean allowed =
        user.equals(device.deviceName() + "&" + device.productKey())
            && signature(clientId).equalsIgnoreCase(new String(password, StandardCharsets.UTF_8));
    if (allowed) {
      logins.incrementAndGet();
    }
    return allowed;
  }

  private String signature(String clientId) {
    Matcher timestamp = TIMESTAMP.matcher(clientId);
    String content =
        "clientId"
            + clientId.substring(0, clientId.indexOf('|'))
            + "deviceName"
            + device.deviceName()
            + "productKey"
            + device.productKey()
            + (timestamp.find() ? "timestamp" + timestamp.group(1) : "");
    try {
      return WireClient.sign("HmacSHA256", device.deviceSecret(), content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the device has published on topics that end so, heard by any subscriber or by none. */
  List<String> published(String topicEnd) {
    return published.stream()
        .filter(message -> message.topic().endsWith(topicEnd))
        .map(Published::payload)
        .toList();
  }

  private record Published(String topic, String payload) {}

  /** Receives every message inside the broker. */
  private final class Ear extends AbstractInterceptHandler {

    @Override
    public String getID() {
      return "ear";
    }

    @Override
    public void onSubscribe(InterceptSubscribeMessage message) {
      if (!message.getClientID().equals(RESPONDER)) {
        subscribed = logins.get();
      }
      super.onSubscribe(message);
    }

    @Override
    public void onPublish(InterceptPublishMessage message) {
      if (!message.getClientID().equals(RESPONDER)) {
        String payload = message.getPayload().toString(StandardCharsets.UTF_8);
        published.add(new Published(message.getTopicName(), payload));
      }
      super.onPublish(message);
    }

    @Override
    public void onSessionLoopError(Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Closes the port and forgets every session. */
  void shut() {
    server.stopServer();
  }

  @Override
  public void close() {
    shut();
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.GatewayCapability;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.Topology;
import org.kuralink.standalone.embedded.SharedGateway;

/** Chapters 2 and 3: every authentication method, against a platform that verifies it. */
class LoginStatementsTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private Stage stage;

  @BeforeEach
  void start() throws IOException {
    stage = Stage.start(SHARED, data);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hmacmd5", "hmacsha1", "hmacsha256"})
  @Proves({"2.2-1", "3.1-3", "3.1-4", "3.1-5", "3.1-7"})
  void a_device_certificate_logs_in_with_each_method(String method) {
    stage.connect(Map.of("sign.method", method));
    String clientId = stage.platform().session().get("clientId").getAsString();
    assertTrue(clientId.contains("signmethod=" + method), clientId);
    assertTrue(clientId.indexOf('|') <= 64 && clientId.endsWith("|"), clientId);
    assertEquals("signature", stage.platform().session().get("login").getAsString());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Proves("3.1-6")
  void the_timestamp_is_sent_exactly_if_it_is_signed(boolean timestamp) {
    stage.connect(Map.of("sign.timestamp", timestamp));
    String clientId = stage.platform().session().get("clientId").getAsString();
    assertEquals(timestamp, clientId.contains("timestamp="));
  }

  @ParameterizedTest
  @CsvSource({"tcp,3", "tls,2", "ws,3", "wss,2"})
  @Proves({"3.1-8", "3.2-1"})
  void the_secure_mode_fits_the_transport(String transport, int secureMode) {
    int port =
        switch (transport) {
          case "tcp" -> stage.simulator().ports().tcp();
          case "tls" -> stage.simulator().ports().tls();
          case "ws" -> stage.simulator().ports().ws();
          default -> stage.simulator().ports().wss();
        };
    stage.connect(Map.of("transport", transport, "port", port));
    JsonObject session = stage.platform().session();
    assertEquals(transport, session.get("transport").getAsString());
    assertTrue(session.get("clientId").getAsString().contains("securemode=" + secureMode));
  }

  @Test
  @Proves("3.1-1")
  void the_server_follows_from_product_key_and_region() {
    CloudSession session = stage.configure(Map.of("host", "", "port", 1883, "region", "nowhere-1"));
    await().atMost(LIMIT).until(() -> session.status().server().isPresent());
    assertEquals(
        "tcp://" + Stage.PRODUCT_KEY + ".iot-as-mqtt.nowhere-1.aliyuncs.com:1883",
        session.status().server().orElseThrow());
  }

  @Test
  @Proves("3.1-15")
  void the_server_of_an_instance_follows_from_its_id() {
    CloudSession session =
        stage.configure(Map.of("host", "", "port", 1883, "instance.id", "iot-06z00abcd"));
    await().atMost(LIMIT).until(() -> session.status().server().isPresent());
    assertEquals(
        "tcp://iot-06z00abcd.mqtt.iothub.aliyuncs.com:1883",
        session.status().server().orElseThrow());
  }

  private String subscribed() {
    return String.valueOf(stage.platform().session().get("subscriptions"));
  }

  @Test
  @Proves("3.1-17")
  void a_gateway_with_sub_devices_asks_the_platform_to_subscribe_for_them() {
    AtomicReference<Topology> given = new AtomicReference<>();
    stage
        .gateway()
        .register(
            GatewayCapability.class,
            new GatewayCapability() {
              @Override
              public void open(Topology topology) {
                given.set(topology);
              }

              @Override
              public void close(Topology topology) {}
            },
            Map.of());
    CloudSession session = stage.connect(Map.of());
    String clientId = stage.platform().session().get("clientId").getAsString();
    assertTrue(clientId.contains(",_ss=1"), clientId);
    await().atMost(LIMIT).until(() -> given.get() != null);
    DeviceIdentity device = new DeviceIdentity(Stage.PRODUCT_KEY, "sub-01");
    given.get().loggedIn(device);
    assertTrue(session.link(device).isOnline());
    session.subscribeAll("/shadow/get/{productKey}/{deviceName}", (link, message) -> {});
    await().atMost(LIMIT).until(() -> subscribed().contains("/shadow/get/"));
    assertFalse(subscribed().contains("sub-01"), this::subscribed);
  }

  @ParameterizedTest
  @ValueSource(ints = {29, 1201})
  @Proves("3.1-2")
  void a_keep_alive_out_of_range_is_refused_before_connecting(int seconds) {
    CloudSession session = stage.configure(Map.of("keep.alive.seconds", seconds));
    SessionFault fault = awaitFault(session);
    assertEquals(SessionFault.Cause.CONFIGURATION, fault.cause());
    assertTrue(fault.message().contains("keep.alive.seconds"), fault.message());
    assertTrue(fault.message().contains("30"), fault.message());
    assertFalse(stage.platform().isOnline());
  }

  @Test
  @Proves({"2.3-1", "2.3-2"})
  void a_product_certificate_registers_once_and_then_logs_in_with_the_issued_secret() {
    Map<String, Object> product =
        Map.of(
            "device.name", "gateway-02",
            "device.secret", "",
            "product.secret", "kuraDemoProduct1",
            "authentication", "product-certificate");
    stage.connect(product);
    assertTrue(stage.platform().device("gateway-02").isOnline());
    stage.disconnect();
    await().atMost(LIMIT).until(() -> !stage.platform().device("gateway-02").isOnline());
    // the platform issues a secret only once: a second registration would be refused
    stage.connect(product);
    assertTrue(stage.platform().device("gateway-02").isOnline());
  }

  @Test
  @Proves("2.3-3")
  void a_refused_registration_is_said_in_plain_words() {
    stage.platform().dynamicRegistration(false);
    CloudSession session =
        stage.configure(
            Map.of(
                "device.name", "gateway-02",
                "device.secret", "",
                "product.secret", "kuraDemoProduct1",
                "authentication", "product-certificate"));
    assertEquals(SessionFault.Cause.REGISTRATION_REFUSED, awaitFault(session).cause());
  }

  @Test
  @Proves({"3.1-9", "3.1-10"})
  void https_authentication_brings_user_name_password_and_server() {
    CloudSession session =
        stage.connect(
            Map.of(
                "authentication", "https-token",
                "transport", "tls",
                "host", "",
                "port", 0));
    assertEquals("token", stage.platform().session().get("login").getAsString());
    assertTrue(
        session.status().server().orElseThrow().endsWith(":" + stage.simulator().ports().tls()));
  }

  @Test
  @Proves("3.1-11")
  void a_refused_token_makes_the_device_ask_for_another() {
    CloudSession session =
        stage.connect(
            Map.of(
                "authentication",
                "https-token",
                "transport",
                "tls",
                "port",
                stage.simulator().ports().tls(),
                "reconnect.min.seconds",
                1,
                "reconnect.max.seconds",
                2));
    stage.leap(Duration.ofDays(8));
    stage.platform().kick();
    await()
        .atMost(LIMIT)
        .until(
            () ->
                session.status().fault().map(SessionFault::cause).orElse(null)
                    == SessionFault.Cause.TOKEN_REFUSED);
    await().atMost(LIMIT).until(() -> session.status().isOnline());
    assertEquals("token", stage.platform().session().get("login").getAsString());
  }

  @Test
  @Proves("3.1-12")
  void a_wrong_secret_at_https_authentication_is_told_from_an_unknown_device() {
    CloudSession session =
        stage.configure(
            Map.of("authentication", "https-token", "transport", "tls", "device.secret", "wrong"));
    assertEquals(SessionFault.Cause.WRONG_SECRET, awaitFault(session).cause());
    stage.disconnect();
    CloudSession unknown =
        stage.configure(
            Map.of("authentication", "https-token", "transport", "tls", "device.name", "nobody"));
    assertEquals(SessionFault.Cause.UNKNOWN_DEVICE, awaitFault(unknown).cause());
  }

  @Test
  @Proves("3.1-14")
  void a_session_that_was_cut_waits_before_it_comes_back() {
    CloudSession session = stage.connect(Map.of("reconnect.min.seconds", 1));
    stage.platform().kick();
    await().atMost(LIMIT).until(() -> session.status().state() == SessionState.WAITING);
    assertTrue(session.status().nextAttempt().isPresent());
    await().atMost(LIMIT).until(() -> session.status().isOnline());
    assertEquals(2, session.status().sessions());
  }

  private static SessionFault awaitFault(CloudSession session) {
    await().atMost(LIMIT).until(() -> session.status().fault().isPresent());
    return session.status().fault().orElseThrow();
  }
}

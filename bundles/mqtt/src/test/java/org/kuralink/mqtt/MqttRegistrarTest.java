/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;
import org.kuralink.login.TestCertificates;
import org.kuralink.login.Transport;
import org.kuralink.login.sign.SecretSigner;
import org.kuralink.login.sign.SignMethod;

class MqttRegistrarTest {

  private final LineFixture link = new LineFixture();
  private FakeBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = FakeBroker.tls(TestCertificates.shared().server("localhost"));
  }

  @AfterEach
  void stop() throws Exception {
    link.close();
    broker.close();
  }

  private CompletableFuture<Secret> register(Transport transport, Duration limit) {
    return register(transport, limit, "");
  }

  private CompletableFuture<Secret> register(Transport transport, Duration limit, String instance) {
    LineSettings trusting = LineFixture.settings();
    LineSettings settings =
        new LineSettings(
            new LineLogin.Signed(
                new DeviceIdentity("pk", "device"),
                "unused",
                OptionalLong.empty(),
                new SecretSigner(SignMethod.HMACSHA256, Secret.of("prodsecret"))),
            new LineServer(
                transport.toString(), "localhost", broker.port(), "cn-shanghai", instance),
            trusting.trust(),
            trusting.proxy(),
            trusting.data(),
            trusting.limits());
    MqttRegistrar registrar = new MqttRegistrar(link::line, limit);
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return registrar.register(settings, "12345");
          } catch (LineException e) {
            throw new CompletionException(e);
          }
        });
  }

  private CompletableFuture<Secret> register() {
    return register(Transport.TLS, Duration.ofSeconds(10));
  }

  private static LineException refusal(CompletableFuture<Secret> registering) {
    CompletionException e =
        assertThrows(
            CompletionException.class, () -> registering.orTimeout(20, TimeUnit.SECONDS).join());
    return (LineException) e.getCause();
  }

  @Test
  void receivesTheSecretThatNobodySubscribed() throws Exception {
    CompletableFuture<Secret> registering = register();
    FakeBroker.Peer peer = broker.accept();
    String connect = peer.expect(FakeBroker.CONNECT).text();
    peer.send(0x20, 0, 0);
    peer.publish("/other", "{}", 0);
    peer.publish(
        "/ext/register",
        "{\"productKey\":\"pk\",\"deviceName\":\"other\",\"deviceSecret\":\"not ours\"}",
        0);
    peer.publish(
        "/ext/register",
        "{\"productKey\":\"pk\",\"deviceName\":\"device\",\"deviceSecret\":\"fresh\"}",
        1);

    assertEquals(Secret.of("fresh"), registering.get(10, TimeUnit.SECONDS));
    assertTrue(
        connect.contains(
            "device.pk|random=12345,authType=register,securemode=2,signmethod=hmacsha256|"),
        connect);
    assertTrue(connect.contains("device&pk"), connect);
    String sign =
        SignMethod.HMACSHA256.sign(
            Secret.of("prodsecret"), "deviceNamedeviceproductKeypkrandom12345");
    assertTrue(connect.endsWith(sign), connect);
  }

  /** It is issued only once, and comes to nobody again. */
  @Test
  void losesNoSecretOfAPlatformThatHangsUpRightBehind() throws Exception {
    for (int i = 0; i < 8; i++) {
      CompletableFuture<Secret> registering = register();
      FakeBroker.Peer peer = broker.welcome();
      peer.publish(
          "/ext/register",
          "{\"productKey\":\"pk\",\"deviceName\":\"device\",\"deviceSecret\":\"fresh\"}",
          1);
      peer.close();
      assertEquals(Secret.of("fresh"), registering.get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void namesTheInstanceThatItRegistersAt() throws Exception {
    register(Transport.TLS, Duration.ofSeconds(10), "iot-06z00abcd");
    FakeBroker.Peer peer = broker.accept();
    String connect = peer.expect(FakeBroker.CONNECT).text();
    assertTrue(connect.contains(",signmethod=hmacsha256,instanceId=iot-06z00abcd|"), connect);
  }

  @ParameterizedTest
  @CsvSource({
    "2,REGISTRATION_REFUSED",
    "4,REGISTRATION_REFUSED",
    "5,REGISTRATION_REFUSED",
    "3,PLATFORM"
  })
  void saysWhyItWasRefused(int code, Cause cause) throws Exception {
    CompletableFuture<Secret> registering = register();
    FakeBroker.Peer peer = broker.accept();
    peer.expect(FakeBroker.CONNECT);
    peer.send(0x20, 0, code);

    assertEquals(cause, refusal(registering).cause());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"productKey\":{}}", "rubbish"})
  void survivesAnAnswerThatIsNone(String payload) throws Exception {
    CompletableFuture<Secret> registering = register();
    FakeBroker.Peer peer = broker.welcome();
    peer.publish("/ext/register", payload, 0);

    assertEquals(Cause.PLATFORM, refusal(registering).cause());
  }

  @Test
  void waitsNoLongerThanItsLimit() throws Exception {
    CompletableFuture<Secret> registering = register(Transport.TLS, Duration.ofSeconds(5));
    broker.welcome();

    assertEquals(Cause.TIMEOUT, refusal(registering).cause());
  }

  @Test
  void tellsThatTheLinkBroke() throws Exception {
    CompletableFuture<Secret> registering = register();
    broker.welcome().close();

    assertEquals(Cause.LINK_LOST, refusal(registering).cause());
  }

  @ParameterizedTest
  @CsvSource({"TCP", "WS"})
  void asksForNoSecretInPlainText(Transport transport) {
    LineException e = refusal(register(transport, Duration.ofSeconds(1)));

    assertEquals(Cause.CONFIGURATION, e.cause());
    assertTrue(e.getMessage().contains("tls or wss"), e.getMessage());
  }
}

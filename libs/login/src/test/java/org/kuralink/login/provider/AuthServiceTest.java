/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.ProxyDouble;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.download.RawServer;
import org.kuralink.login.LoginException;
import org.kuralink.login.TestCertificates;
import org.kuralink.login.credentials.file.FileCredentialStore;
import org.kuralink.login.sign.SignMethod;
import org.kuralink.login.trust.TrustedRoots;

class AuthServiceTest {

  private static final String TOKEN_ANSWER =
      "{\"code\":200,\"data\":{\"iotId\":\"id1\",\"iotToken\":\"tok1\",\"resources\":{\"mqtt\":"
          + "{\"host\":\"mqtt.example\",\"port\":1884}}},\"message\":\"success\"}";

  private final VirtualTime time = new VirtualTime();
  private final FakeAuthServer server = new FakeAuthServer();
  private Optional<SessionProxy> proxy = Optional.empty();
  private @Nullable LoginProvider provider;
  @TempDir private Path directory;

  @BeforeEach
  void prepare() {
    server.answer = TOKEN_ANSWER;
  }

  @AfterEach
  void stop() {
    if (provider != null) {
      provider.close();
    }
    server.close();
  }

  private String start(@Nullable String certificate) throws IOException {
    return server.start(certificate);
  }

  private LoginProvider provider(Settings settings) {
    return provider(settings, time.clock());
  }

  private LoginProvider provider(Settings settings, Clock clock) {
    LoginProvider made =
        LoginProviders.create(
            settings.get(),
            new FileCredentialStore(directory),
            TrustedRoots.with(TestCertificates.shared().pem("ca"))::context,
            () -> proxy,
            (all, productSecret, random) -> Secret.of("unused"),
            clock,
            new SecureRandom());
    provider = made;
    return made;
  }

  private static Settings token() {
    return Settings.of(Authentication.HTTPS_TOKEN);
  }

  private LoginException refusalOf(LoginProvider login) {
    return assertThrows(LoginException.class, login::login);
  }

  /** Nobody listens where the service is said to be, so only the proxy leads there. */
  @ParameterizedTest
  @EnumSource(SessionProxy.Kind.class)
  void buysATokenThroughTheProxyOfTheSession(SessionProxy.Kind kind) throws Exception {
    int port = URI.create(start("localhost")).getPort();
    try (ProxyDouble way = new ProxyDouble(kind, port)) {
      proxy = Optional.of(way.asking());
      provider(token().authUrl("https://localhost:1")).login();
      assertEquals(1, server.forms.size());
      assertEquals(List.of("localhost:1"), way.targets);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ProxyDouble.Manner.class,
      names = {"FORBIDS", "CLOSES"})
  void saysThatTheProxyDoesNotLeadToTheService(ProxyDouble.Manner manner) throws Exception {
    String url = start("localhost");
    try (ProxyDouble way = new ProxyDouble(SessionProxy.Kind.HTTP, 1)) {
      way.instead(manner);
      proxy = Optional.of(way.asking());
      LoginException e = refusalOf(provider(token().authUrl(url)));
      assertEquals(SessionFault.Cause.UNREACHABLE, e.cause());
      assertTrue(e.getMessage().startsWith("the proxy " + way.asking()), e.getMessage());
      proxy = Optional.of(way.asking("", ""));
      assertEquals(
          SessionFault.Cause.CONFIGURATION, refusalOf(provider(token().authUrl(url))).cause());
      assertEquals(List.of(), server.forms);
    }
  }

  @Test
  void buysATokenOverHttps() throws Exception {
    Login login = provider(token().authUrl(start("localhost"))).login();

    assertEquals("/auth/devicename", server.path);
    Map<String, String> form = server.forms.get(0);
    assertEquals("pk", form.get("productKey"));
    assertEquals("device", form.get("deviceName"));
    assertEquals("pk.device", form.get("clientId"));
    assertEquals("hmacsha256", form.get("signmethod"));
    assertEquals("default", form.get("version"));
    assertEquals("mqtt", form.get("resources"));
    assertEquals(
        SignMethod.HMACSHA256.sign(
            Secret.of("secret"), "clientIdpk.devicedeviceNamedeviceproductKeypk"),
        form.get("sign"));
    assertEquals(
        new LineLogin.Token(
            new DeviceIdentity("pk", "device"), "pk.device", "id1", Secret.of("tok1")),
        login.who());
    assertEquals("ssl://mqtt.example:1884", login.server().orElseThrow().uri().toString());
  }

  @Test
  void keepsATokenForSixDaysUnlessItIsRefused() throws Exception {
    LoginProvider login = provider(token().authUrl(start("localhost")));
    Login first = login.login();
    time.leap(Duration.ofDays(6).minusSeconds(1));
    assertSame(first, login.login());
    time.leap(Duration.ofSeconds(1));
    login.login();
    assertEquals(2, server.forms.size());
    login.refused();
    login.login();
    assertEquals(3, server.forms.size());
    time.stepClock(Duration.ofDays(-3));
    login.login();
    assertEquals(4, server.forms.size());
  }

  @Test
  void fallsBackToTheConfiguredEndpoint() throws Exception {
    server.answer = "{\"code\":200,\"data\":{\"iotId\":\"i\",\"iotToken\":\"t\"}}";

    assertEquals(Optional.empty(), provider(token().authUrl(start("localhost"))).login().server());
  }

  @ParameterizedTest
  @CsvSource({
    "401,WRONG_SECRET,check device.secret",
    "460,CONFIGURATION,a parameter is wrong",
    "500,PLATFORM,try later",
    "5001,UNKNOWN_DEVICE,the device does not exist",
    "6200,CONFIGURATION,change authentication",
    "77,PLATFORM,try later"
  })
  void saysWhatToDoAboutEachCode(int code, SessionFault.Cause cause, String words)
      throws Exception {
    server.answer = "{\"code\":" + code + ",\"message\":\"bad\\u001b[31m\\nthing\"}";

    LoginException e = refusalOf(provider(token().authUrl(start("localhost"))));

    assertEquals(cause, e.cause());
    assertTrue(e.getMessage().contains(words), e.getMessage());
    assertTrue(e.getMessage().contains("code " + code), e.getMessage());
    assertFalse(e.getMessage().chars().anyMatch(Character::isISOControl), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>hello</html>",
        "[]",
        "null",
        "{}",
        "{\"code\":\"x\"}",
        "{\"code\":{}}",
        "{\"code\":200}",
        "{\"code\":200,\"data\":[]}",
        "{\"code\":200,\"data\":{\"iotId\":\"i\"}}",
        "{\"code\":200,\"data\":{\"iotId\":{},\"iotToken\":\"t\"}}",
        "{\"code\":200,\"data\":{\"iotId\":\"i\",\"iotToken\":\"t\",\"resources\":{\"mqtt\":{}}}}",
        "{\"code\":200,\"data\":{\"iotId\":\"i\",\"iotToken\":\"t\",\"resources\":{\"mqtt\":"
            + "{\"host\":\"a b\",\"port\":1}}}}",
        "{\"code\":200,\"data\":{\"iotId\":\"i\",\"iotToken\":\"t\",\"resources\":{\"mqtt\":"
            + "{\"host\":\"h\",\"port\":99999}}}}"
      })
  void survivesAnswersThatAreNone(String malformed) throws Exception {
    server.answer = malformed;

    assertEquals(
        SessionFault.Cause.PLATFORM,
        refusalOf(provider(token().authUrl(start("localhost")))).cause());
  }

  @Test
  void readsNoAnswerWithoutEnd() throws Exception {
    server.answer = "{\"code\":200,\"x\":\"" + "x".repeat(1_000_000) + "\"}";

    LoginException e = refusalOf(provider(token().authUrl(start("localhost"))));

    assertEquals(SessionFault.Cause.PLATFORM, e.cause());
    assertTrue(e.getMessage().contains("65536 bytes"), e.getMessage());
  }

  @Test
  void followsNoRedirect() throws Exception {
    server.status = 302;

    LoginException e = refusalOf(provider(token().authUrl(start("localhost"))));

    assertEquals(SessionFault.Cause.CONFIGURATION, e.cause());
    assertTrue(e.getMessage().contains("auth.url"), e.getMessage());
  }

  @Test
  void reportsAnHttpError() throws Exception {
    server.status = 503;

    LoginException e = refusalOf(provider(token().authUrl(start("localhost"))));

    assertEquals(SessionFault.Cause.PLATFORM, e.cause());
    assertTrue(e.getMessage().contains("HTTP 503"), e.getMessage());
  }

  @Test
  void waitsNoLongerThanItsLimit() throws Exception {
    server.silent = true;

    LoginException e =
        refusalOf(
            provider(token().authUrl(start("localhost")).httpTimeout(Duration.ofMillis(300))));

    assertEquals(SessionFault.Cause.TIMEOUT, e.cause());
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    String url = start(null).replace("http:", "https:");
    server.stop();

    assertEquals(SessionFault.Cause.UNREACHABLE, refusalOf(provider(token().authUrl(url))).cause());
  }

  @Test
  void saysThatTheNameIsUnknown() {
    assertEquals(
        SessionFault.Cause.UNREACHABLE,
        refusalOf(provider(token().authUrl("https://no-such-host.invalid"))).cause());
  }

  @ParameterizedTest
  @CsvSource({"other,CERTIFICATE,another host", "expired,CERTIFICATE,expired", "early,CLOCK,clock"})
  void checksWhoAnswers(String certificate, SessionFault.Cause cause, String words)
      throws Exception {
    LoginException e = refusalOf(provider(token().authUrl(start(certificate)), Clock.systemUTC()));

    assertEquals(cause, e.cause());
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  @Test
  void blamesTheClockWhenItLiesBeforeThisProgram() throws Exception {
    time.stepClock(Duration.ofDays(-300));

    assertEquals(
        SessionFault.Cause.CLOCK, refusalOf(provider(token().authUrl(start("expired")))).cause());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com",
        "ftp://localhost",
        "localhost",
        "http://127.evil.example",
        "https:///x"
      })
  void insistsOnHttps(String url) {
    LoginException e = refusalOf(provider(token().authUrl(url)));

    assertEquals(SessionFault.Cause.CONFIGURATION, e.cause());
    assertTrue(e.getMessage().startsWith("auth.url must be https://"), e.getMessage());
  }

  @Test
  void allowsPlainHttpTowardsThisMachine() throws Exception {
    provider(token().authUrl(start(null) + "/")).login();
    assertEquals("/auth/devicename", server.path);
  }

  @Test
  void asksForAMissingDeviceSecret() {
    for (Authentication way :
        List.of(Authentication.DEVICE_CERTIFICATE, Authentication.HTTPS_TOKEN)) {
      LoginException e = refusalOf(provider(Settings.of(way).noDeviceSecret()));

      assertEquals(SessionFault.Cause.CONFIGURATION, e.cause());
      assertTrue(e.getMessage().startsWith("device.secret"), e.getMessage());
    }
  }

  @Test
  void keepsNoThread() throws Exception {
    LoginProvider login = provider(token().authUrl(start("localhost")));
    login.login();

    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("kuralink-lookup")) {
        assertTrue(thread.isDaemon());
        thread.join(10_000);
        assertFalse(thread.isAlive());
      }
      assertFalse(thread.getName().startsWith("HttpClient"), thread::getName);
      assertFalse(thread.getName().equals("kuralink-auth"));
    }
  }

  @Test
  void waitsNoLongerForAServerThatDrips() throws Exception {
    try (RawServer server = RawServer.dripping("HTTP/1.1 200 OK\r\nX-Slow: ", 'a')) {
      String url = "http://127.0.0.1:" + server.port();
      LoginException e =
          refusalOf(provider(token().authUrl(url).httpTimeout(Duration.ofMillis(300))));

      assertEquals(SessionFault.Cause.TIMEOUT, e.cause());
    }
  }
}

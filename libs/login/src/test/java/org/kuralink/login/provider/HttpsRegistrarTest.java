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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.connection.ProxyDouble;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.line.LineLogin;
import org.kuralink.login.Endpoint;
import org.kuralink.login.LoginException;
import org.kuralink.login.SignedLogin;
import org.kuralink.login.TestCertificates;
import org.kuralink.login.Transport;
import org.kuralink.login.credentials.file.FileCredentialStore;
import org.kuralink.login.sign.SignMethod;
import org.kuralink.login.trust.TrustedRoots;

class HttpsRegistrarTest {

  private final FakeAuthServer server = new FakeAuthServer();
  @TempDir private Path directory;

  @AfterEach
  void stop() {
    server.close();
  }

  private Optional<SessionProxy> proxy = Optional.empty();

  @Test
  void registersThroughTheProxyOfTheSession() throws Exception {
    server.answer = "{\"code\":200,\"data\":{\"deviceSecret\":\"fresh\"}}";
    int port = URI.create(server.start("localhost")).getPort();
    try (ProxyDouble way = new ProxyDouble(SessionProxy.Kind.HTTP, port)) {
      proxy = Optional.of(way.asking());
      login(
          Settings.of(Authentication.PRODUCT_CERTIFICATE)
              .noDeviceSecret()
              .authUrl("https://localhost:1"));
      assertEquals(1, server.forms.size());
      assertEquals(List.of("localhost:1"), way.targets);
    }
  }

  private Login login(Settings settings) throws LoginException {
    try (LoginProvider provider =
        LoginProviders.create(
            settings.get(),
            new FileCredentialStore(directory),
            TrustedRoots.with(TestCertificates.shared().pem("ca"))::context,
            () -> proxy,
            (all, productSecret, random) -> Secret.of("unused"),
            Clock.systemUTC(),
            new SecureRandom())) {
      return provider.login();
    }
  }

  private static String signature(Login login) {
    LineLogin.Signed who = (LineLogin.Signed) login.who();
    Endpoint endpoint = new Endpoint("localhost", 1883, Transport.TLS);
    return SignedLogin.of(who, endpoint, false).login().password().reveal();
  }

  @Test
  void registersOverHttpsAndKeepsTheSecret() throws Exception {
    server.answer = "{\"code\":200,\"data\":{\"deviceSecret\":\"fresh\"}}";
    Settings settings =
        Settings.of(Authentication.PRODUCT_CERTIFICATE)
            .noDeviceSecret()
            .authUrl(server.start("localhost"));

    Login login = login(settings);

    assertEquals("/auth/register/device", server.path);
    Map<String, String> form = server.forms.get(0);
    assertEquals(
        SignMethod.HMACSHA256.sign(
            Secret.of("prodsecret"), "deviceNamedeviceproductKeypkrandom" + form.get("random")),
        form.get("sign"));
    assertEquals("hmacsha256", form.get("signMethod"));
    assertEquals(
        SignMethod.HMACSHA256.sign(
            Secret.of("fresh"), "clientIdpk.devicedeviceNamedeviceproductKeypk"),
        signature(login));
    assertEquals(signature(login), signature(login(settings)));
    assertEquals(1, server.forms.size());
  }

  @ParameterizedTest
  @CsvSource({
    "401,WRONG_SECRET,product.secret",
    "6600,WRONG_SECRET,product.secret",
    "460,CONFIGURATION,product.key",
    "6250,CONFIGURATION,product.key",
    "6100,UNKNOWN_DEVICE,create it",
    "5001,UNKNOWN_DEVICE,create it",
    "500,PLATFORM,try later",
    "6288,REGISTRATION_REFUSED,not issued again"
  })
  void saysWhatToDoAboutARefusedRegistration(int code, SessionFault.Cause cause, String words)
      throws Exception {
    server.answer = "{\"code\":" + code + "}";

    LoginException e =
        assertThrows(
            LoginException.class,
            () ->
                login(
                    Settings.of(Authentication.PRODUCT_CERTIFICATE)
                        .noDeviceSecret()
                        .authUrl(server.start("localhost"))));

    assertEquals(cause, e.cause());
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }
}

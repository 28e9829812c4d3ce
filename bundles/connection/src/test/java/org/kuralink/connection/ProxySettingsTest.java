/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionProxy;

/** Valid and invalid proxy settings. */
class ProxySettingsTest {

  private final Map<String, Object> properties =
      new HashMap<>(Map.of("product.key", "pk", "device.name", "dn", "device.secret", "s"));

  private ConnectionSettings read() throws InvalidConfigurationException {
    return ConnectionSettings.read(properties, UnaryOperator.identity());
  }

  private String problem() {
    return String.valueOf(
        assertThrows(InvalidConfigurationException.class, this::read).getMessage());
  }

  @Test
  void goesThroughNoProxyUnlessItIsTold() throws Exception {
    assertEquals(Optional.empty(), read().proxy());
    properties.put("proxy.user", "somebody");
    assertEquals(Optional.empty(), read().proxy());
  }

  @Test
  void takesAProxyWithUserAndPassword() throws Exception {
    properties.put("proxy.url", "http://proxy.example:3128");
    properties.put("proxy.user", "gate");
    properties.put("proxy.password", "sesame");
    SessionProxy proxy = read().proxy().orElseThrow();
    assertEquals(
        new SessionProxy(
            SessionProxy.Kind.HTTP, "proxy.example", 3128, "gate", Secret.of("sesame"), List.of()),
        proxy);
    assertFalse(read().toString().contains("sesame"));
    properties.put("proxy.url", "socks://[::1]:1080/");
    assertEquals(SessionProxy.Kind.SOCKS, read().proxy().orElseThrow().kind());
    assertEquals("::1", read().proxy().orElseThrow().host());
    ConnectionSettings before = read();
    properties.put("proxy.password", "another");
    assertFalse(before.sameLink(read()));
  }

  @Test
  void takesHostsThatAreReachedWithoutTheProxy() throws Exception {
    properties.put("proxy.url", "http://proxy.example:3128");
    properties.put("proxy.bypass", " files.example, *.Plant.example|192.168.* [::1]\n*near*");
    SessionProxy proxy = read().proxy().orElseThrow();
    assertEquals(
        List.of("files.example", "*.Plant.example", "192.168.*", "::1", "*near*"), proxy.bypass());
    for (String host :
        List.of("FILES.example", "a.plant.EXAMPLE", "192.168.0.7", "::1", "is-near.example")) {
      assertFalse(proxy.leadsTo(host), host);
    }
    for (String host :
        List.of("more.files.example", "plant.example", "192.169.0.7", "localhost", "far.example")) {
      assertTrue(proxy.leadsTo(host), host);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10.*, 10.0.0.7, 10.evil.example",
    "10.*, 10.1, 10.0.0.7.evil.example",
    "*.0.7, 10.0.0.7, a.0.7.example",
    "*.168.*, 192.168.0.7, a.168.example",
    "fd00:*, fd00::7, fd00.example",
    "10*, 10.0.0.7, a10.example",
    "10*, 10things.example, things.example",
    "10.things.*, 10.things.example, 10.0.0.7",
    "*7, press7, press8",
  })
  void whatCanOnlyBeAnAddressMeansNoName(String bypass, String direct, String proxied)
      throws Exception {
    properties.put("proxy.url", "http://proxy.example:3128");
    properties.put("proxy.bypass", bypass);
    SessionProxy proxy = read().proxy().orElseThrow();
    assertFalse(proxy.leadsTo(direct));
    assertTrue(proxy.leadsTo(proxied));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://files.example/", "a.*.example", "10.0.0.0/8", "a:80*x", "a;b"})
  void saysWhatIsNoHostToBeReachedWithoutTheProxy(String hosts) {
    properties.put("proxy.url", "http://proxy.example:3128");
    properties.put("proxy.bypass", "fine.example " + hosts);
    assertTrue(problem().contains("proxy.bypass has an invalid host: '" + hosts), this::problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy.example:3128",
        "https://proxy.example:3128",
        "http://proxy.example",
        "http://gate:sesame@proxy.example:3128",
        "http://:3128",
        "http://proxy.example:0",
        "socks://proxy.example:65536",
        "socks://a b:1080",
        "rubbish"
      })
  void saysWhatAProxyLooksLike(String url) {
    properties.put("proxy.url", url);
    assertTrue(problem().contains("proxy.url "), this::problem);
    assertFalse(problem().contains("sesame"), this::problem);
  }

  @Test
  void saysWhatNoProxyTakes() {
    properties.put("proxy.url", "socks://proxy.example:1080");
    properties.put("proxy.user", "a:b");
    properties.put("proxy.password", "芝".repeat(100));
    assertTrue(problem().contains("proxy.user must have"), this::problem);
    assertTrue(problem().contains("proxy.password must have"), this::problem);
  }
}

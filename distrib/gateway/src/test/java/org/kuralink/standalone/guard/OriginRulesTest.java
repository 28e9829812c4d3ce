/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginRulesTest {

  private static final String HOST = "127.0.0.1:8181";
  private final OriginRules rules =
      new OriginRules(Set.of("gw.example.com", "other.example.com:8443"));

  private boolean lets(OriginRules.Facts facts) {
    return rules.refusal(facts).isEmpty();
  }

  private static OriginRules.Facts post(String host, List<String> origins, List<String> referers) {
    return new OriginRules.Facts("POST", false, host, List.of(host), origins, referers, "", "");
  }

  private static OriginRules.Facts get(String site, String destination) {
    return new OriginRules.Facts(
        "GET", false, HOST, List.of(HOST), List.of(), List.of(), site, destination);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:8181",
        "127.0.0.1",
        "localhost:9000",
        "LOCALHOST:9000",
        "[::1]:8181",
        "gw.example.com",
        "gw.example.com:444",
        "other.example.com:8443"
      })
  void allowsChangesFromTheSameOrigin(String host) {
    assertEquals(true, lets(post(host, List.of("http://" + host), List.of())));
    assertEquals(
        true, lets(post(host, List.of(), List.of("http://" + host + "/system/console/x?y"))));
    assertEquals(false, lets(post(host, List.of("http://evil.example"), List.of())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "evil.example:8181",
        "127.0.0.1.evil.example",
        "localhost.",
        "localhost.evil.example",
        "127.0.0.2:8181",
        "admin@127.0.0.1:8181",
        "127.0.0.1:8181/",
        "other.example.com",
        "other.example.com:8444",
        "127.0.0.1:8181, evil.example",
        "127.0.0.1:8181\u0000"
      })
  void rejectsOtherHosts(String host) {
    assertEquals(false, lets(post(host, List.of("http://" + host), List.of())));
    assertEquals(
        false,
        lets(
            new OriginRules.Facts(
                "GET", false, host, List.of(host), List.of(), List.of(), "none", "document")));
    assertEquals(
        false,
        lets(
            new OriginRules.Facts(
                "GET", false, host, List.of(HOST), List.of(), List.of(), "none", "document")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "",
        "http://evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:3000",
        "http://localhost:8181",
        "http://127.0.0.1:8181.evil.example",
        "http://127.0.0.1:8181@evil.example",
        "file://127.0.0.1:8181",
        "http://127.0.0.1:8181/",
        "http://127.0.0.1:8181 http://evil.example"
      })
  void rejectsChangesFromAnotherOrigin(String origin) {
    assertEquals(false, lets(post(HOST, List.of(origin), List.of())));
    assertEquals(
        false, lets(post(HOST, List.of(origin), List.of("http://" + HOST + "/system/console"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "about:blank",
        "http://evil.example/http://127.0.0.1:8181/",
        "http://127.0.0.1:8181.evil.example/",
        "http://127.0.0.1:8181@evil.example/",
        "http://127.0.0.1:8181:80/",
        "//127.0.0.1:8181/"
      })
  void rejectsChangesWithAForeignReferer(String referer) {
    assertEquals(false, lets(post(HOST, List.of(), List.of(referer))));
  }

  @Test
  void rejectsChangesWithoutAnOrigin() {
    assertEquals(false, lets(post(HOST, List.of(), List.of())));
  }

  @Test
  void rejectsDuplicateHeaders() {
    String ours = "http://" + HOST;
    assertEquals(false, lets(post(HOST, List.of(ours, "http://evil.example"), List.of())));
    assertEquals(false, lets(post(HOST, List.of(), List.of(ours + "/", "http://evil.example/"))));
    for (List<String> hosts : List.of(List.<String>of(), List.of(HOST, HOST))) {
      assertEquals(
          false,
          lets(new OriginRules.Facts("GET", false, HOST, hosts, List.of(), List.of(), "", "")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "get", ""})
  void treatsUnknownMethodsAsChanges(String method) {
    assertEquals(
        false,
        lets(
            new OriginRules.Facts(
                method, false, HOST, List.of(HOST), List.of(), List.of(), "", "")));
  }

  @Test
  void treatsAWebSocketAsAChange() {
    List<String> foreign = List.of("http://evil.example");
    assertEquals(
        false,
        lets(new OriginRules.Facts("GET", true, HOST, List.of(HOST), foreign, List.of(), "", "")));
    assertEquals(
        false,
        lets(
            new OriginRules.Facts("GET", true, HOST, List.of(HOST), List.of(), List.of(), "", "")));
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', true",
    "none, document, true",
    "same-origin, script, true",
    "cross-site, document, true",
    "cross-site, iframe, false",
    "cross-site, image, false",
    "same-site, empty, false"
  })
  void allowsOnlyLinksFromOtherPages(String site, String destination, boolean allowed) {
    assertEquals(allowed, lets(get(site, destination)));
  }

  @Test
  void acceptsTheConfiguredNameBehindAProxy() {
    assertEquals(true, lets(post(HOST, List.of("https://gw.example.com"), List.of())));
    assertEquals(true, lets(post(HOST, List.of("https://other.example.com:8443"), List.of())));
    assertEquals(false, lets(post(HOST, List.of("https://gw.example.com:8443"), List.of())));
    assertEquals(
        Optional.of("the request comes from a page of another origin"),
        new OriginRules(Set.of())
            .refusal(post(HOST, List.of("https://gw.example.com"), List.of())));
  }
}

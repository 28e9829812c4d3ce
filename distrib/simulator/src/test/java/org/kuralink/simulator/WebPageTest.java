/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tests that the page is complete, uses no external resources, and does not execute data of
 * devices.
 */
class WebPageTest extends PlatformFixture {

  private static final Path SOURCES = Path.of("src/main/resources/web");
  private static final int MAX_LINES = 400;
  private static final Pattern REFERENCE =
      Pattern.compile("(?:href|src)=\"([^\"#]+)\"|from \"(\\./[^\"]+)\"|url\\(([^)]+)\\)");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private HttpResponse<String> get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).GET().build();
    return send(request);
  }

  /** Follows every reference from the start page: path to what is served there. */
  private Map<String, HttpResponse<String>> crawl() throws Exception {
    Map<String, HttpResponse<String>> found = new TreeMap<>();
    Deque<String> waiting = new ArrayDeque<>(List.of("/index.html"));
    while (!waiting.isEmpty()) {
      String path = waiting.remove();
      if (found.containsKey(path)) {
        continue;
      }
      HttpResponse<String> served = get(path);
      found.put(path, served);
      Matcher references = REFERENCE.matcher(served.body());
      while (references.find()) {
        String name =
            Stream.of(1, 2, 3).map(references::group).filter(g -> g != null).findFirst().get();
        waiting.add(Path.of(path).getParent().resolve(name).normalize().toString());
      }
    }
    return found;
  }

  private static Set<String> sources() throws Exception {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> "/" + SOURCES.relativize(file))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void everyReferenceIsServedWithItsTypeAndNothingLiesAroundUnused() throws Exception {
    Map<String, HttpResponse<String>> page = crawl();
    page.forEach(
        (path, served) -> {
          assertEquals(200, served.statusCode(), path);
          String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
          assertEquals(type, served.headers().firstValue("Content-Type").orElse(""), path);
        });
    assertEquals(sources(), page.keySet());
    assertEquals(page.get("/index.html").body(), get("/").body());
  }

  @Test
  void thePolicyAllowsOnlyTheSimulatorItself() throws Exception {
    for (String path : List.of("/", "/js/main.js", "/style.css", "/api/v1/platform")) {
      HttpResponse<String> served = get(path);
      String policy = served.headers().firstValue("Content-Security-Policy").orElse("");
      assertTrue(policy.contains("default-src 'self'"), path + ": " + policy);
      assertTrue(policy.contains("frame-ancestors 'none'"), path + ": " + policy);
      assertFalse(policy.contains("unsafe"), path + ": " + policy);
      assertEquals(
          "nosniff", served.headers().firstValue("X-Content-Type-Options").orElse(""), path);
    }
  }

  @Test
  void thePageKeepsThePolicyAndReadsNothingAsMarkup() throws Exception {
    String html = get("/").body();
    assertFalse(
        Pattern.compile("<script(?![^>]* src=)").matcher(html).find(), "script in the page");
    assertFalse(Pattern.compile("<style|\\sstyle=|\\son[a-z]+=").matcher(html).find(), "inline");
    Pattern markup =
        Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|srcdoc|\\beval\\("
                + "|new Function|javascript:");
    Pattern elsewhere =
        Pattern.compile(
            "(?<!xmlns=\"|SVG = \")\\bhttps?://(?!\\$\\{|127\\.0\\.0\\.1\\b|localhost\\b)");
    for (String path : sources()) {
      String text = Files.readString(SOURCES.resolve(path.substring(1)));
      assertFalse(markup.matcher(text).find(), path);
      assertFalse(elsewhere.matcher(text).find(), path);
      assertTrue(text.lines().count() <= MAX_LINES, path);
    }
  }

  @Test
  void filesOutsideThePageAreNotServed() throws Exception {
    for (String path :
        List.of(
            "/../version.properties",
            "/%2e%2e/openapi.yaml",
            "/js/../../logback.xml",
            "/web/index.html",
            "/nothing.js")) {
      assertEquals(404, get(path).statusCode(), path);
    }
  }
}

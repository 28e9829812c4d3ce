/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone.guard;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.servlet.whiteboard.Preprocessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks all requests of the gateway's HTTP port before they reach pages, plug-ins, resources or
 * web sockets.
 */
final class ConsoleGuard implements Preprocessor {

  private static final Logger log = LoggerFactory.getLogger(ConsoleGuard.class);
  private static final int MOST_WARNINGS = 100;
  private static final int LONGEST_SHOWN = 200;

  private final OriginRules rules;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  ConsoleGuard(OriginRules rules) {
    this.rules = rules;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    Optional<String> refusal = rules.refusal(facts(asked));
    if (refusal.isEmpty()) {
      answer.setHeader("X-Frame-Options", "SAMEORIGIN");
      answer.setHeader("Content-Security-Policy", "frame-ancestors 'self'");
      answer.setHeader("X-Content-Type-Options", "nosniff");
      chain.doFilter(request, response);
      return;
    }
    warn(asked, refusal.get());
    answer.setStatus(HttpServletResponse.SC_FORBIDDEN);
    answer.setContentType("text/plain; charset=utf-8");
    answer
        .getOutputStream()
        .write(("rejected: " + refusal.get() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static OriginRules.Facts facts(HttpServletRequest request) {
    List<String> sites = headers(request, "Sec-Fetch-Site");
    List<String> destinations = headers(request, "Sec-Fetch-Dest");
    return new OriginRules.Facts(
        request.getMethod(),
        !headers(request, "Upgrade").isEmpty(),
        String.valueOf(request.getServerName()),
        headers(request, "Host"),
        headers(request, "Origin"),
        headers(request, "Referer"),
        String.join(",", sites),
        String.join(",", destinations));
  }

  private static List<String> headers(HttpServletRequest request, String name) {
    return Collections.list(request.getHeaders(name));
  }

  /**
   * Logs each kind of rejection once, because a page can make a browser send thousands of requests.
   */
  private void warn(HttpServletRequest request, String why) {
    String origin = String.join(",", headers(request, "Origin"));
    String page = origin.isEmpty() ? String.join(",", headers(request, "Referer")) : origin;
    String kind = why + " " + page;
    if (warned.size() < MOST_WARNINGS && warned.add(kind)) {
      log.warn(
          "Web Console: {} {} rejected: {} (Host {}, page {})",
          shown(request.getMethod()),
          shown(String.valueOf(request.getRequestURI())),
          why,
          shown(String.join(",", headers(request, "Host"))),
          page.isEmpty() ? "unknown" : shown(page));
    }
  }

  private static String shown(String text) {
    String visible = text.replaceAll("[^\\x20-\\x7e]", "?");
    return visible.length() > LONGEST_SHOWN ? visible.substring(0, LONGEST_SHOWN) + "…" : visible;
  }
}

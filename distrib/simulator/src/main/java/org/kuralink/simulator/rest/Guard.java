/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prevents other web pages from accessing the simulator through a browser on this machine: rejects
 * requests with an unknown host name, and requests from pages of other origins.
 */
final class Guard {
  /** Names that no other machine can be behind. */
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

  /** Matches IP addresses, which DNS cannot redirect, unlike names. */
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+]");

  private static final Set<String> CHANGES = Set.of("POST", "PUT", "PATCH");
  private static final Set<String> OWN_SITES = Set.of("", "none", "same-origin");

  private final boolean loopbackOnly;
  private final Set<String> names;

  /**
   * For a simulator that listens at an address.
   *
   * @param names that lead to it besides localhost
   */
  Guard(String bind, Collection<String> names) {
    boolean loopback;
    try {
      loopback = InetAddress.getByName(bind).isLoopbackAddress();
    } catch (UnknownHostException e) {
      loopback = false;
    }
    this.loopbackOnly = loopback;
    this.names =
        Stream.concat(names.stream(), loopback ? Stream.of() : Stream.of(bind, machine()))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** A request without a body needs no content type. */
  void check(HttpRequest request) throws RestException {
    boolean nothing =
        request instanceof FullHttpRequest whole
            && !whole.content().isReadable()
            && !request.headers().contains(HttpHeaderNames.CONTENT_TYPE);
    check(request, nothing ? "" : "application/json");
  }

  /** Refuses what a page of others could have sent, and content that is not of the type. */
  void check(HttpRequest request, String wantedType) throws RestException {
    String host = host(request);
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    String essence = type.replaceFirst(";.*", "").trim().toLowerCase(Locale.ROOT);
    if (CHANGES.contains(request.method().name()) && !essence.equals(wantedType)) {
      throw new RestException(415, "wrong-type", "send Content-Type: " + wantedType);
    }
    if (isForeign(request, "http://" + host)) {
      throw new RestException(403, "wrong-origin", "not from a page of another origin");
    }
  }

  private String host(HttpRequest request) throws RestException {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() != 1) {
      throw new RestException(403, "wrong-host", "exactly one Host header is needed");
    }
    if (!request.uri().startsWith("/")) {
      throw new RestException(403, "wrong-host", "only a path is taken in the request line");
    }
    String host = hosts.get(0).toLowerCase(Locale.ROOT);
    String name = host.replaceFirst(":[0-9]{1,5}$", "");
    if (!LOOPBACK.matcher(name).matches() && (loopbackOnly || !leadsHere(name))) {
      throw new RestException(
          403,
          "wrong-host",
          "use http://127.0.0.1 or http://localhost, or name this host with --host-name");
    }
    return host;
  }

  private boolean leadsHere(String name) {
    return ADDRESS.matcher(name).matches() || names.contains(name);
  }

  /**
   * An Origin header tells; without one, what a browser says of a request that changes something.
   */
  private static boolean isForeign(HttpRequest request, String own) {
    List<String> origins = request.headers().getAll(HttpHeaderNames.ORIGIN);
    if (!origins.isEmpty()) {
      return origins.size() > 1 || !origins.get(0).equalsIgnoreCase(own);
    }
    if (request.method().name().equals("GET")) {
      return false;
    }
    boolean foreignPage =
        request.headers().getAll(HttpHeaderNames.REFERER).stream()
            .anyMatch(page -> !(page + "/").toLowerCase(Locale.ROOT).startsWith(own + "/"));
    return foreignPage || !OWN_SITES.contains(request.headers().get("Sec-Fetch-Site", ""));
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}

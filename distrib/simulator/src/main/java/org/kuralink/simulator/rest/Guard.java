/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Keeps web pages of others from using a browser on this machine against the simulator. */
final class Guard {
  /** Names that no other machine can be behind. */
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

  private static final Set<String> CHANGES = Set.of("POST", "PUT", "PATCH");

  private final boolean loopbackOnly;

  Guard(String bind) {
    boolean loopback;
    try {
      loopback = InetAddress.getByName(bind).isLoopbackAddress();
    } catch (UnknownHostException e) {
      loopback = false;
    }
    this.loopbackOnly = loopback;
  }

  void check(HttpRequest request) throws RestException {
    check(request, "application/json");
  }

  /** Refuses what a page of others could have sent, and content that is not of the type. */
  void check(HttpRequest request, String wantedType) throws RestException {
    String host = request.headers().get(HttpHeaderNames.HOST, "");
    if (loopbackOnly && !LOOPBACK.matcher(host.replaceFirst(":[0-9]+$", "")).matches()) {
      throw new RestException(403, "wrong-host", "use http://127.0.0.1 or http://localhost");
    }
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    String essence = type.replaceFirst(";.*", "").trim().toLowerCase(Locale.ROOT);
    if (CHANGES.contains(request.method().name()) && !essence.equals(wantedType)) {
      throw new RestException(415, "wrong-type", "send Content-Type: " + wantedType);
    }
    String origin = request.headers().get(HttpHeaderNames.ORIGIN, "");
    boolean foreign = !origin.isEmpty() && !origin.equals("http://" + host);
    if (foreign && !request.method().name().equals("GET")) {
      throw new RestException(403, "wrong-origin", "not from a page of another origin");
    }
  }
}

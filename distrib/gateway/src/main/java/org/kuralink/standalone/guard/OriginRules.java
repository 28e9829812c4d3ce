/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone.guard;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides whether a browser sent a request for a page of the Web Console itself or for a page of
 * another site. A browser adds name and password to requests of any page, so these prove nothing. A
 * page cannot forge the requested host and its own origin, so these are checked.
 */
final class OriginRules {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final Pattern AUTHORITY =
      Pattern.compile("([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");
  private static final Pattern ORIGIN = Pattern.compile("https?://([^/?#]*)");
  private static final Pattern PAGE = Pattern.compile("https?://([^/?#]*)([/?#].*)?");

  private final Set<String> further;

  /**
   * Creates the rules for a console on the loopback address.
   *
   * @param further additional host names; a name with a port must match including the port
   */
  OriginRules(Set<String> further) {
    this.further = further;
  }

  /**
   * The checked parts of a request.
   *
   * @param target the host in the request line, or else in the Host header
   */
  record Facts(
      String method,
      boolean upgrade,
      String target,
      List<String> hosts,
      List<String> origins,
      List<String> referers,
      String site,
      String destination) {}

  /** Returns why the request is rejected; empty if it is allowed. */
  Optional<String> refusal(Facts facts) {
    if (facts.hosts.size() != 1) {
      return Optional.of("the request must have exactly one Host header");
    }
    String host = facts.hosts.get(0).toLowerCase(Locale.ROOT);
    if (!isOurs(host) || !isOurs(facts.target.toLowerCase(Locale.ROOT))) {
      return Optional.of("the Web Console does not accept this host name; add it with --web-host");
    }
    if (facts.origins.size() > 1 || facts.referers.size() > 1) {
      return Optional.of("the request must have at most one Origin and one Referer header");
    }
    if (!facts.origins.isEmpty()) {
      return isSame(ORIGIN, facts.origins.get(0), host) ? Optional.empty() : foreign();
    }
    boolean fromElsewhere =
        !facts.site.isEmpty() && !Set.of("same-origin", "none").contains(facts.site);
    if (READING.contains(facts.method) && !facts.upgrade) {
      // A link on another page may lead here, but another page must not embed or call this one.
      boolean link = facts.destination.isEmpty() || facts.destination.equals("document");
      return fromElsewhere && !link ? foreign() : Optional.empty();
    }
    if (fromElsewhere) {
      return foreign();
    }
    if (facts.referers.isEmpty()) {
      return Optional.of(
          "a request that changes something must have the Web Console as its Origin header");
    }
    return isSame(PAGE, facts.referers.get(0), host) ? Optional.empty() : foreign();
  }

  private static Optional<String> foreign() {
    return Optional.of("the request comes from a page of another origin");
  }

  private boolean isOurs(String authority) {
    var parts = AUTHORITY.matcher(authority);
    return parts.matches()
        && (LOOPBACK.contains(parts.group(1))
            || further.contains(parts.group(1))
            || further.contains(authority));
  }

  /**
   * Behind a proxy the Host header may differ; then the origin of the page must be a configured
   * name.
   */
  private boolean isSame(Pattern form, String address, String host) {
    var parts = form.matcher(address.toLowerCase(Locale.ROOT));
    return parts.matches() && (parts.group(1).equals(host) || further.contains(parts.group(1)));
  }
}

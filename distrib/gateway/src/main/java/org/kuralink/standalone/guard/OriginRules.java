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
 * Whether a browser sent a request for a page of the Web Console itself, or for a page of somebody
 * else. A browser adds name and password to whatever any page has it send, so that these prove
 * nothing; what they cannot forge are the host that was asked for and the page's origin.
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
   * Rules for a console on the loopback address.
   *
   * @param further names by which it is reached as well, each with its port if that is to be
   *     checked too
   */
  OriginRules(Set<String> further) {
    this.further = further;
  }

  /**
   * What is known of a request.
   *
   * @param target the host that the request line or else the Host header asks for
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

  /** Why the request is not answered; empty if it is. */
  Optional<String> refusal(Facts facts) {
    if (facts.hosts.size() != 1) {
      return Optional.of("exactly one Host header is needed");
    }
    String host = facts.hosts.get(0).toLowerCase(Locale.ROOT);
    if (!isOurs(host) || !isOurs(facts.target.toLowerCase(Locale.ROOT))) {
      return Optional.of("the Web Console is not reached by this host");
    }
    if (facts.origins.size() > 1 || facts.referers.size() > 1) {
      return Optional.of("one Origin and one Referer at most");
    }
    if (!facts.origins.isEmpty()) {
      return isSame(ORIGIN, facts.origins.get(0), host) ? Optional.empty() : foreign();
    }
    boolean fromElsewhere =
        !facts.site.isEmpty() && !Set.of("same-origin", "none").contains(facts.site);
    if (READING.contains(facts.method) && !facts.upgrade) {
      // A link of another page may be followed; it may neither embed nor call.
      boolean link = facts.destination.isEmpty() || facts.destination.equals("document");
      return fromElsewhere && !link ? foreign() : Optional.empty();
    }
    if (fromElsewhere) {
      return foreign();
    }
    if (facts.referers.isEmpty()) {
      return Optional.of("what changes something needs an Origin header: that of the Web Console");
    }
    return isSame(PAGE, facts.referers.get(0), host) ? Optional.empty() : foreign();
  }

  private static Optional<String> foreign() {
    return Optional.of("not from a page of another origin");
  }

  private boolean isOurs(String authority) {
    var parts = AUTHORITY.matcher(authority);
    return parts.matches()
        && (LOOPBACK.contains(parts.group(1))
            || further.contains(parts.group(1))
            || further.contains(authority));
  }

  /** A proxy may ask in its own words; then the page's origin is a name that was told to us. */
  private boolean isSame(Pattern form, String address, String host) {
    var parts = form.matcher(address.toLowerCase(Locale.ROOT));
    return parts.matches() && (parts.group(1).equals(host) || further.contains(parts.group(1)));
  }
}

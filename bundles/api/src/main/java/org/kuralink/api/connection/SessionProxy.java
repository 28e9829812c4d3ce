/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The proxy between a session and its servers. It is used for the session's line, for HTTPS
 * authentication and for every download. The proxy resolves the names of the servers.
 *
 * @param kind the proxy protocol
 * @param host the proxy's name or address, without brackets
 * @param port 1 to 65535
 * @param user the user name, which only the proxy gets; empty if it requires no authentication
 * @param password the user's password; may be empty
 * @param bypass hosts that are reached without the proxy, compared without regard to case: a name
 *     or an address, with {@code *} as wildcard at its beginning or end; parts of an address, such
 *     as {@code 10.*}, match addresses and no names; usually empty
 */
public record SessionProxy(
    Kind kind, String host, int port, String user, Secret password, List<String> bypass) {

  private static final String ANY = "*";

  /** A host name cannot end in a label of digits alone. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  private static final Pattern PART_OF_ADDRESS = Pattern.compile("[0-9.]*\\.[0-9.]*|.*:.*");

  /** The proxy protocols. */
  public enum Kind {
    /** The HTTP method CONNECT, with Basic authentication. */
    HTTP,
    /** SOCKS version 5 (RFC 1928), with user name and password (RFC 1929). */
    SOCKS
  }

  public SessionProxy {
    bypass = List.copyOf(bypass);
  }

  /**
   * Returns whether a server has to be reached through this proxy.
   *
   * @param server a name or an address, without brackets
   */
  public boolean leadsTo(String server) {
    String asked = server.toLowerCase(Locale.ROOT);
    return bypass.stream().noneMatch(one -> means(one.toLowerCase(Locale.ROOT), asked));
  }

  private static boolean means(String one, String server) {
    boolean begins = one.endsWith(ANY);
    boolean ends = one.startsWith(ANY);
    String part = one.replace(ANY, "");
    if (PART_OF_ADDRESS.matcher(part).matches() && !ADDRESS.matcher(server).matches()) {
      return false;
    }
    if (begins && ends) {
      return server.contains(part);
    }
    if (begins) {
      return server.startsWith(part);
    }
    return ends ? server.endsWith(part) : server.equals(part);
  }

  /** Returns host and port for display, without the user. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}

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
 * What stands between a session and its servers and is asked to lead to them: for its line, for
 * HTTPS authentication and for every download. The name of a server is looked up by the proxy.
 *
 * @param kind how it is asked
 * @param host its name or address, without brackets
 * @param port 1..65535
 * @param user who asks, told to the proxy alone; empty if it wants to know nobody's name
 * @param password what goes with the user; may be empty
 * @param bypass hosts that are reached without it, whatever their case: a name or an address, with
 *     {@code *} at its beginning or end for whatever stands there; parts of an address, such as
 *     {@code 10.*}, mean addresses and no names; usually empty
 */
public record SessionProxy(
    Kind kind, String host, int port, String user, Secret password, List<String> bypass) {

  private static final String ANY = "*";

  /** No name ends in a label of digits alone. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  private static final Pattern PART_OF_ADDRESS = Pattern.compile("[0-9.]*\\.[0-9.]*|.*:.*");

  /** How a proxy is asked. */
  public enum Kind {
    /** With the method CONNECT of HTTP, and Basic authentication. */
    HTTP,
    /** By SOCKS, version 5 (RFC 1928), and the user and password of RFC 1929. */
    SOCKS
  }

  public SessionProxy {
    bypass = List.copyOf(bypass);
  }

  /**
   * Whether a server is reached through it.
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

  /** Where it is, for people; without the user. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}

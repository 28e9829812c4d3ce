/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.line;

import org.kuralink.api.connection.Secret;

/**
 * What stands between a line and its server and is asked to lead there. The name of the server is
 * looked up by the proxy.
 *
 * @param kind how it is asked
 * @param host its name or address
 * @param port 1..65535
 * @param user who asks; empty if it wants to know nobody's name
 * @param password what goes with the user; may be empty
 */
public record LineProxy(Kind kind, String host, int port, String user, Secret password) {

  /** How a proxy is asked. */
  public enum Kind {
    /** With the method CONNECT of HTTP, and Basic authentication. */
    HTTP,
    /** By SOCKS, version 5 (RFC 1928), and the user and password of RFC 1929. */
    SOCKS
  }

  /** Where it is, for people; without the user. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}

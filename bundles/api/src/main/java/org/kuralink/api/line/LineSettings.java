/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.line;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.SessionProxy;

/**
 * The settings of a line.
 *
 * @param login the identity and the credentials
 * @param server the server
 * @param trust the TLS trust configuration, read at each connection
 * @param proxy the proxy, if one is configured; servers for which {@link SessionProxy#leadsTo}
 *     returns false are reached directly
 * @param data a directory of the session for persistent state of the line; it may not exist yet
 * @param limits the limits and protocol options
 * @param options configured options of this transport, already validated, by the name of the
 *     property of the connection; the line uses its default for an absent option
 */
public record LineSettings(
    LineLogin login,
    LineServer server,
    ServerTrust trust,
    Optional<SessionProxy> proxy,
    Path data,
    LineLimits limits,
    Map<String, String> options) {

  /** Copies the options. */
  public LineSettings {
    options = Map.copyOf(options);
  }

  /** Creates settings without options. */
  public LineSettings(
      LineLogin login,
      LineServer server,
      ServerTrust trust,
      Optional<SessionProxy> proxy,
      Path data,
      LineLimits limits) {
    this(login, server, trust, proxy, data, limits, Map.of());
  }
}

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
 * What a line is given.
 *
 * @param login who speaks, and how it proves that
 * @param server where to
 * @param trust whom TLS trusts; asked at each connection
 * @param proxy what stands between, if something does; servers that it does not {@linkplain
 *     SessionProxy#leadsTo lead to} are reached without it
 * @param data a directory of the session's own for what a line must remember; it may not exist yet
 * @param limits how long and how much
 * @param options what a person chose for this transport alone, and what it means checked before: by
 *     the name of the property of the connection; a line takes its own default for what is not here
 */
public record LineSettings(
    LineLogin login,
    LineServer server,
    ServerTrust trust,
    Optional<SessionProxy> proxy,
    Path data,
    LineLimits limits,
    Map<String, String> options) {

  /** With the options a copy that nobody changes. */
  public LineSettings {
    options = Map.copyOf(options);
  }

  /** Without options. */
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

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.auth;

import java.util.Optional;

/** The content of a CONNECT packet that determines the log-in decision. */
public record ConnectRequest(
    String clientIdentifier,
    Optional<String> userName,
    Optional<String> password,
    int keepAliveSeconds,
    boolean encrypted) {

  @Override
  public String toString() {
    return "ConnectRequest " + clientIdentifier;
  }
}

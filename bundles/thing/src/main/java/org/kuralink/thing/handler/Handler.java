/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.handler;

import java.util.Set;
import org.kuralink.api.thing.HandlerStatus;

/**
 * Somebody whom an application has registered.
 *
 * @param identifiers that it names; empty for all that nobody else names
 * @param connections that it serves; empty for every
 * @param lane of what the platform asks for
 * @param outward of what an application asks for, which waits for nothing of the platform's
 */
public record Handler<T>(
    T service, Set<String> identifiers, Set<String> connections, Lane lane, Lane outward) {

  boolean serves(String connection) {
    return connections.isEmpty() || connection.isEmpty() || connections.contains(connection);
  }

  HandlerStatus status(HandlerStatus.Kind kind) {
    return new HandlerStatus(
        kind, identifiers, service.getClass().getName(), lane.isBusy(), lane.waiting());
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Follows which of the sessions that come and go is the one that a component was configured with.
 * Any thread may call; the listener is told on the thread that brought the change, holding no lock.
 */
public final class ChosenSession {

  private final Map<CloudSession, String> sessions = new ConcurrentHashMap<>();
  private volatile String chosen = "";
  private volatile Runnable changed = () -> {};

  /** Says whom to tell, instead of who was told before, that a session has come or gone. */
  public void onChange(Runnable listener) {
    changed = listener;
  }

  /** Says which session it is, by its {@link CloudSession#PID}. The listener is not told. */
  public void choose(String pid) {
    chosen = pid;
  }

  /** A session came, with its service properties. */
  public void add(CloudSession session, Map<String, ?> properties) {
    sessions.put(session, String.valueOf(properties.get(CloudSession.PID)));
    changed.run();
  }

  /** A session went. */
  public void remove(CloudSession session) {
    sessions.remove(session);
    changed.run();
  }

  /** The chosen one, while it is there. */
  public Optional<CloudSession> session() {
    String pid = chosen;
    return sessions.entrySet().stream()
        .filter(entry -> entry.getValue().equals(pid))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The gateway's own link over the chosen session, while that is there. */
  public Optional<DeviceLink> link() {
    return session().map(CloudSession::link);
  }
}

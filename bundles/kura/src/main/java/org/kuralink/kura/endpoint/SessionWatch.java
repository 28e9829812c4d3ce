/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.kura.status.CloudConnectionStatusEnum;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;

/** Converts the states of a session, and its appearance and loss, to Kura's events. */
public final class SessionWatch {

  /** The events; called on the thread of the watch. */
  public interface Events {
    /** The connection was established. */
    void established();

    /** The connection was closed on request. */
    void disconnected();

    /** The connection broke. */
    void lost();

    /** The status LED has to show another state. */
    void light(CloudConnectionStatusEnum light);
  }

  private final Executor thread;
  private final Events events;
  private @Nullable CloudSession followed;
  private @Nullable Registration listening;
  private boolean online;

  /**
   * Creates a watch without a session.
   *
   * @param thread runs tasks one after the other
   */
  public SessionWatch(Executor thread, Events events) {
    this.thread = thread;
    this.events = events;
  }

  /** Follows another session, or none. Called on the thread of the watch. */
  public void follow(Optional<CloudSession> session) {
    CloudSession next = session.orElse(null);
    if (next == followed) {
      return;
    }
    stop();
    followed = next;
    if (next == null) {
      gone();
      return;
    }
    listening = next.addListener((from, now) -> thread.execute(() -> changed(next, now)));
    changed(next, next.status());
  }

  private void stop() {
    Registration last = listening;
    listening = null;
    if (last != null) {
      last.close();
    }
  }

  private void gone() {
    if (online) {
      online = false;
      events.lost();
    }
    events.light(CloudConnectionStatusEnum.OFF);
  }

  private void changed(CloudSession of, SessionStatus now) {
    if (of != followed) {
      return;
    }
    boolean was = online;
    online = now.isOnline();
    if (online && !was) {
      events.established();
    } else if (was && !online) {
      if (now.state() == SessionState.STOPPED) {
        events.disconnected();
      } else {
        events.lost();
      }
    }
    events.light(lightOf(now.state()));
  }

  private static CloudConnectionStatusEnum lightOf(SessionState state) {
    return switch (state) {
      case ONLINE -> CloudConnectionStatusEnum.ON;
      case AUTHENTICATING, CONNECTING -> CloudConnectionStatusEnum.FAST_BLINKING;
      case WAITING -> CloudConnectionStatusEnum.SLOW_BLINKING;
      case STOPPED, CLOSED -> CloudConnectionStatusEnum.OFF;
    };
  }
}

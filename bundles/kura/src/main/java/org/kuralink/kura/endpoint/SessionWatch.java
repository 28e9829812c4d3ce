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

/** Turns what happens to a session, and its coming and going, into Kura's events. */
public final class SessionWatch {

  /** What is told, on the watch's thread. */
  public interface Events {
    /** The connection is open. */
    void established();

    /** It was open and somebody closed it. */
    void disconnected();

    /** It was open and broke. */
    void lost();

    /** What the status LED is to show. */
    void light(CloudConnectionStatusEnum light);
  }

  private final Executor thread;
  private final Events events;
  private @Nullable CloudSession followed;
  private @Nullable Registration listening;
  private boolean online;

  /**
   * @param thread does one thing after the other
   */
  public SessionWatch(Executor thread, Events events) {
    this.thread = thread;
    this.events = events;
  }

  /** Follows a session from now on, or none. On the watch's thread. */
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

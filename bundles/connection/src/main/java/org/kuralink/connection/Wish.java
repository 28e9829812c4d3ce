/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.kuralink.api.codec.ErrorCategory;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;

/**
 * Whether a session is wanted: by its configuration, or by somebody who asked for it and waits for
 * what comes of the attempt. All who ask meanwhile share it. Owned by the session's thread.
 */
final class Wish {

  private final Predicate<Runnable> telling;
  private final List<CompletableFuture<SessionStatus>> waiting = new ArrayList<>();
  private boolean wanted;
  private boolean turnedAway;
  private boolean declined;

  /**
   * Nobody wants it yet.
   *
   * @param telling takes on what may run foreign code; false if it has no room
   */
  Wish(Predicate<Runnable> telling) {
    this.telling = telling;
  }

  boolean isThere() {
    return wanted;
  }

  /** Whether somebody waits for what comes of the attempt. */
  boolean isAsked() {
    return !waiting.isEmpty();
  }

  /** Somebody asks, and waits. */
  void asked(CompletableFuture<SessionStatus> outcome) {
    wanted = true;
    turnedAway = false;
    declined = false;
    waiting.add(outcome);
  }

  /** Somebody wants it no longer; whoever says so before the first configuration, not either. */
  void takenBack() {
    wanted = false;
    turnedAway = false;
    declined = true;
  }

  /**
   * A configuration was taken on.
   *
   * @param first whether it is the first
   * @param another whether it leads to another link
   * @param byItself whether the session connects without being asked
   */
  void configured(boolean first, boolean another, boolean byItself, SessionState state) {
    if (first) {
      wanted |= byItself && !declined;
    } else if (!byItself && state != SessionState.ONLINE) {
      takenBack();
    } else if (turnedAway && another) {
      wanted = true;
      turnedAway = false;
    }
  }

  /** An attempt failed; says whether that is the end of it, because a person sees to it. */
  boolean isEndedBy(Cause cause) {
    boolean ended = !waiting.isEmpty() && isRefusal(cause);
    if (ended) {
      wanted = false;
      turnedAway = true;
    }
    return ended;
  }

  /** Whether a log-in that fails so was refused: it will hardly succeed soon. */
  static boolean isRefusal(Cause cause) {
    return cause.category() == ErrorCategory.CREDENTIALS
        || cause.category() == ErrorCategory.CONFIGURATION;
  }

  /** Tells those who wait how the session stands, once no attempt is under way. */
  void settle(SessionStatus now) {
    boolean trying =
        now.state() == SessionState.AUTHENTICATING || now.state() == SessionState.CONNECTING;
    if (trying || waiting.isEmpty()) {
      return;
    }
    List<CompletableFuture<SessionStatus>> told = List.copyOf(waiting);
    waiting.clear();
    Runnable tell = () -> told.forEach(outcome -> outcome.complete(now));
    if (!telling.test(tell)) {
      tell.run();
    }
  }
}

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
 * Whether a session is wanted: by its configuration, or by callers that requested it and wait for
 * the result of the attempt, which all of them share. Owned by the session's thread.
 */
final class ConnectIntent {

  private final Predicate<Runnable> telling;
  private final List<CompletableFuture<SessionStatus>> waiting = new ArrayList<>();
  private boolean wanted;
  private boolean turnedAway;
  private boolean declined;

  /**
   * No request yet.
   *
   * @param telling runs completions, which may call foreign code; false if its queue is full
   */
  ConnectIntent(Predicate<Runnable> telling) {
    this.telling = telling;
  }

  boolean isWanted() {
    return wanted;
  }

  /** Returns whether a caller waits for the result of the attempt. */
  boolean isAsked() {
    return !waiting.isEmpty();
  }

  /** Records a request whose caller waits for the result. */
  void asked(CompletableFuture<SessionStatus> outcome) {
    wanted = true;
    turnedAway = false;
    declined = false;
    waiting.add(outcome);
  }

  /** Withdraws the request, also one that was made before the first configuration. */
  void takenBack() {
    wanted = false;
    turnedAway = false;
    declined = true;
  }

  /**
   * Records that a configuration was applied.
   *
   * @param first whether it is the first one
   * @param another whether it leads to another link
   * @param byItself whether the session connects automatically
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

  /** An attempt failed; returns whether no other attempt follows because an operator has to act. */
  boolean isEndedBy(Cause cause) {
    boolean ended = !waiting.isEmpty() && isRefusal(cause);
    if (ended) {
      wanted = false;
      turnedAway = true;
    }
    return ended;
  }

  /** Returns whether the log-in was refused, so that the next one will hardly succeed soon. */
  static boolean isRefusal(Cause cause) {
    return cause.category() == ErrorCategory.CREDENTIALS
        || cause.category() == ErrorCategory.CONFIGURATION;
  }

  /** Completes the waiting requests with the status, unless an attempt is in progress. */
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

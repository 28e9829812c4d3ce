/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.RequestOptions;

/**
 * Finds out whether the platform is reached: it is when it answers a request, whatever it answers.
 * For the thread of the remote configuration.
 */
final class Contact {

  /** How long an answer that proves the platform reached may take. */
  static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  /** How long to wait before the platform is asked again. */
  static final Duration ASK_AGAIN = Duration.ofSeconds(5);

  private final CotaThread thread;
  private final Supplier<Optional<DeviceLink>> links;
  private int round;
  private boolean asking;
  private boolean over;
  private int requests;

  Contact(CotaThread thread, Supplier<Optional<DeviceLink>> links) {
    this.thread = thread;
    this.links = links;
  }

  /**
   * Asks until there is an answer; a request that is under way when the time is over may end.
   *
   * @param told what was missing; empty if the platform was reached; unless another wait has begun
   */
  void await(Duration settle, Duration window, Consumer<Optional<String>> told) {
    int present = ++round;
    asking = false;
    over = false;
    thread.later(settle, () -> ask(present, told));
    thread.later(
        window,
        () -> {
          if (present == round) {
            over = true;
            if (!asking) {
              ask(present, told);
            }
          }
        });
  }

  /** Nobody waits any more. */
  void end() {
    round++;
  }

  private void ask(int present, Consumer<Optional<String>> told) {
    if (present != round || asking) {
      return;
    }
    DeviceLink link = links.get().orElse(null);
    if (link == null || !link.isOnline()) {
      missed(present, link == null ? "there is no session" : "the session is offline", told);
      return;
    }
    asking = true;
    int request = ++requests;
    Consumer<Boolean> once =
        answered -> {
          if (present == round && asking && request == requests) {
            asking = false;
            answered(present, link, answered, told);
          }
        };
    // A connection that is replaced meanwhile may never say that there is no answer.
    thread.later(ANSWER_LIMIT.plus(ASK_AGAIN), () -> once.accept(false));
    Dialogue.ask(link, RequestOptions.TRANSIENT.within(ANSWER_LIMIT))
        .whenComplete((reply, failure) -> thread.run(() -> once.accept(failure == null)));
  }

  private void answered(
      int present, DeviceLink link, boolean answered, Consumer<Optional<String>> told) {
    if (answered && links.get().filter(now -> now == link).isPresent()) {
      end();
      told.accept(Optional.empty());
    } else {
      missed(
          present,
          answered
              ? "the session was replaced while it was asked"
              : "the session is online, but " + Dialogue.GET + " was not answered",
          told);
    }
  }

  private void missed(int present, String why, Consumer<Optional<String>> told) {
    if (over) {
      end();
      told.accept(Optional.of(why));
    } else {
      thread.later(ASK_AGAIN, () -> ask(present, told));
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.kura.KuraConnectException;
import org.kuralink.api.configuration.Explanation;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;

/**
 * The buttons Connect and Disconnect of Kura's page. Connect makes one attempt and reports its
 * result. Disconnect applies to the next session if there is none at the moment, for example while
 * another device is configured.
 */
public final class ConnectButton {

  /** The time for which Connect waits, as in Kura's own connectors. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Duration patience;
  private final AtomicBoolean disconnectOwed = new AtomicBoolean();

  /** Creates the buttons with the longest time for which Connect blocks its caller. */
  public ConnectButton(Duration patience) {
    this.patience = patience;
  }

  /**
   * Connects, and waits for the result on the caller's thread.
   *
   * @throws KuraConnectException if the session is not connected then; its message has the reason,
   *     and tells whether further attempts follow
   */
  public void press(CloudSession session) throws KuraConnectException {
    SessionStatus status = outcome(session);
    if (!status.isOnline()) {
      throw new KuraConnectException(
          status.fault().map(SessionFault::message).orElse("Disconnect was called meanwhile")
              + (status.state() == SessionState.WAITING ? "; it keeps trying" : ""));
    }
  }

  /** Disconnects the present session, else the next one. Any thread may call. */
  public void release(Supplier<Optional<CloudSession>> present) {
    disconnectOwed.set(true);
    follow(present.get());
  }

  /** Disconnects a new session if a Disconnect is pending. Any thread may call. */
  public void follow(Optional<CloudSession> present) {
    if (present.isPresent() && disconnectOwed.compareAndSet(true, false)) {
      present.get().disconnect();
    }
  }

  /** Cancels a pending Disconnect. */
  public void forget() {
    disconnectOwed.set(false);
  }

  private SessionStatus outcome(CloudSession session) throws KuraConnectException {
    try {
      return session
          .connectNow()
          .toCompletableFuture()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new KuraConnectException(
          "the attempt is still running after " + patience.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KuraConnectException("interrupted; the attempt continues");
    } catch (ExecutionException e) {
      throw new KuraConnectException(e.getCause(), Explanation.of(e));
    }
  }
}

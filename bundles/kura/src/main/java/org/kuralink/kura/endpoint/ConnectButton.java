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
 * What Kura's button Connect does: one attempt, of which the person is told; and Disconnect, which
 * holds for the next session if there is none, as for a moment while another device is configured.
 */
public final class ConnectButton {

  /** As long as Kura's own connectors wait. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Duration patience;
  private final AtomicBoolean disconnectOwed = new AtomicBoolean();

  /** A button that keeps its caller so long at most. */
  public ConnectButton(Duration patience) {
    this.patience = patience;
  }

  /**
   * Connects, and waits for it on the caller's thread.
   *
   * @throws KuraConnectException if it is not connected then; says why, and whether it goes on
   *     trying
   */
  public void press(CloudSession session) throws KuraConnectException {
    SessionStatus status = outcome(session);
    if (!status.isOnline()) {
      throw new KuraConnectException(
          status.fault().map(SessionFault::message).orElse("it was asked to disconnect meanwhile")
              + (status.state() == SessionState.WAITING ? "; it goes on trying" : ""));
    }
  }

  /** Disconnects the session that is there, or the next one that is. Any thread. */
  public void release(Supplier<Optional<CloudSession>> present) {
    disconnectOwed.set(true);
    follow(present.get());
  }

  /** A session may have come: disconnects it if that is still to be done. Any thread. */
  public void follow(Optional<CloudSession> present) {
    if (present.isPresent() && disconnectOwed.compareAndSet(true, false)) {
      present.get().disconnect();
    }
  }

  /** A Disconnect that has stopped nothing yet holds no longer. */
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
          "the attempt has not ended within " + patience.toSeconds() + " s; it goes on");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KuraConnectException("interrupted; the attempt goes on");
    } catch (ExecutionException e) {
      throw new KuraConnectException(e.getCause(), Explanation.of(e));
    }
  }
}

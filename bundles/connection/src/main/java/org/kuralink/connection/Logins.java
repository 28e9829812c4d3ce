/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.connection.link.SerialLane;
import org.kuralink.login.LoginException;
import org.kuralink.login.provider.Login;
import org.kuralink.login.provider.LoginProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests log-in data, one request at a time, on a lane of the dispatch pool because a request may
 * block. A request is never interrupted: it may be the one that obtains a secret that the platform
 * issues only once. Called by the session's thread.
 */
final class Logins {

  private static final Logger LOG = LoggerFactory.getLogger(Logins.class);
  private static final int WAITING = 8;

  private final SerialLane lane;
  private @Nullable LoginProvider provider;
  private boolean refused;

  Logins(Executor dispatch) {
    lane = new SerialLane(dispatch, WAITING);
  }

  /** Sets another provider; the former one is closed after its current request. */
  void use(LoginProvider next) {
    close();
    provider = next;
  }

  /** Records that the platform refused the latest log-in data. */
  void refused() {
    refused = true;
  }

  /** Requests log-in data; the result or the fault is reported on the lane's thread. */
  void ask(Consumer<Login> ready, Failure failed) {
    LoginProvider asked = provider;
    if (asked == null) {
      return;
    }
    boolean tell = refused;
    refused = false;
    boolean taken =
        lane.offer(
            () -> {
              if (tell) {
                asked.refused();
              }
              login(asked, ready, failed);
            });
    if (!taken) {
      failed.failed(SessionFault.Cause.TIMEOUT, "Earlier log-in requests have not finished yet");
    }
  }

  void close() {
    LoginProvider former = provider;
    provider = null;
    if (former != null) {
      lane.execute(former::close);
    }
  }

  private static void login(LoginProvider provider, Consumer<Login> ready, Failure failed) {
    try {
      ready.accept(provider.login());
    } catch (LoginException e) {
      failed.failed(e.cause(), String.valueOf(e.getMessage()));
    } catch (Throwable e) {
      LOG.error("The log-in provider failed unexpectedly", e);
      failed.failed(SessionFault.Cause.CONFIGURATION, "The log-in failed: " + e);
    }
  }

  /** Receives the reason why there is no log-in data. */
  @FunctionalInterface
  interface Failure {
    void failed(SessionFault.Cause cause, String message);
  }
}

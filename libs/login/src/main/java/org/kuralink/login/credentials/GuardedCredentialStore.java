/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.credentials;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.CredentialStore;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;

/**
 * A wrapper of a store of another bundle, which may throw anything or never return: each call runs
 * on its own thread and has a time limit. While a call has not returned, no other one starts.
 */
public final class GuardedCredentialStore implements CredentialStore {

  /** The time limit of a call. */
  public static final Duration LIMIT = Duration.ofSeconds(20);

  private final CredentialStore store;
  private final Duration limit;
  private @Nullable FutureTask<?> former;

  public GuardedCredentialStore(CredentialStore store) {
    this(store, LIMIT);
  }

  GuardedCredentialStore(CredentialStore store, Duration limit) {
    this.store = store;
    this.limit = limit;
  }

  @Override
  public Optional<Secret> find(DeviceIdentity device) throws IOException {
    return call(() -> Objects.requireNonNull(store.find(device), "it found null"));
  }

  @Override
  public void keep(DeviceIdentity device, Secret deviceSecret) throws IOException {
    call(
        () -> {
          store.keep(device, deviceSecret);
          return Optional.empty();
        });
  }

  private synchronized <T> T call(Callable<T> work) throws IOException {
    FutureTask<?> before = former;
    if (before != null && !before.isDone()) {
      throw new IOException(name() + " has not returned from an earlier call");
    }
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              try {
                return work.call();
              } catch (Exception e) {
                throw e;
              } catch (Throwable e) {
                throw new ExecutionException(e);
              }
            });
    Thread thread = new Thread(task, "kuralink-credential-store");
    thread.setDaemon(true);
    thread.start();
    former = task;
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new IOException(name() + " did not return within " + limit.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted during a call of " + name(), e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof IOException known
          ? known
          : new IOException(name() + " failed: " + cause, e);
    }
  }

  private String name() {
    return "the credential store " + store.getClass().getName();
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Downloads through the currently chosen session, and resumes with its successor when that session
 * ends. Everything runs on the caller's thread, which waits while there is no session.
 */
final class ChosenDownloads implements Downloads {

  private final ChosenSession sessions;
  private final LongSupplier nanoTime;

  ChosenDownloads(ChosenSession sessions, LongSupplier nanoTime) {
    this.sessions = sessions;
    this.nanoTime = nanoTime;
  }

  @Override
  public void toFile(DownloadRequest request, Path file, LongConsumer fetched)
      throws DownloadException, InterruptedException {
    fetch(
        request,
        (downloads, rest) -> {
          downloads.toFile(rest, file, fetched);
          return file;
        });
  }

  @Override
  public byte[] toMemory(DownloadRequest request) throws DownloadException, InterruptedException {
    return fetch(request, Downloads::toMemory);
  }

  private <T> T fetch(DownloadRequest request, Fetch<T> fetch)
      throws DownloadException, InterruptedException {
    long end = nanoTime.getAsLong() + request.limits().whole().toNanos();
    LongSupplier left = () -> end - nanoTime.getAsLong();
    Optional<CloudSession> ended = Optional.empty();
    Optional<CloudSession> session = sessions.session();
    DownloadRequest rest = request;
    while (true) {
      if (session.isEmpty()) {
        session = sessions.await(ended, left);
        rest = request.within(Duration.ofNanos(Math.max(1, left.getAsLong())));
      }
      if (session.isEmpty()) {
        throw missing(left.getAsLong());
      }
      try {
        return fetch.by(session.get().downloads(), rest);
      } catch (DownloadException e) {
        if (e.kind() != DownloadException.Kind.CUT_OFF) {
          throw e;
        }
        ended = session;
        session = Optional.empty();
      }
    }
  }

  private DownloadException missing(long left) {
    return left > 0
        ? new DownloadException(
            DownloadException.Kind.CUT_OFF, "the download was cancelled: its component stopped")
        : new DownloadException(
            DownloadException.Kind.OUT_OF_TIME,
            sessions.fault().orElse("the connection that fetched the file has ended"));
  }

  /** One attempt, over one session, to complete a download. */
  @FunctionalInterface
  private interface Fetch<T> {

    T by(Downloads downloads, DownloadRequest rest) throws DownloadException, InterruptedException;
  }
}

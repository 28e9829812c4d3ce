/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;

/** A test double of {@link Downloads} that returns given files and records the requests. */
public final class FakeDownloads implements Downloads {

  private final List<DownloadRequest> requests = new CopyOnWriteArrayList<>();
  private final Server server;

  /** Creates downloads without a server. */
  public FakeDownloads() {
    this(
        request -> {
          throw new DownloadException(DownloadException.Kind.PASSING, "nobody listens there");
        });
  }

  /** Creates downloads from a server. */
  public FakeDownloads(Server server) {
    this.server = server;
  }

  @Override
  public void toFile(DownloadRequest request, Path file, LongConsumer fetched)
      throws DownloadException, InterruptedException {
    byte[] bytes = toMemory(request);
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new DownloadException(DownloadException.Kind.LASTING, String.valueOf(e.getMessage()));
    }
    fetched.accept(bytes.length);
  }

  @Override
  public byte[] toMemory(DownloadRequest request) throws DownloadException, InterruptedException {
    requests.add(request);
    return server.answer(request);
  }

  /** Returns the requests in order. */
  public List<DownloadRequest> requests() {
    return requests;
  }

  /** A server of files. */
  @FunctionalInterface
  public interface Server {

    /** Returns the whole file; runs on the caller's thread and may block it. */
    byte[] answer(DownloadRequest request) throws DownloadException, InterruptedException;
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.kuralink.api.channel.FieldOutcome;
import org.kuralink.api.channel.FieldOutcome.Verdict;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.store.Medium;

/**
 * A file with a model configuration, to try a field line before the platform knows it. The file is
 * applied when it differs from the file that was applied last; a later push stays in force until
 * the file changes. Used on the channel thread.
 */
final class ChannelsFile {

  static final String PROPERTY = "channels.file";

  private static final int SHOWN = 200;

  private final FieldHost host;
  private String path = "";
  private Optional<String> mark = Optional.empty();
  private volatile List<String> problems = List.of();

  ChannelsFile(FieldHost host) {
    this.host = host;
  }

  /** Sets the path of the file; empty for none. */
  void path(String next) {
    if (!next.equals(path)) {
      path = next;
      mark = Optional.empty();
      problems = List.of();
      look();
    }
  }

  /** Returns the problems of the file, each beginning with the property. Any thread may call. */
  List<String> problems() {
    return problems;
  }

  /** Reads the file if it has changed. */
  void look() {
    if (path.isEmpty()) {
      return;
    }
    Optional<String> present = mark(path);
    if (present.equals(mark)) {
      return;
    }
    mark = present;
    String is = PROPERTY + " is " + VisibleText.of(path, SHOWN) + ", ";
    try {
      Optional<byte[]> bytes = Medium.disk().read(Path.of(path), FieldHistory.MOST_BYTES);
      if (bytes.isEmpty()) {
        unreadable(is + "which does not exist");
      } else if (FieldHistory.sha256(bytes.get()).equals(host.history().file())) {
        problems = List.of();
      } else {
        take(bytes.get(), is);
      }
    } catch (IOException | InvalidPathException e) {
      unreadable(
          is + "which cannot be read: " + VisibleText.of(String.valueOf(e.getMessage()), SHOWN));
    }
  }

  private void unreadable(String words) {
    problems = List.of(words);
    host.failed(FieldHost.FILE, Verdict.FAILED, words);
  }

  /** Applies the file; tries it again if something is missing here, for example the secret. */
  private void take(byte[] json, String is) {
    FieldOutcome outcome = host.apply(json, FieldHost.FILE);
    problems =
        outcome.verdict() == Verdict.APPLIED
            ? List.of()
            : List.of(is + "which is not applied: " + outcome.told());
    if (outcome.verdict() == Verdict.FAILED) {
      mark = Optional.empty();
    }
  }

  /** Returns a text that changes when the file is changed, created or deleted. */
  private static Optional<String> mark(String path) {
    try {
      BasicFileAttributes of = Files.readAttributes(Path.of(path), BasicFileAttributes.class);
      return Optional.of(
          of.lastModifiedTime().to(TimeUnit.NANOSECONDS) + " " + of.size() + " " + of.fileKey());
    } catch (IOException | InvalidPathException e) {
      return Optional.of("missing");
    }
  }
}

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
 * A file that holds a model configuration, so that a line can be tried before the platform knows
 * it. It is applied when it is another one than the file that was applied last; a push that came
 * since stays in force as long as the file stays as it is. On the thread of the field channels.
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

  /** Where it is; empty for none. */
  void path(String next) {
    if (!next.equals(path)) {
      path = next;
      mark = Optional.empty();
      problems = List.of();
      look();
    }
  }

  /** What is wrong with the file that is there, beginning with the property. Any thread may ask. */
  List<String> problems() {
    return problems;
  }

  /** Reads it if it changed. */
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
        unreadable(is + "and there is no such file");
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

  /** What fails here, for lack of the secret for example, is tried again. */
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

  /** By which a file is known to be the same as before; one that is missing has a mark, too. */
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

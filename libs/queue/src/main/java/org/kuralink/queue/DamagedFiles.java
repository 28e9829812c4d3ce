/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.kuralink.store.Medium;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renames files with damaged bytes and keeps them for the operator. */
final class DamagedFiles {

  static final String ENDING = ".damaged";

  /** Above this number or size the oldest files are deleted. */
  static final int MOST_FILES = 16;

  private static final long MOST_BYTES = 64L * 1024 * 1024;
  private static final Logger LOG = LoggerFactory.getLogger(DamagedFiles.class);

  private final Medium medium;
  private final Path directory;

  DamagedFiles(Medium medium, Path directory) {
    this.medium = medium;
    this.directory = directory;
  }

  /** Returns the new name of a file. */
  Path place(Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.log$", "");
    Path place = directory.resolve(name + ENDING);
    for (int again = 2; Files.exists(place); again++) {
      place = directory.resolve(name + "." + again + ENDING);
    }
    return place;
  }

  void take(Path file) throws IOException {
    Path place = place(file);
    medium.move(file, place);
    LOG.warn("uplink queue {}: {} is set aside as {}", directory, file.getFileName(), place);
    tidy(place);
  }

  private void tidy(Path youngest) throws IOException {
    List<Path> kept = new ArrayList<>();
    for (Path file : medium.list(directory)) {
      if (file.toString().endsWith(ENDING) && !file.equals(youngest)) {
        kept.add(file);
      }
    }
    kept.sort(Comparator.comparingLong((Path file) -> file.toFile().lastModified()).reversed());
    int files = 1;
    long bytes = Files.size(youngest);
    for (Path file : kept) {
      bytes += Files.size(file);
      if (++files > MOST_FILES || bytes > MOST_BYTES) {
        medium.delete(file);
        LOG.warn(
            "uplink queue {}: deleted {}, the oldest file that was set aside",
            directory,
            file.getFileName());
      }
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.kuralink.store.WholeFile;

/**
 * Remembers which configurations came from files and what these said, over restarts: so a file is
 * applied when it changes, and what a person edits in the Web Console holds until then.
 */
final class AppliedFiles {

  private final Path memory;
  private final Properties origins = new Properties();

  /** Reads the memory; a damaged one is the same as none. */
  AppliedFiles(Path memory) {
    this.memory = memory;
    try (Reader reader = Files.newBufferedReader(memory, StandardCharsets.UTF_8)) {
      origins.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      origins.clear();
    }
  }

  /** The configurations that came from files. */
  Set<String> keys() {
    return new TreeSet<>(origins.stringPropertyNames());
  }

  /** The file that a configuration came from. */
  Optional<String> file(String key) {
    return Optional.ofNullable(origins.getProperty(key))
        .map(origin -> origin.substring(origin.indexOf(' ') + 1));
  }

  /** Whether this is what was applied last. */
  boolean has(String key, String digest, String file) {
    return (digest + " " + file).equals(origins.getProperty(key));
  }

  void add(String key, String digest, String file) throws IOException {
    origins.setProperty(key, digest + " " + file);
    save();
  }

  void remove(String key) throws IOException {
    origins.remove(key);
    save();
  }

  private void save() throws IOException {
    StringWriter text = new StringWriter();
    origins.store(text, "Configurations that came from files, with the digest of each");
    // Readable by its owner only: the digests cover secrets.
    WholeFile.inSharedDirectory(memory).write(text.toString());
  }
}

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
 * Stores persistently which configurations came from files, with a digest of each. So the launcher
 * applies a configuration only when its file changes, and keeps edits made in the Web Console until
 * then.
 */
final class AppliedFiles {

  private final Path memory;
  private final Properties origins = new Properties();

  /** Loads the stored state; a damaged file counts as empty. */
  AppliedFiles(Path memory) {
    this.memory = memory;
    try (Reader reader = Files.newBufferedReader(memory, StandardCharsets.UTF_8)) {
      origins.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      origins.clear();
    }
  }

  /** Returns the PIDs of the configurations that came from files. */
  Set<String> keys() {
    return new TreeSet<>(origins.stringPropertyNames());
  }

  /** Returns the file that a configuration came from. */
  Optional<String> file(String key) {
    return Optional.ofNullable(origins.getProperty(key))
        .map(origin -> origin.substring(origin.indexOf(' ') + 1));
  }

  /** Returns whether this configuration equals the one that was applied last. */
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
    // Only the owner may read it, because the digests cover secrets.
    WholeFile.inSharedDirectory(memory).write(text.toString());
  }
}

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of files that contain a secret and that all users of this machine may read: configuration
 * files and the copies that editors and users leave next to them. Not thread-safe.
 */
final class ExposedSecrets {

  private static final Logger log = LoggerFactory.getLogger(ExposedSecrets.class);
  private static final long LARGEST_FILE = 1 << 20;

  /**
   * Matches a member with the name of a secret and a text that is more than a reference to a
   * variable.
   */
  private static final Pattern SECRET =
      Pattern.compile(
          "\"([^\"]*(?:secret|password|passwd|passphrase|token)[^\"]*)\"\\s*:\\s*\\[?\\s*"
              + "\"(?!\\$\\{env:[^\"}]*}\"|\")",
          Pattern.CASE_INSENSITIVE);

  private final Path directory;
  private Set<Path> warned = Set.of();

  ExposedSecrets(Path directory) {
    this.directory = directory;
  }

  /** Logs a warning once per file, and again if the file was correct in between. */
  void check() {
    Set<Path> exposed = new HashSet<>();
    for (Path file : files()) {
      secret(file)
          .ifPresent(
              name -> {
                exposed.add(file);
                if (!warned.contains(file)) {
                  log.warn(
                      "{} contains a secret ({}) and all users of this machine can read it:"
                          + " run chmod o-rwx on the file, or write ${env:NAME} instead of the secret",
                      file,
                      name);
                }
              });
    }
    warned = exposed;
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(directory)) {
      if (!PrivateFiles.isReachableByOthers(directory)) {
        return List.of();
      }
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      log.debug("cannot list {}: {}", directory, e.toString());
      return List.of();
    }
  }

  private static Optional<String> secret(Path file) {
    try {
      if (!PrivateFiles.isOpenToOthers(file) || Files.size(file) > LARGEST_FILE) {
        return Optional.empty();
      }
      // Maps each byte to one character, because a file that is not UTF-8 may contain a secret as
      // well.
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      Matcher secret = SECRET.matcher(text);
      return secret.find()
          ? Optional.of(secret.group(1).replaceAll("[^\\x20-\\x7e]", "?"))
          : Optional.empty();
    } catch (IOException e) {
      log.debug("cannot read {}: {}", file, e.toString());
      return Optional.empty();
    }
  }
}

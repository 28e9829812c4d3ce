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
 * Warns of files that hold a secret and that every user of this machine may read: configurations,
 * and what editors and persons leave beside them. Not safe for use by several threads.
 */
final class ExposedSecrets {

  private static final Logger log = LoggerFactory.getLogger(ExposedSecrets.class);
  private static final long LARGEST_FILE = 1 << 20;

  /** A member whose name sounds so, and a text that is more than a reference to a variable. */
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

  /** Warns once of each file, and again if it was in order meanwhile. */
  void check() {
    Set<Path> exposed = new HashSet<>();
    for (Path file : files()) {
      secret(file)
          .ifPresent(
              name -> {
                exposed.add(file);
                if (!warned.contains(file)) {
                  log.warn(
                      "{} holds a secret ({}) and every user of this machine may read it:"
                          + " chmod o-rwx it, or write ${env:NAME} there",
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
      log.debug("{} cannot be listed: {}", directory, e.toString());
      return List.of();
    }
  }

  private static Optional<String> secret(Path file) {
    try {
      if (!PrivateFiles.isOpenToOthers(file) || Files.size(file) > LARGEST_FILE) {
        return Optional.empty();
      }
      // Every byte is a character here: a file that is not UTF-8 may hold a secret as well.
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      Matcher secret = SECRET.matcher(text);
      return secret.find()
          ? Optional.of(secret.group(1).replaceAll("[^\\x20-\\x7e]", "?"))
          : Optional.empty();
    } catch (IOException e) {
      log.debug("{} cannot be read: {}", file, e.toString());
      return Optional.empty();
    }
  }
}

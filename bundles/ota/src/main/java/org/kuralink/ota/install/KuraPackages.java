/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.install;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/** The packages that Kura itself has installed: it keeps their files and a list of them. */
final class KuraPackages {

  private static final String LIST = "dpa.configuration";

  private KuraPackages() {}

  /** The file of a package. */
  static Optional<Path> file(String name) {
    String list = System.getProperty(LIST, "");
    if (list.isEmpty()) {
      return Optional.empty();
    }
    Properties packages = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(list))) {
      packages.load(reader);
      return Optional.ofNullable(packages.getProperty(name)).map(URI::create).map(Path::of);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

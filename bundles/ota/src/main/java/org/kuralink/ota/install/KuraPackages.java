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
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kuralink.store.WholeFile;

/**
 * The packages that Kura's deployment agent installs at each start, as files in a directory and a
 * list. The list is replaced as a whole, so that after a power cut it names the former file or the
 * new one. The agent's own methods are no part of Kura's API and are not used.
 */
final class KuraPackages {

  /** The bundle that reads the list. */
  static final String AGENT = "org.eclipse.kura.deployment.agent";

  private static final String LIST = "dpa.configuration";
  private static final String DIRECTORY = "kura.packages";

  private final Path list;
  private final Path directory;

  private KuraPackages(Path list, Path directory) {
    this.list = list;
    this.directory = directory;
  }

  /**
   * Returns Kura's packages if Kura's start script defines the list.
   *
   * @param properties the system properties
   */
  static Optional<KuraPackages> of(Function<String, @Nullable String> properties) {
    String list = properties.apply(LIST);
    if (list == null || list.isBlank()) {
      return Optional.empty();
    }
    Path path = Path.of(list).toAbsolutePath();
    String directory = properties.apply(DIRECTORY);
    return Optional.of(
        new KuraPackages(
            path,
            directory == null || directory.isBlank()
                ? WholeFile.directoryOf(path)
                : Path.of(directory).toAbsolutePath()));
  }

  /** Returns the file that Kura installs for a package. */
  Optional<Path> file(String name) {
    try {
      return Optional.ofNullable(read().getProperty(name)).map(URI::create).map(Path::of);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Makes Kura install this file of a package from now on, under the file name that Kura uses. */
  void keep(PackageFile fresh, Path from) throws IOException {
    Files.createDirectories(directory);
    Path kept = directory.resolve(fresh.name() + "_" + fresh.version() + ".dp");
    Optional<Path> former = file(fresh.name());
    WholeFile.shared(kept).copy(from);
    Properties packages = read();
    packages.setProperty(fresh.name(), "file:" + kept);
    write(packages);
    if (former.isPresent() && !former.get().equals(kept) && former.get().startsWith(directory)) {
      WholeFile.shared(former.get()).delete();
    }
  }

  /** Removes a package from Kura's list. */
  void forget(String name) throws IOException {
    Optional<Path> former = file(name);
    Properties packages = read();
    if (packages.remove(name) == null) {
      return;
    }
    write(packages);
    if (former.isPresent() && former.get().startsWith(directory)) {
      WholeFile.shared(former.get()).delete();
    }
  }

  private Properties read() throws IOException {
    Properties packages = new Properties();
    if (Files.exists(list)) {
      try (Reader reader = Files.newBufferedReader(list)) {
        packages.load(reader);
      } catch (IllegalArgumentException e) {
        throw new IOException(list + " is damaged", e);
      }
    }
    return packages;
  }

  private void write(Properties packages) throws IOException {
    StringWriter text = new StringWriter();
    packages.store(text, null);
    WholeFile.shared(list).write(text.toString());
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import static java.util.Objects.requireNonNull;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** The framework of a Kura with our bundles on it. */
final class Framework {

  private static final List<String> OURS =
      List.of("kura-api", "api", "codec", "connection", "tsl", "thing", "shadow", "kura");

  private Framework() {}

  static Option withKuralink() {
    Path platform = Path.of(property("kuralink.platform"));
    Path runtime = platform.resolve(property("kuralink.runtime"));
    return composite(
        frameworkProperty("org.kuralink.data").value(data(platform).toString()),
        bundles(Stream.of(platform.resolve("all"), runtime).flatMap(Framework::jars)),
        bundles(OURS.stream().map(Framework::ours)),
        junitBundles());
  }

  private static Option bundles(Stream<Path> jars) {
    return composite(jars.map(jar -> bundle(jar.toUri().toString())).toArray(Option[]::new));
  }

  private static Path ours(String name) {
    return Path.of(
        property("kuralink.root"),
        "bundles",
        name,
        "target",
        "org.kuralink." + name + "-" + property("kuralink.version") + ".jar");
  }

  private static Stream<Path> jars(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path data(Path parent) {
    try {
      return Files.createTempDirectory(parent, "data-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String property(String name) {
    return requireNonNull(System.getProperty(name), name);
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.manifest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.kuralink.itests.wiring.House;

/**
 * A built bundle.
 *
 * @param name the name of its folder
 * @param manifest the manifest of its jar
 * @param files the files in its jar and in embedded jars, with their bytes
 */
record BuiltBundle(String name, Manifest manifest, Map<String, byte[]> files) {

  /** The bundles with doors: all that others may import from. */
  static final Set<String> DOORS = Set.of("api", "kura-api");

  /** The bundles that no gateway with Kura ever sees. */
  static final Set<String> STANDALONE = Set.of("console", "kura-api");

  /** Every bundle in the house. */
  static Stream<BuiltBundle> all() {
    return House.bundles().stream().map(BuiltBundle::named);
  }

  /** Every bundle that is installed into Kura. */
  static Stream<BuiltBundle> onKura() {
    return all().filter(bundle -> !STANDALONE.contains(bundle.name));
  }

  /** Every bundle that does something. */
  static Stream<BuiltBundle> providers() {
    return all().filter(bundle -> !DOORS.contains(bundle.name));
  }

  /** A bundle of that name. */
  static BuiltBundle named(String name) {
    return read(name, House.jar(name));
  }

  /** A bundle in a jar of whatever build. */
  static BuiltBundle read(String name, Path file) {
    Map<String, byte[]> files = new TreeMap<>();
    try (var jar = new JarInputStream(Files.newInputStream(file))) {
      collect(jar, files);
      return new BuiltBundle(name, jar.getManifest(), files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void collect(JarInputStream jar, Map<String, byte[]> files) throws IOException {
    for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
      byte[] bytes = jar.readAllBytes();
      files.put(entry.getName(), bytes);
      if (entry.getName().endsWith(".jar")) {
        collect(new JarInputStream(new ByteArrayInputStream(bytes)), files);
      }
    }
  }

  /** A header of the manifest. */
  Optional<String> header(String header) {
    return Optional.ofNullable(manifest.getMainAttributes().getValue(header));
  }

  /** The clauses of a header; none if the header is absent. */
  List<Clause> clauses(String header) {
    return header(header).map(Clause::parse).orElse(List.of());
  }

  /** The packages that hold a class, libraries inside included. */
  Set<String> packages() {
    Set<String> packages = new TreeSet<>();
    for (String file : files.keySet()) {
      if (file.endsWith(".class") && file.contains("/") && !file.startsWith("META-INF/")) {
        packages.add(file.substring(0, file.lastIndexOf('/')).replace('/', '.'));
      }
    }
    return packages;
  }

  /** The names of the files in a folder of the jar. */
  List<String> filesIn(String folder) {
    return files.keySet().stream()
        .filter(file -> file.startsWith(folder) && !file.endsWith("/"))
        .toList();
  }

  /** A file as text. */
  String text(String file) {
    return new String(files.get(file), StandardCharsets.UTF_8);
  }

  /** A file to be read. */
  InputStream open(String file) {
    return new ByteArrayInputStream(files.get(file));
  }

  @Override
  public String toString() {
    return name;
  }
}

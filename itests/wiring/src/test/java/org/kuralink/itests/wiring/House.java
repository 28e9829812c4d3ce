/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The paths of the build results. */
public final class House {

  private static final Path ROOT = Path.of(property("kuralink.root"));
  private static final String VERSION = property("kuralink.version");

  private House() {}

  /** The root of the project. */
  public static Path root() {
    return ROOT;
  }

  /** The version of this build. */
  public static String version() {
    return VERSION;
  }

  /** The version of the last release. */
  public static String released() {
    return property("kuralink.released");
  }

  /** The names of the folders under {@code bundles/}. */
  public static List<String> bundles() {
    return folders("bundles");
  }

  /** The names of the folders under {@code libs/}. */
  public static List<String> libs() {
    return folders("libs");
  }

  /** The names of the folders under {@code features/}. */
  public static List<String> features() {
    return folders("features");
  }

  /** The source folder of a bundle. */
  public static Path folder(String bundle) {
    return ROOT.resolve("bundles").resolve(bundle);
  }

  /** The built jar of a bundle. */
  public static Path jar(String bundle) {
    return built(folder(bundle).resolve("target/org.kuralink." + bundle + "-" + VERSION + ".jar"));
  }

  /** The package of a feature for Kura 6. */
  public static Path debianPackage(String feature) {
    return deploymentPackage(feature).resolveSibling(feature + "_" + version() + "_all.deb");
  }

  /** What both packages of a feature are made of. */
  public static Path billOfMaterials(String feature) {
    return built(
        deploymentPackage(feature).resolveSibling(feature + "-" + version() + ".cdx.json"));
  }

  /** The folder of what the simulator's build makes. */
  public static Path simulator() {
    return built(ROOT.resolve("distrib/simulator/target"));
  }

  /** The built deployment package of a feature. */
  public static Path deploymentPackage(String feature) {
    return built(
        ROOT.resolve("features/" + feature + "/target/" + feature + "-" + VERSION + ".dp"));
  }

  /** What `java -cp` needs to start the simulator. */
  public static String simulatorClassPath() {
    Path target = ROOT.resolve("distrib/simulator/target");
    Path jar = built(target.resolve("kuralink-simulator-" + VERSION + ".jar"));
    return jar + File.pathSeparator + target.resolve("lib") + File.separator + "*";
  }

  /** Where the data of one run go. */
  public static Path freshData() {
    try {
      return Files.createTempDirectory(Path.of(property("kuralink.platform")), "data-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The jars of the platform that is tested on: what all platforms share, then its own. */
  public static List<Path> platform() {
    Path platform = Path.of(property("kuralink.platform"));
    return Stream.of(platform.resolve("all"), platform.resolve(property("kuralink.runtime")))
        .flatMap(folder -> list(folder).stream())
        .filter(path -> path.toString().endsWith(".jar"))
        .toList();
  }

  private static List<String> folders(String parent) {
    return list(ROOT.resolve(parent)).stream()
        .filter(path -> Files.exists(path.resolve("pom.xml")))
        .map(path -> path.getFileName().toString())
        .toList();
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path built(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalStateException(
          path + " is not built; is its module a dependency of itests/wiring?");
    }
    return path;
  }

  private static String property(String name) {
    return requireNonNull(System.getProperty(name), name);
  }
}

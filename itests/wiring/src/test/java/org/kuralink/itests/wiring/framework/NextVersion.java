/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.framework;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Creates the next version of a built artifact: the same content with a new version. */
final class NextVersion {

  private static final String BUNDLE_VERSION = "Bundle-Version";

  private NextVersion() {}

  /** A bundle. */
  static byte[] bundle(Path jar, String version) throws IOException {
    return bundle(Files.readAllBytes(jar), version);
  }

  /** A deployment package in which some bundles are new. */
  static byte[] deploymentPackage(Path dp, String version, String... bundles) throws IOException {
    return deploymentPackage(dp, version, Set.of(bundles), NextVersion::bundle);
  }

  /** A deployment package in which some bundles are new and one of these is no bundle at all. */
  static byte[] brokenPackage(Path dp, String version, String broken, String... bundles)
      throws IOException {
    Set<String> changed = new HashSet<>(Set.of(bundles));
    changed.add(broken);
    return deploymentPackage(
        dp,
        version,
        changed,
        (jar, next) -> isNamed(jar, broken) ? new byte[] {1, 2, 3} : bundle(jar, next));
  }

  private static byte[] deploymentPackage(
      Path dp, String version, Set<String> bundles, Change change) throws IOException {
    try (var from = new JarInputStream(Files.newInputStream(dp))) {
      Manifest manifest = from.getManifest();
      manifest.getMainAttributes().putValue("DeploymentPackage-Version", version);
      Set<String> changed = new HashSet<>();
      manifest
          .getEntries()
          .forEach(
              (file, section) -> {
                if (bundles.contains(section.getValue("Bundle-SymbolicName"))) {
                  section.putValue(BUNDLE_VERSION, version);
                  changed.add(file);
                }
              });
      return copy(from, manifest, changed, version, change);
    }
  }

  private static boolean isNamed(byte[] jar, String symbolicName) throws IOException {
    try (var bundle = new JarInputStream(new ByteArrayInputStream(jar))) {
      return symbolicName.equals(
          bundle.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"));
    }
  }

  private static byte[] bundle(byte[] jar, String version) throws IOException {
    try (var from = new JarInputStream(new ByteArrayInputStream(jar))) {
      Manifest manifest = from.getManifest();
      manifest.getMainAttributes().putValue(BUNDLE_VERSION, version);
      return copy(from, manifest, Set.of(), version, NextVersion::bundle);
    }
  }

  private static byte[] copy(
      JarInputStream from, Manifest manifest, Set<String> changed, String version, Change change)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var to = new JarOutputStream(bytes, manifest)) {
      for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
        byte[] content = from.readAllBytes();
        to.putNextEntry(new ZipEntry(entry.getName()));
        to.write(changed.contains(entry.getName()) ? change.apply(content, version) : content);
        to.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private interface Change {
    byte[] apply(byte[] jar, String version) throws IOException;
  }
}

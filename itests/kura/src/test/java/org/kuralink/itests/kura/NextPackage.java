/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** The next version of a deployment package: the same contents with some newer bundles. */
final class NextPackage {

  private static final String BUNDLE_VERSION = "Bundle-Version";

  private NextPackage() {}

  /**
   * The package.
   *
   * @param bundles symbolic names of those that are newer
   */
  static byte[] of(Path dp, String version, Set<String> bundles) throws IOException {
    try (JarInputStream from = new JarInputStream(Files.newInputStream(dp))) {
      Manifest manifest = from.getManifest();
      manifest.getMainAttributes().putValue("DeploymentPackage-Version", version);
      Set<String> newer = new HashSet<>();
      manifest
          .getEntries()
          .forEach(
              (file, section) -> {
                if (bundles.contains(section.getValue("Bundle-SymbolicName"))) {
                  section.putValue(BUNDLE_VERSION, version);
                  newer.add(file);
                }
              });
      if (newer.size() != bundles.size()) {
        throw new IOException("the package has of " + bundles + " only " + newer);
      }
      return copy(from, manifest, newer, version);
    }
  }

  private static byte[] bundle(byte[] jar, String version) throws IOException {
    try (JarInputStream from = new JarInputStream(new ByteArrayInputStream(jar))) {
      Attributes attributes = from.getManifest().getMainAttributes();
      attributes.putValue(BUNDLE_VERSION, version);
      return copy(from, from.getManifest(), Set.of(), version);
    }
  }

  private static byte[] copy(
      JarInputStream from, Manifest manifest, Set<String> newer, String version)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream to = new JarOutputStream(bytes, manifest)) {
      for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
        byte[] content = from.readAllBytes();
        to.putNextEntry(new ZipEntry(entry.getName()));
        to.write(newer.contains(entry.getName()) ? bundle(content, version) : content);
        to.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}

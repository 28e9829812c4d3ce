/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Creates deployment packages with one bundle. */
final class PackageJar {

  private PackageJar() {}

  /**
   * A package.
   *
   * @param bundle the bytes of its bundle
   */
  static byte[] of(String name, String version, String bundleName, byte[] bundle)
      throws IOException {
    Manifest manifest = manifest();
    manifest.getMainAttributes().putValue("DeploymentPackage-SymbolicName", name);
    manifest.getMainAttributes().putValue("DeploymentPackage-Version", version);
    Attributes section = new Attributes();
    section.putValue("Bundle-SymbolicName", bundleName);
    section.putValue("Bundle-Version", version);
    manifest.getEntries().put(bundleName + ".jar", section);
    return jar(manifest, Map.of(bundleName + ".jar", bundle));
  }

  /** A bundle with nothing in it but, if it is named, an activator that does not exist. */
  static byte[] bundle(String name, String version, String activator) throws IOException {
    Manifest manifest = manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.putValue("Bundle-ManifestVersion", "2");
    attributes.putValue("Bundle-SymbolicName", name);
    attributes.putValue("Bundle-Version", version);
    if (!activator.isEmpty()) {
      attributes.putValue("Bundle-Activator", activator);
    }
    return jar(manifest, Map.of());
  }

  /** A bundle that was built, under another version. */
  static byte[] version(Path built, String version) throws IOException {
    try (JarInputStream from =
        new JarInputStream(new ByteArrayInputStream(Files.readAllBytes(built)))) {
      Manifest manifest = from.getManifest();
      manifest.getMainAttributes().putValue("Bundle-Version", version);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (JarOutputStream to = new JarOutputStream(bytes, manifest)) {
        for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
          to.putNextEntry(new ZipEntry(entry.getName()));
          from.transferTo(to);
        }
      }
      return bytes.toByteArray();
    }
  }

  private static Manifest manifest() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    return manifest;
  }

  private static byte[] jar(Manifest manifest, Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        jar.putNextEntry(new ZipEntry(entry.getKey()));
        jar.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }
}

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
import java.util.Map;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Makes the next version of something that was built: the same content under a new version. */
final class NextVersion {

  private static final String BUNDLE_VERSION = "Bundle-Version";

  private NextVersion() {}

  /** A bundle. */
  static byte[] bundle(Path jar, String version) throws IOException {
    return bundle(Files.readAllBytes(jar), version);
  }

  /** A deployment package in which one bundle is new. */
  static byte[] deploymentPackage(Path dp, String version, String bundle) throws IOException {
    try (var from = new JarInputStream(Files.newInputStream(dp))) {
      Manifest manifest = from.getManifest();
      manifest.getMainAttributes().putValue("DeploymentPackage-Version", version);
      String changed =
          manifest.getEntries().entrySet().stream()
              .filter(entry -> entry.getValue().getValue("Bundle-SymbolicName").equals(bundle))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElseThrow();
      manifest.getAttributes(changed).putValue(BUNDLE_VERSION, version);
      return copy(from, manifest, changed, version);
    }
  }

  private static byte[] bundle(byte[] jar, String version) throws IOException {
    try (var from = new JarInputStream(new ByteArrayInputStream(jar))) {
      Manifest manifest = from.getManifest();
      manifest.getMainAttributes().putValue(BUNDLE_VERSION, version);
      return copy(from, manifest, "", version);
    }
  }

  private static byte[] copy(JarInputStream from, Manifest manifest, String changed, String version)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var to = new JarOutputStream(bytes, manifest)) {
      for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
        byte[] content = from.readAllBytes();
        to.putNextEntry(new ZipEntry(entry.getName()));
        to.write(entry.getName().equals(changed) ? bundle(content, version) : content);
        to.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}

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
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Creates bundles without classes. */
final class BundleJar {

  private BundleJar() {}

  /** Writes it beside the file and moves it there, as a careful operator does. */
  static void write(Path file, String symbolicName, String version) throws IOException {
    write(file, symbolicName, version, Map.of());
  }

  /** The same, with further headers. */
  static void write(Path file, String symbolicName, String version, Map<String, String> headers)
      throws IOException {
    write(file, symbolicName, version, headers, Map.of());
  }

  /** The same, with texts in it, by their names. */
  static void write(
      Path file,
      String symbolicName,
      String version,
      Map<String, String> headers,
      Map<String, String> texts)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Bundle-ManifestVersion", "2");
    attributes.putValue("Bundle-SymbolicName", symbolicName);
    attributes.putValue("Bundle-Version", version);
    headers.forEach(attributes::putValue);
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try (OutputStream out = Files.newOutputStream(next);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      for (Map.Entry<String, String> text : texts.entrySet()) {
        jar.putNextEntry(new JarEntry(text.getKey()));
        jar.write(text.getValue().getBytes(StandardCharsets.UTF_8));
        jar.closeEntry();
      }
      jar.finish();
    }
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }
}

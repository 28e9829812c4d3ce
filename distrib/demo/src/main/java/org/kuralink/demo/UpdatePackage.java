/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Builds deployment packages of one bundle under other version numbers. */
final class UpdatePackage {

  private static final String NAME = "greeting";
  private static final String BUNDLE = "org.kuralink.demo.greeting";

  private UpdatePackage() {}

  /** Builds a package that contains the bundle of this jar under the given version. */
  static byte[] working(Path jar, String version) throws IOException {
    return packed(bundle(jar, version, ""), version);
  }

  /** Builds such a package whose bundle imports a missing package, so that it cannot start. */
  static byte[] broken(Path jar, String version) throws IOException {
    return packed(bundle(jar, version, "org.kuralink.demo.nowhere,"), version);
  }

  private static byte[] bundle(Path jar, String version, String needed) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream file = Files.newInputStream(jar);
        JarInputStream from = new JarInputStream(file)) {
      Manifest manifest = from.getManifest();
      Attributes main = manifest.getMainAttributes();
      main.putValue("Bundle-Version", version);
      main.putValue("Import-Package", needed + main.getValue("Import-Package"));
      try (JarOutputStream to = new JarOutputStream(bytes, manifest)) {
        for (JarEntry entry = from.getNextJarEntry();
            entry != null;
            entry = from.getNextJarEntry()) {
          to.putNextEntry(new JarEntry(entry.getName()));
          from.transferTo(to);
        }
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] packed(byte[] bundle, String version) throws IOException {
    String file = BUNDLE + "_" + version + ".jar";
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("DeploymentPackage-SymbolicName", NAME);
    main.putValue("DeploymentPackage-Version", version);
    Attributes section = new Attributes();
    section.putValue("Bundle-SymbolicName", BUNDLE);
    section.putValue("Bundle-Version", version);
    manifest.getEntries().put(file, section);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream to = new JarOutputStream(bytes, manifest)) {
      to.putNextEntry(new JarEntry(file));
      new ByteArrayInputStream(bundle).transferTo(to);
    }
    return bytes.toByteArray();
  }
}

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/**
 * A deployment package as described by its manifest.
 *
 * @param bundles the versions of its bundles, by symbolic name
 */
record PackageFile(String name, Version version, Map<String, Version> bundles) {

  static PackageFile read(Path file) throws IOException {
    try (JarInputStream jar = new JarInputStream(Files.newInputStream(file))) {
      Manifest manifest = jar.getManifest();
      if (manifest == null) {
        throw new IOException("it has no manifest at its beginning");
      }
      Map<String, Version> bundles = new TreeMap<>();
      for (Attributes section : manifest.getEntries().values()) {
        String bundle = section.getValue("Bundle-SymbolicName");
        if (bundle != null) {
          bundles.put(
              bundle.replaceFirst(";.*", "").strip(), version(section.getValue("Bundle-Version")));
        }
      }
      Attributes main = manifest.getMainAttributes();
      String name = main.getValue("DeploymentPackage-SymbolicName");
      if (name == null || !name.matches("[A-Za-z0-9._-]{1,200}") || name.startsWith(".")) {
        throw new IOException("it has no DeploymentPackage-SymbolicName");
      }
      return new PackageFile(name, version(main.getValue("DeploymentPackage-Version")), bundles);
    } catch (IllegalArgumentException e) {
      throw new IOException("its manifest cannot be read: " + e.getMessage(), e);
    }
  }

  private static Version version(@Nullable String text) {
    return Version.parseVersion(text);
  }

  @Override
  public String toString() {
    return name + " " + version;
  }
}

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
import java.io.InputStream;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.kuralink.standalone.guard.GuardActivator;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * The bundle that checks requests before they reach the Web Console. The launcher builds it from
 * its own classes, because they need the servlet API, which is only visible to bundles.
 */
final class GuardBundle {

  private static final String PACKAGE = GuardActivator.class.getPackageName();
  private static final List<String> CLASSES =
      List.of("GuardActivator", "ConsoleGuard", "OriginRules", "OriginRules$Facts");

  private final Bundle bundle;

  private GuardBundle(Bundle bundle) {
    this.bundle = bundle;
  }

  /** Installs the bundle; the framework starts it before the Web Console. */
  static GuardBundle install(BundleContext context) throws IOException, BundleException {
    Bundle bundle = context.installBundle("kuralink:guard", new ByteArrayInputStream(jar()));
    bundle.adapt(BundleStartLevel.class).setStartLevel(StartLevel.FRAMEWORK);
    bundle.start();
    return new GuardBundle(bundle);
  }

  /** Fails if the bundle is not active: the Web Console must not start without it. */
  void check() throws StartException {
    if (bundle.getState() != Bundle.ACTIVE) {
      throw new StartException(
          "the bundle that protects the Web Console does not start; unpack the distribution again");
    }
  }

  private static byte[] jar() throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    main.putValue(Constants.BUNDLE_SYMBOLICNAME, PACKAGE);
    main.putValue(Constants.BUNDLE_ACTIVATOR, GuardActivator.class.getName());
    main.putValue(
        Constants.IMPORT_PACKAGE,
        "jakarta.servlet;version=\"[5,7)\",jakarta.servlet.http;version=\"[5,7)\""
            + ",org.osgi.framework;version=\"[1.8,2)\",org.slf4j;version=\"[1.7,3)\""
            + ",org.osgi.service.servlet.whiteboard;version=\"[2,3)\"");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (String name : CLASSES) {
        String path = PACKAGE.replace('.', '/') + "/" + name + ".class";
        jar.putNextEntry(new JarEntry(path));
        try (InputStream content = GuardBundle.class.getClassLoader().getResourceAsStream(path)) {
          if (content == null) {
            throw new IOException(
                path + " is missing in the launcher's jar; unpack the distribution again");
          }
          content.transferTo(jar);
        }
        jar.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}

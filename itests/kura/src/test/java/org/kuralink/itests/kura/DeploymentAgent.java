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
import java.io.InputStream;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Kura's deployment agent as it was read: it hands packages to DeploymentAdmin, keeps their files
 * in a directory with a list of them, and installs all that are listed at each start.
 */
final class DeploymentAgent {

  private static final String NAME = "org.eclipse.kura.deployment.agent";
  private static final String LIST = "dpa.configuration";
  private static final String DIRECTORY = "kura.packages";

  private final Path directory;
  private final Path list;

  DeploymentAgent(Path directory) {
    this.directory = directory;
    this.list = directory.resolve("dpa.properties");
  }

  /** What Kura's start script tells the Java machine. */
  void setProperties() {
    System.setProperty(LIST, list.toString());
    System.setProperty(DIRECTORY, directory.toString());
  }

  static void clearProperties() {
    System.clearProperty(LIST);
    System.clearProperty(DIRECTORY);
  }

  /** What happens at a start of Kura. */
  void open(BundleContext context) throws Exception {
    context.installBundle(NAME, new ByteArrayInputStream(emptyBundle())).start();
    for (Object file : listed().values()) {
      install(context, Path.of(URI.create(file.toString())));
    }
  }

  /** What an upload on the page leaves behind. */
  void list(Path dp, String name, String version) throws IOException {
    Path kept = directory.resolve(name + "_" + version + ".dp");
    Files.createDirectories(directory);
    Files.copy(dp, kept);
    Properties packages = listed();
    packages.setProperty(name, "file:" + kept);
    try (Writer writer = Files.newBufferedWriter(list)) {
      packages.store(writer, null);
    }
  }

  /** The packages by name, with the address of the file of each. */
  Properties listed() throws IOException {
    Properties packages = new Properties();
    if (Files.exists(list)) {
      try (Reader reader = Files.newBufferedReader(list)) {
        packages.load(reader);
      }
    }
    return packages;
  }

  /** By reflection: the types of DeploymentAdmin live in the framework only. */
  private static void install(BundleContext context, Path dp) throws Exception {
    ServiceReference<?> reference =
        context.getServiceReference("org.osgi.service.deploymentadmin.DeploymentAdmin");
    Object admin = context.getService(reference);
    Class<?> type = null;
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getSymbolicName().equals("org.apache.felix.deploymentadmin")) {
        type = bundle.loadClass("org.osgi.service.deploymentadmin.DeploymentAdmin");
      }
    }
    try (InputStream in = Files.newInputStream(dp)) {
      type.getMethod("installDeploymentPackage", InputStream.class).invoke(admin, in);
    }
  }

  private static byte[] emptyBundle() throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Bundle-ManifestVersion", "2");
    attributes.putValue("Bundle-SymbolicName", NAME);
    attributes.putValue("Bundle-Version", "1.0.0");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new JarOutputStream(bytes, manifest).close();
    return bytes.toByteArray();
  }
}

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
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.deploymentadmin.DeploymentAdmin;
import org.osgi.service.deploymentadmin.DeploymentException;
import org.osgi.service.deploymentadmin.DeploymentPackage;

/**
 * A framework that forgets its bundles when it ends, as Kura's does, and the agent that installs
 * the packages of its list at each start.
 */
public final class FakeKura {

  final Path list;
  final Path packages;
  private final Path scratch;
  private final Map<String, PackageFile> deployed = new TreeMap<>();
  private final boolean agent;
  private final Map<String, Runnable> unwell = new TreeMap<>();
  private int busy;
  private Runnable installing = () -> {};
  boolean refusing;

  public FakeKura(Path directory, boolean agent) throws IOException {
    packages = Files.createDirectories(directory.resolve("packages"));
    list = packages.resolve("dpa.properties");
    scratch = Files.createDirectories(directory.resolve("scratch"));
    this.agent = agent;
  }

  /** An installer in a process that has just begun. */
  public FirmwareInstaller installer(Path directory) {
    DeploymentPackages packages =
        new DeploymentPackages(
            admin(),
            context(),
            directory,
            KuraPackages.of(name -> name.equals("dpa.configuration") ? list.toString() : null));
    FormerPackages former = new FormerPackages(packages);
    return new FirmwareInstaller() {
      @Override
      public void accept(FirmwareOrder order) throws InstallException {
        packages.accept(order);
      }

      @Override
      public void check(Firmware firmware) throws InstallException {
        packages.check(firmware);
      }

      @Override
      public Installed install(Firmware firmware) throws InstallException {
        return packages.install(firmware);
      }

      @Override
      public Installed state(Firmware firmware) throws InstallException {
        return former.state(firmware);
      }

      @Override
      public Optional<String> fault(Firmware firmware) {
        return packages.fault(firmware);
      }

      @Override
      public void commit(Firmware firmware) throws InstallException {
        packages.commit(firmware);
      }

      @Override
      public void rollBack(Firmware firmware) throws InstallException {
        former.rollBack(firmware);
      }
    };
  }

  /** Installs a package as Kura's page does. */
  public void installed(Path dp) throws Exception {
    PackageFile read = PackageFile.read(dp);
    Path kept = packages.resolve(read.name() + "_" + read.version() + ".dp");
    Files.copy(dp, kept);
    Properties all = listed();
    all.setProperty(read.name(), "file:" + kept);
    try (var writer = Files.newBufferedWriter(list)) {
      all.store(writer, null);
    }
    deployed.put(read.name(), read);
  }

  public Properties listed() throws IOException {
    Properties all = new Properties();
    if (Files.exists(list)) {
      try (var reader = Files.newBufferedReader(list)) {
        all.load(reader);
      }
    }
    return all;
  }

  /** Simulates a power cut and the agent's installations after it. */
  public void restart() throws Exception {
    cut();
    agentInstalls();
  }

  /** Simulates a power cut and a start before the agent has installed anything. */
  public void cut() {
    deployed.clear();
  }

  /**
   * Runs the agent, which works some time after the start of the framework, on a thread of its own.
   */
  public void agentInstalls() throws Exception {
    if (agent) {
      for (Object file : listed().values()) {
        install(Files.newInputStream(Path.of(java.net.URI.create(file.toString()))));
      }
    }
  }

  /** Sets an action for each installation by DeploymentAdmin. */
  void whileInstalling(Runnable task) {
    installing = task;
  }

  /** Makes a bundle fail at its start. */
  public void unwell(String name, Runnable activator) {
    unwell.put(name, activator);
  }

  /** Makes DeploymentAdmin busy with another package for some calls. */
  void busy(int calls) {
    busy = calls;
  }

  public String version(String name) {
    PackageFile present = deployed.get(name);
    return present == null ? "none" : present.version().toString();
  }

  /** A package without bundles. */
  Path emptyDp(String name, String version) throws IOException {
    return dp(name, version, false);
  }

  /** A package with one bundle of the same name. */
  public Path dp(String name, String version) throws IOException {
    return dp(name, version, true);
  }

  private Path dp(String name, String version, boolean bundle) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("DeploymentPackage-SymbolicName", name);
    main.putValue("DeploymentPackage-Version", version);
    Attributes section = new Attributes();
    section.putValue("Bundle-SymbolicName", name);
    section.putValue("Bundle-Version", version);
    if (bundle) {
      manifest.getEntries().put(name + ".jar", section);
    }
    Path file = scratch.resolve(name + "-" + version);
    new JarOutputStream(Files.newOutputStream(file), manifest).close();
    return file;
  }

  DeploymentAdmin admin() {
    return proxy(
        DeploymentAdmin.class,
        (method, argument) ->
            switch (method) {
              case "installDeploymentPackage" -> install((InputStream) argument);
              case "getDeploymentPackage" -> present((String) argument);
              default -> throw new UnsupportedOperationException(method);
            });
  }

  private DeploymentPackage install(InputStream in) throws Exception {
    if (busy > 0) {
      busy--;
      throw new DeploymentException(DeploymentException.CODE_TIMEOUT, "busy for the test");
    }
    if (refusing) {
      throw new DeploymentException(DeploymentException.CODE_OTHER_ERROR, "refused by the test");
    }
    installing.run();
    Path copy = scratch.resolve("incoming");
    Files.write(copy, in.readAllBytes());
    PackageFile read = PackageFile.read(copy);
    deployed.put(read.name(), read);
    return present(read.name());
  }

  private DeploymentPackage present(String name) {
    PackageFile file = deployed.get(name);
    return file == null
        ? null
        : proxy(
            DeploymentPackage.class,
            (method, argument) ->
                switch (method) {
                  case "getVersion" -> file.version();
                  case "uninstall" -> deployed.remove(name);
                  default -> throw new UnsupportedOperationException(method);
                });
  }

  BundleContext context() {
    return proxy(
        BundleContext.class,
        (method, argument) -> {
          Map<String, Version> all = new TreeMap<>();
          deployed.values().forEach(file -> all.putAll(file.bundles()));
          if (agent) {
            all.put(KuraPackages.AGENT, Version.emptyVersion);
          }
          return all.entrySet().stream()
              .map(entry -> bundle(entry.getKey(), entry.getValue()))
              .toArray(Bundle[]::new);
        });
  }

  private Bundle bundle(String name, Version version) {
    return proxy(
        Bundle.class,
        (method, argument) ->
            switch (method) {
              case "getSymbolicName" -> name;
              case "getVersion" -> version;
              case "getLocation" ->
                  (name.equals(KuraPackages.AGENT) ? "reference:" : "osgi-dp:") + name;
              case "getState" -> unwell.containsKey(name) ? Bundle.RESOLVED : Bundle.ACTIVE;
              case "getBundleId" -> (long) name.hashCode();
              case "getLastModified" -> 1L;
              case "start" -> {
                unwell.get(name).run();
                yield null;
              }
              case "getHeaders" -> new Hashtable<String, String>();
              default -> throw new UnsupportedOperationException(method);
            });
  }

  private static <T> T proxy(Class<T> type, Behaviour behaviour) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                behaviour.of(method.getName(), arguments == null ? null : arguments[0])));
  }

  private interface Behaviour {
    Object of(String method, Object argument) throws Exception;
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * A gateway with Kura: its framework, doubles of its services, and our packaged bundles. Like Kura,
 * each start clears the directory of the framework; the latest snapshot and Kura's data directory
 * are kept.
 */
final class KuraGateway implements AutoCloseable {

  private static final List<String> OURS = packaged();

  /** Comes from the class path, so that a test and the bundles mean the same types. */
  private static final String LENT =
      String.join(
          ",",
          "org.osgi.service.cm;version=1.6",
          "org.osgi.service.event;version=1.4",
          "org.osgi.service.metatype;version=1.4",
          "org.osgi.util.promise;version=1.3",
          "org.osgi.util.function;version=1.2",
          "com.google.gson;version=2.9.0",
          "com.google.gson.reflect;version=2.9.0",
          "com.google.gson.annotations;version=2.9.0",
          "com.google.gson.stream;version=2.9.0");

  /** The differences between Kura 5 and Kura 6. */
  private static final Map<String, String> LENT_BY_RUNTIME =
      Map.of(
          "kura5",
          "org.slf4j;version=1.7.36," + component("1.4"),
          "kura6",
          "org.slf4j;version=2.0.17,org.slf4j;version=1.7.36," + component("1.5"));

  private final Path directory;
  private final Snapshots snapshots;
  private final Map<String, ServiceRegistration<?>> lent = new HashMap<>();
  private final Ours ours;
  private Framework framework;
  private KuraDouble kura;
  private KuraPage page;
  private int starts;

  private KuraGateway(Path directory, Ours ours) {
    this.directory = directory;
    this.snapshots = new Snapshots();
    this.ours = ours;
  }

  /** The ways to install our bundles. */
  private interface Ours {
    void start(KuraGateway gateway) throws Exception;
  }

  /** Starts a gateway without any connection. */
  static KuraGateway start(Path directory) {
    KuraGateway gateway = new KuraGateway(directory, KuraGateway::startOurs);
    gateway.start(true);
    return gateway;
  }

  /** Starts our bundles where Kura offers nothing but its configuration service. */
  static KuraGateway startBare(Path directory) {
    KuraGateway gateway = new KuraGateway(directory, KuraGateway::startOurs);
    gateway.start(false);
    return gateway;
  }

  /** Starts a gateway whose deployment agent has our deployment package, and installs it. */
  static KuraGateway startDeployed(Path directory) throws Exception {
    DeploymentAgent agent = new DeploymentAgent(directory.resolve("packages"));
    agent.setProperties();
    KuraGateway gateway = new KuraGateway(directory, started -> agent.open(started.context()));
    agent.list(deploymentPackage(), "kuralink", property("kuralink.version"));
    gateway.start(true);
    return gateway;
  }

  /** Restarts like a machine that is switched off and on. */
  void restart() {
    close();
    start(true);
  }

  private void start(boolean complete) {
    starts++;
    Map<String, String> settings = new HashMap<>();
    settings.put(Constants.FRAMEWORK_STORAGE, directory.resolve("framework-" + starts).toString());
    settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    settings.put("ds.loglevel", "1");
    settings.put(
        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
        LENT + "," + LENT_BY_RUNTIME.get(property("kuralink.runtime")) + exportsOfTheDoors());
    if (!complete) {
      settings.put("org.kuralink.data", directory.resolve("kura-data").toString());
    }
    framework =
        ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(settings);
    try {
      framework.start();
      startAll(platform());
      kura = new KuraDouble(context(), service(ConfigurationAdmin.class), snapshots);
      page = new KuraPage(context(), kura);
      kura.open();
      lend(ConfigurationService.class, kura.service());
      if (complete) {
        lend(CryptoService.class, Doubles.of(CryptoService.class, kura.crypto()));
        lend(SystemService.class, Doubles.of(SystemService.class, new DataOfKura()));
      }
      ours.start(this);
      page.await("no factory", () -> page.factory() != null);
    } catch (Exception e) {
      close();
      throw new IllegalStateException("the gateway does not start", e);
    }
  }

  private void startOurs() throws BundleException {
    startAll(OURS.stream().map(KuraGateway::ours).toList());
  }

  private void startAll(List<Path> jars) throws BundleException {
    List<Bundle> installed = new ArrayList<>();
    for (Path jar : jars) {
      installed.add(context().installBundle("reference:" + jar.toUri()));
    }
    for (Bundle bundle : installed) {
      bundle.start();
    }
  }

  /** What this Kura stands on. */
  private static List<Path> platform() {
    Path folder = Path.of(property("kuralink.platform"), property("kuralink.runtime"));
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the deployment package has but the doors, which the framework lends. */
  private static List<String> packaged() {
    Path folder = Path.of(property("kuralink.root"), "features", "kuralink", "target", "bundles");
    try (Stream<Path> jars = Files.list(folder)) {
      return jars.map(jar -> jar.getFileName().toString())
          .map(name -> name.substring("org.kuralink.".length(), name.indexOf('_')))
          .filter(name -> !name.equals("api"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path ours(String name) {
    return Path.of(
        property("kuralink.root"),
        "bundles",
        name,
        "target",
        "org.kuralink." + name + "-" + property("kuralink.version") + ".jar");
  }

  static Path deploymentPackage() {
    return Path.of(
        property("kuralink.root"),
        "features",
        "kuralink",
        "target",
        "kuralink-" + property("kuralink.version") + ".dp");
  }

  private static String component(String version) {
    return "org.osgi.service.component;version=%1$s,org.osgi.service.component.runtime;version=%1$s,org.osgi.service.component.runtime.dto;version=%1$s"
        .formatted(version);
  }

  private static String exportsOfTheDoors() {
    StringBuilder exports = new StringBuilder();
    for (String door : List.of("api", "kura-api")) {
      try (JarFile jar = new JarFile(ours(door).toFile())) {
        String header = jar.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
        exports.append(',').append(header.replaceAll(";uses:=\"[^\"]*\"", ""));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return exports.toString();
  }

  private static String property(String name) {
    return requireNonNull(System.getProperty(name), name);
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  KuraDouble kura() {
    return kura;
  }

  KuraPage page() {
    return page;
  }

  /** Offers one of Kura's services. */
  <T> void lend(Class<T> type, T service) {
    lent.put(type.getName(), context().registerService(type, service, new Hashtable<>()));
  }

  /** Takes it away again. */
  void takeBack(Class<?> type) {
    Objects.requireNonNull(lent.remove(type.getName()), type.getName()).unregister();
  }

  /** A service of the framework that is there from the start. */
  <T> T service(Class<T> type) {
    ServiceReference<T> reference = context().getServiceReference(type);
    return context().getService(Objects.requireNonNull(reference, type.getName()));
  }

  /** One of our bundles. */
  Bundle bundle(String name) {
    return Stream.of(context().getBundles())
        .filter(bundle -> bundle.getSymbolicName().equals("org.kuralink." + name))
        .findFirst()
        .orElseThrow();
  }

  /** The names of our bundles, in the order in which they are installed. */
  static List<String> ours() {
    return OURS;
  }

  /** Upgrades like a deployment package: stops all bundles, replaces each, starts all. */
  void upgradeAll() throws BundleException {
    for (String name : OURS.stream().sorted(Comparator.reverseOrder()).toList()) {
      bundle(name).stop();
    }
    OURS.forEach(this::replace);
    for (String name : OURS) {
      bundle(name).start();
    }
  }

  /** Uninstalls and installs all bundles, like a deployment package. */
  void reinstallAll(Runnable between) throws BundleException {
    for (String name : OURS.stream().sorted(Comparator.reverseOrder()).toList()) {
      bundle(name).uninstall();
    }
    between.run();
    startOurs();
    page.await("no factory", () -> page.factory() != null);
  }

  /** Replaces one of our bundles, as an upgrade does. */
  void replace(String name) {
    try {
      bundle(name).update(new ByteArrayInputStream(Files.readAllBytes(ours(name))));
    } catch (BundleException | IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  @Override
  public void close() {
    lent.clear();
    try {
      framework.stop();
      framework.waitForStop(Duration.ofSeconds(60).toMillis());
    } catch (BundleException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where Kura keeps what must last. */
  private final class DataOfKura {
    @SuppressWarnings("unused")
    String getKuraDataDirectory() {
      return directory.resolve("kura-data").toString();
    }
  }
}

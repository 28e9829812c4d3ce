/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The gateway's bundles in an OSGi framework inside this JVM, for tests and benchmarks. The doors
 * come from the class path, so that a test calls the services that run in the framework; everything
 * else is the built bundle as it ships. Configured through ConfigurationAdmin like a real gateway.
 */
public final class EmbeddedGateway implements AutoCloseable {

  /** The property that tells the bundles where to keep their state. */
  static final String DATA = "org.kuralink.data";

  /** What the bundles stand on, as far as it is packaged. */
  private static final Set<String> FOUNDATION =
      Set.of(
          "org.osgi.util.function",
          "org.osgi.util.promise",
          "org.osgi.service.component",
          "org.apache.felix.configadmin",
          "org.apache.felix.deploymentadmin",
          "org.apache.felix.dependencymanager",
          "org.apache.felix.eventadmin",
          "org.apache.felix.log",
          "org.apache.felix.metatype",
          "org.apache.felix.scr");

  /** Comes from the class path, so that a test and the bundles mean the same types. */
  private static final Set<String> DOORS = Set.of("org.kuralink.api", "org.kuralink.kura-api");

  /** Have nobody to talk to here. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "org.kuralink.console", "org.kuralink.forms", "org.kuralink.log", "org.kuralink.shell");

  /** Comes from the class path as well. */
  private static final String SHARED =
      String.join(
          ",",
          "org.osgi.service.cm;version=1.6.0",
          "org.osgi.util.tracker;version=1.5.2",
          "org.slf4j;version=1.7.36",
          "org.slf4j.event;version=1.7.36",
          "org.slf4j.helpers;version=1.7.36",
          "org.slf4j.spi;version=1.7.36",
          "com.google.gson;version=2.9.0",
          "com.google.gson.reflect;version=2.9.0",
          "com.google.gson.annotations;version=2.9.0",
          "com.google.gson.stream;version=2.9.0");

  private final Framework framework;
  private final Map<String, Bundle> bundles = new HashMap<>();
  private final List<ServiceRegistration<?>> registered = new CopyOnWriteArrayList<>();

  private EmbeddedGateway(Framework framework) {
    this.framework = framework;
  }

  /**
   * Starts the framework with all bundles and no configuration.
   *
   * @param data where the bundles keep their state; a second start with the same directory is a
   *     restart of the gateway
   */
  public static EmbeddedGateway start(Path data) {
    return start(data.resolve("framework"), Map.of(DATA, data.toString()));
  }

  /** The same with its own settings of the framework, which keeps its bundles in a directory. */
  static EmbeddedGateway start(Path storage, Map<String, String> own) {
    Map<String, String> settings = new HashMap<>(own);
    settings.put(Constants.FRAMEWORK_STORAGE, storage.toString());
    settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    settings.put("ds.loglevel", "1");
    settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SHARED + exportsOfTheDoors());
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(settings);
    EmbeddedGateway gateway = new EmbeddedGateway(framework);
    try {
      framework.start();
      gateway.installBundles();
    } catch (BundleException | IOException e) {
      gateway.close();
      throw new IllegalStateException("the gateway does not start", e);
    }
    return gateway;
  }

  private void installBundles() throws BundleException, IOException {
    List<Bundle> installed = new ArrayList<>();
    for (Path jar : jars()) {
      String name = symbolicName(jar);
      if (isWanted(name)) {
        Bundle bundle = context().installBundle("reference:" + jar.toUri());
        bundles.put(name, bundle);
        installed.add(bundle);
      }
    }
    for (Bundle bundle : installed) {
      bundle.start();
    }
  }

  /** The bundles as they are packaged; the build says where. */
  private static List<Path> jars() throws IOException {
    try (Stream<Path> jars = Files.list(Path.of(System.getProperty("kuralink.bundles")))) {
      return jars.sorted().toList();
    }
  }

  private static boolean isWanted(String name) {
    boolean ours =
        name.startsWith("org.kuralink.") && !DOORS.contains(name) && !LEFT_OUT.contains(name);
    return ours || FOUNDATION.contains(name);
  }

  private static String exportsOfTheDoors() {
    try {
      StringBuilder exports = new StringBuilder();
      for (Path jar : jars()) {
        if (DOORS.contains(symbolicName(jar))) {
          String header = header(jar, Constants.EXPORT_PACKAGE);
          exports.append(',').append(header.replaceAll(";uses:=\"[^\"]*\"", ""));
        }
      }
      return exports.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String symbolicName(Path jar) throws IOException {
    return header(jar, Constants.BUNDLE_SYMBOLICNAME).split(";")[0].strip();
  }

  private static String header(Path jar, String header) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return Objects.requireNonNullElse(
          file.getManifest().getMainAttributes().getValue(header), "");
    }
  }

  /** The context of the framework, for registering handlers. */
  public BundleContext context() {
    return framework.getBundleContext();
  }

  /** A bundle by its symbolic name. */
  public Bundle bundle(String symbolicName) {
    return bundles.get(symbolicName);
  }

  /** Creates a component, or changes it; the name becomes its {@code kura.service.pid}. */
  public void configure(String factoryPid, String name, Map<String, ?> properties) {
    Dictionary<String, Object> dictionary = new Hashtable<>(properties);
    dictionary.put("kura.service.pid", name);
    try {
      configuration(factoryPid, name).update(dictionary);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a component. */
  public void remove(String factoryPid, String name) {
    try {
      configuration(factoryPid, name).delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Configuration configuration(String factoryPid, String name) throws IOException {
    ConfigurationAdmin admin = service(ConfigurationAdmin.class, "(objectClass=*)");
    String filter = "(&(service.factoryPid=" + factoryPid + ")(kura.service.pid=" + name + "))";
    try {
      Configuration[] found = admin.listConfigurations(filter);
      return found == null ? admin.createFactoryConfiguration(factoryPid, "?") : found[0];
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Waits for a service of the framework; fails after half a minute. */
  public <T> T service(Class<T> type, String filter) {
    String both = "(&(objectClass=" + type.getName() + ")" + filter + ")";
    try {
      ServiceTracker<Object, Object> tracker =
          new ServiceTracker<>(context(), context().createFilter(both), null);
      tracker.open();
      try {
        if (tracker.waitForService(Duration.ofSeconds(30).toMillis()) == null) {
          throw new IllegalStateException("no service " + both);
        }
        // held until the framework stops: the tracker gives its own hold back
        return type.cast(context().getService(tracker.getServiceReference()));
      } finally {
        tracker.close();
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Registers a handler in the framework. */
  public <T> ServiceRegistration<T> register(Class<T> type, T service, Map<String, ?> properties) {
    ServiceRegistration<T> registration =
        context().registerService(type, service, new Hashtable<>(properties));
    registered.add(registration);
    return registration;
  }

  /**
   * Deletes every component and takes back every handler.
   *
   * @return whether the framework is as it was after its start
   */
  boolean clear() {
    for (ServiceRegistration<?> registration : registered) {
      try {
        registration.unregister();
      } catch (IllegalStateException e) {
        // its test has done so
      }
    }
    registered.clear();
    try {
      return new ConfiguredComponents(
                  context(), service(ConfigurationAdmin.class, "(objectClass=*)"))
              .delete()
          && context().getBundles().length == bundles.size() + 1
          && bundles.values().stream().allMatch(bundle -> bundle.getState() == Bundle.ACTIVE);
    } catch (IOException | InvalidSyntaxException e) {
      throw new IllegalStateException("the gateway cannot be cleared", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    try {
      framework.stop();
      framework.waitForStop(Duration.ofSeconds(30).toMillis());
    } catch (BundleException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.kuralink.standalone.guard.GuardActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationPlugin;
import org.osgi.service.log.LogReaderService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OSGi framework of the gateway: Apache Felix with the bundles of the distribution and of the
 * operator, and the configurations. Follows changes of both while it runs.
 */
final class GatewayFramework implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GatewayFramework.class);
  private static final String STORAGE = "framework";
  private static final long START_SECONDS = 120;
  private static final long STOP_MILLIS = 15_000;

  /**
   * The packages of the launcher that bundles use, so that there is one log and one Configuration
   * Admin API.
   */
  private static final String SHARED_PACKAGES =
      "org.osgi.service.cm;version=1.6.1,org.osgi.service.log;version=1.5.0"
          + ",org.slf4j;version=1.7.36,org.slf4j;version=2.0.17,org.slf4j.spi;version=2.0.17"
          + ",org.slf4j.event;version=2.0.17,org.slf4j.helpers;version=2.0.17"
          + ",ch.qos.logback.classic;version=1.5,ch.qos.logback.classic.spi;version=1.5"
          + ",ch.qos.logback.core;version=1.5";

  /** The approximate size of the first files that the framework writes. */
  private static final int ROOM = 1024 * 1024;

  private final Framework framework;
  private final DirectoryWatch watch;
  private final Optional<ConsoleLines> console;
  private final WebPort webPort;

  private GatewayFramework(
      Framework framework, DirectoryWatch watch, Optional<ConsoleLines> console, WebPort webPort) {
    this.framework = framework;
    this.webPort = webPort;
    this.watch = watch;
    this.console = console;
  }

  /** Creates a framework that is not started yet. */
  static GatewayFramework create(GatewayOptions options, WebAccess web) throws IOException {
    FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
    // Replaces System.out before any bundle can use it.
    Optional<ConsoleLines> console =
        options.shell() ? Optional.of(ConsoleLines.install()) : Optional.empty();
    return new GatewayFramework(
        factory.newFramework(properties(options, web)), new DirectoryWatch(), console, web.port());
  }

  /** Starts everything except the shell and returns after all bundles have been started. */
  void start(Path home, GatewayOptions options)
      throws IOException, BundleException, StartException {
    checkRoom(options.data());
    framework.init();
    // The framework creates its directory again at each start.
    PrivateFiles.directory(options.data().resolve(STORAGE));
    framework.getBundleContext().addFrameworkListener(GatewayFramework::report);
    framework.getBundleContext().addBundleListener(webPort);
    GuardBundle guard = GuardBundle.install(framework.getBundleContext());
    List<Path> directories = new ArrayList<>(List.of(home.resolve("bundle")));
    directories.addAll(options.bundles());
    for (Path directory : directories) {
      BundleDirectory bundles = new BundleDirectory(directory, framework.getBundleContext());
      watch.watch(directory, bundles::apply);
      bundles.apply();
      if (bundles.lacksRoom()) {
        throw noRoom("cannot copy all bundles to " + options.data(), "see the log");
      }
    }
    framework.start();
    configure(options.etc(), options.data());
    raise(StartLevel.FRAMEWORK);
    guard.check();
    raise(StartLevel.APPLICATION);
    watch.start();
  }

  /** Starts the shell. */
  void openShell() throws StartException {
    raise(StartLevel.SHELL);
  }

  /** Waits until the shell or a shutdown stops the framework. */
  void awaitStop() throws InterruptedException {
    framework.waitForStop(0);
  }

  @Override
  public void close() throws IOException {
    watch.close();
    try {
      framework.stop();
      framework.waitForStop(STOP_MILLIS);
    } catch (BundleException e) {
      log.error("the framework did not stop: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> properties(GatewayOptions options, WebAccess web) {
    Path data = options.data();
    Map<String, String> properties = new HashMap<>();
    properties.put("org.kuralink.data", data.toString());
    properties.put(Constants.FRAMEWORK_STORAGE, data.resolve(STORAGE).toString());
    properties.put(
        Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    properties.put(
        Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(StartLevel.CONFIGURATION));
    properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SHARED_PACKAGES);
    properties.put("felix.cm.dir", data.resolve("configurations").toString());
    properties.put("felix.log.level", "1");
    properties.put("org.osgi.service.http.port", Integer.toString(web.port().number()));
    properties.put("org.apache.felix.http.host", WebAccess.HOST);
    properties.put("felix.webconsole.username", WebAccess.USER);
    properties.put("felix.webconsole.password", web.hashedPassword());
    properties.put(GuardActivator.FURTHER_HOSTS, String.join(",", options.webHosts()));
    // The Gogo bundle provides the needed commands, but its own shell does not edit lines.
    properties.put("gosh.args", "--nointeractive --noshutdown");
    properties.put("org.kuralink.shell", Boolean.toString(options.shell()));
    return properties;
  }

  private void configure(Path etc, Path data) throws IOException, StartException {
    BundleContext context = framework.getBundleContext();
    service(context, LogReaderService.class).addLogListener(new LogBridge());
    context.registerService(
        ConfigurationPlugin.class,
        new InstanceNames(),
        FrameworkUtil.asDictionary(Map.of(ConfigurationPlugin.CM_RANKING, InstanceNames.RANKING)));
    console.ifPresent(
        lines ->
            context.registerService(
                Function.class,
                lines,
                FrameworkUtil.asDictionary(Map.of("kuralink.console", "lines"))));
    ConfigurationDirectory configurations =
        new ConfigurationDirectory(
            etc,
            Environment.ofProcess(),
            service(context, ConfigurationAdmin.class),
            new AppliedFiles(data.resolve("applied-files.properties")));
    lend(context, "places", configurations::places);
    lend(context, "problems", configurations::problems);
    watch.watch(etc, configurations::apply);
    configurations.apply();
  }

  /**
   * Registers the errors of the files as a service for the bundle {@code forms}, which knows all
   * forms but no files.
   */
  private static void lend(BundleContext context, String what, Supplier<?> supplier) {
    context.registerService(
        Supplier.class, supplier, FrameworkUtil.asDictionary(Map.of("kuralink.etc", what)));
  }

  /** Checks the free space first: Felix only reports missing bundles if it cannot unpack them. */
  static void checkRoom(Path data) throws StartException {
    try {
      Path probe = Files.createTempFile(data, "room", ".tmp");
      try {
        Files.write(probe, new byte[ROOM]);
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      throw noRoom("cannot write to " + data, String.valueOf(e.getMessage()));
    }
  }

  private static StartException noRoom(String what, String reason) {
    return new StartException(
        what
            + ": the disk is full, or the directory is not writable ("
            + reason
            + "). Free some space and start again; existing data are kept");
  }

  private static <T> T service(BundleContext context, Class<T> type) throws StartException {
    ServiceReference<T> reference = context.getServiceReference(type);
    T service = reference == null ? null : context.getService(reference);
    if (service == null) {
      throw new StartException(
          "no bundle provides the service " + type.getName() + "; unpack the distribution again");
    }
    return service;
  }

  private void raise(int level) throws StartException {
    CompletableFuture<FrameworkEvent> raised = new CompletableFuture<>();
    framework
        .getBundleContext()
        .addBundleListener(
            event -> {
              if (event.getBundle().getBundleId() == 0 && event.getType() == BundleEvent.STOPPING) {
                raised.complete(new FrameworkEvent(FrameworkEvent.STOPPED, framework, null));
              }
            });
    framework.adapt(FrameworkStartLevel.class).setStartLevel(level, raised::complete);
    try {
      raised.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new StartException("the bundles did not start within " + START_SECONDS + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while the bundles started");
    }
  }

  private static void report(FrameworkEvent event) {
    if (event.getType() == FrameworkEvent.ERROR) {
      log.error(
          "bundle {}: {}", event.getBundle().getSymbolicName(), event.getThrowable().getMessage());
    }
  }
}

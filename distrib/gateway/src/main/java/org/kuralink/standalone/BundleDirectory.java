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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Synchronizes the framework's bundles with the jars of a directory: installs an added jar, updates
 * a replaced one while all other bundles keep running, and uninstalls a removed one. Retries to
 * start a bundle with missing requirements after each later change. Not thread-safe: used by the
 * start first and by the watch thread afterwards.
 */
final class BundleDirectory {

  private static final Logger log = LoggerFactory.getLogger(BundleDirectory.class);

  private final Path directory;
  private final BundleContext context;
  private final Map<Path, Installed> present = new HashMap<>();
  private final Map<Bundle, String> refusals = new HashMap<>();
  private boolean isStarted;
  private boolean lacksRoom;

  BundleDirectory(Path directory, BundleContext context) {
    this.directory = directory;
    this.context = context;
  }

  /** Installs, updates and uninstalls the bundles whose jars changed since the last call. */
  void apply() {
    List<Path> jars;
    try (Stream<Path> files = Files.list(directory)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      log.error("cannot list the bundle directory {}; no bundle is changed", directory);
      return;
    }
    Set<Path> gone = new HashSet<>(present.keySet());
    jars.forEach(gone::remove);
    gone.forEach(this::uninstall);
    jars.forEach(this::installOrUpdate);
    context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(null);
    present.values().forEach(each -> startIfMeantTo(each.bundle));
    isStarted = true;
  }

  /** Returns whether the framework could not store a bundle, mostly because a disk is full. */
  boolean lacksRoom() {
    return lacksRoom;
  }

  private void installOrUpdate(Path jar) {
    try {
      String stamp = Files.size(jar) + " " + Files.getLastModifiedTime(jar);
      Installed before = present.get(jar);
      if (before == null) {
        Bundle bundle = install(jar);
        present.put(jar, new Installed(bundle, stamp));
        start(bundle);
      } else if (!before.stamp.equals(stamp)) {
        present.put(jar, new Installed(before.bundle, stamp));
        update(jar, before.bundle);
      }
    } catch (IOException | BundleException e) {
      lacksRoom |= e instanceof BundleException && e.getCause() instanceof IOException;
      log.error("cannot install bundle {}: {}", jar.getFileName(), e.getMessage());
    }
  }

  private Bundle install(Path jar) throws IOException, BundleException {
    try (InputStream content = checked(jar)) {
      Bundle bundle = context.installBundle("kuralink:" + jar.getFileName(), content);
      bundle.adapt(BundleStartLevel.class).setStartLevel(StartLevel.of(bundle.getSymbolicName()));
      return bundle;
    }
  }

  private void start(Bundle bundle) {
    try {
      if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
        bundle.start();
      }
      refusals.remove(bundle);
      if (isStarted) {
        log.info("{} {} installed", bundle.getSymbolicName(), bundle.getVersion());
      }
    } catch (BundleException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(refusals.put(bundle, reason))) {
        log.warn(
            "bundle {} does not start, next attempt after the next change: {}",
            bundle.getSymbolicName(),
            reason);
      }
    }
  }

  /** Starts a bundle. A bundle that an operator has stopped stays stopped. */
  private void startIfMeantTo(Bundle bundle) {
    boolean isIdle = (bundle.getState() & (Bundle.INSTALLED | Bundle.RESOLVED)) != 0;
    if (isStarted && isIdle && bundle.adapt(BundleStartLevel.class).isPersistentlyStarted()) {
      start(bundle);
    }
  }

  private static void update(Path jar, Bundle bundle) throws IOException, BundleException {
    try (InputStream content = checked(jar)) {
      String before = String.valueOf(bundle.getVersion());
      bundle.update(content);
      log.info(
          "bundle {} updated from {} to {}", bundle.getSymbolicName(), before, bundle.getVersion());
    }
  }

  private void uninstall(Path jar) {
    Installed gone = present.remove(jar);
    if (gone == null) {
      return;
    }
    refusals.remove(gone.bundle);
    try {
      gone.bundle.uninstall();
      log.info("{} uninstalled", gone.bundle.getSymbolicName());
    } catch (BundleException e) {
      log.error("cannot uninstall bundle {}: {}", jar.getFileName(), e.getMessage());
    }
  }

  /**
   * Rejects a file that is not a complete OSGi bundle, for example while it is still being copied,
   * so that it does not replace a working bundle.
   */
  private static InputStream checked(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      if (file.getManifest() == null
          || file.getManifest().getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME)
              == null) {
        throw new IOException("it is not an OSGi bundle");
      }
    }
    return Files.newInputStream(jar);
  }

  private record Installed(Bundle bundle, String stamp) {}
}

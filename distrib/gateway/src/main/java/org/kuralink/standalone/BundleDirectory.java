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
 * Keeps the framework's bundles what the jars of a directory are: a jar that is added is installed,
 * one that is replaced is updated while all others run on, one that is removed is uninstalled. A
 * bundle that lacks something is tried again with each later change. Not safe for use by several
 * threads: the start comes first, then the watch.
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

  /** Installs, updates and uninstalls what changed since the last time. */
  void apply() {
    List<Path> jars;
    try (Stream<Path> files = Files.list(directory)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      log.error("cannot list the bundles in {}; they stay as they are", directory);
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

  /** Whether the framework could not keep a bundle, most often because a disk is full. */
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
      log.error("bundle {} cannot be taken: {}", jar.getFileName(), e.getMessage());
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
        log.warn("{} does not start, tried again later: {}", bundle.getSymbolicName(), reason);
      }
    }
  }

  /** One that a person stopped stays stopped. */
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
      log.info("{} updated from {} to {}", bundle.getSymbolicName(), before, bundle.getVersion());
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
      log.error("bundle {} cannot be uninstalled: {}", jar.getFileName(), e.getMessage());
    }
  }

  /** A jar that is still being copied, or is none, must not replace a bundle that works. */
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

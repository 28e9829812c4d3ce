/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.install;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;

/**
 * Checks whether bundles run, and finds out why one does not. DeploymentAdmin writes the reason
 * only into its own log; so this class starts the bundle once more. For one thread.
 */
final class BundleStarts {

  private static final int MAX_WORDS = 300;

  private final Map<String, String> reasons = new HashMap<>();

  static boolean runs(@Nullable Bundle bundle) {
    return bundle != null
        && bundle.getState() == (isFragment(bundle) ? Bundle.RESOLVED : Bundle.ACTIVE);
  }

  private static boolean isFragment(Bundle bundle) {
    return bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
  }

  /** Describes why a bundle does not run; empty if it runs. */
  Optional<String> fault(Bundle bundle) {
    String name = "bundle " + bundle.getSymbolicName() + " does not run: ";
    if (runs(bundle)) {
      return Optional.empty();
    }
    if (isFragment(bundle)) {
      return Optional.of(name + "it is a fragment without its host");
    }
    if (bundle.getState() == Bundle.STARTING || bundle.getState() == Bundle.STOPPING) {
      return Optional.of(name + "its activator has not returned yet");
    }
    String version = bundle.getBundleId() + " " + bundle.getLastModified();
    String reason = reasons.computeIfAbsent(version, fresh -> start(bundle));
    return runs(bundle) ? Optional.empty() : Optional.of(name + reason);
  }

  /** Starts the bundle once; the exception is the reason. */
  private static String start(Bundle bundle) {
    try {
      bundle.start();
      return "it stopped right after its start";
    } catch (Throwable e) {
      // An activator may throw anything; the framework does not catch every error.
      return words(e);
    }
  }

  private static String words(Throwable failure) {
    Throwable root = failure;
    for (int i = 0; i < 8 && root.getCause() != null; i++) {
      root = root.getCause();
    }
    String words = String.valueOf(failure.getMessage());
    if (root != failure && !words.contains(String.valueOf(root.getMessage()))) {
      words += ": " + root;
    }
    String line = words.replaceAll("\\s+", " ").strip();
    return line.length() > MAX_WORDS ? line.substring(0, MAX_WORDS) + "..." : line;
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.kura.system.SystemService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.DataDirectory;
import org.osgi.framework.BundleContext;

/**
 * Where Kura says that data lie, as its service comes and goes: what it said last holds while it is
 * away. Any thread may call; no lock is held while it is asked.
 */
public final class KuraDirectory {

  private @Nullable SystemService system;
  private Optional<String> last = Optional.empty();

  /** Kura says it from now on. */
  public synchronized void bind(SystemService service) {
    system = service;
  }

  /** Kura has gone, or is being replaced. */
  public synchronized void unbind(SystemService service) {
    if (service.equals(system)) {
      system = null;
    }
  }

  private synchronized @Nullable SystemService system() {
    return system;
  }

  /** The directory of a component; below the framework's own as long as Kura has said nothing. */
  public Optional<Path> of(BundleContext bundle, String name) {
    SystemService asked = system();
    Optional<String> told = Optional.ofNullable(asked).map(SystemService::getKuraDataDirectory);
    Optional<String> kuras;
    synchronized (this) {
      last = asked == null ? last : told;
      kuras = last;
    }
    return DataDirectory.of(
        kuras, Optional.ofNullable(bundle.getProperty(DataDirectory.FRAMEWORK_PROPERTY)), name);
  }
}

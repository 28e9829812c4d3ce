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
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.kura.system.SystemService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.DataDirectory;
import org.osgi.framework.BundleContext;

/**
 * Kura's data directory. While Kura's service is missing, its last answer counts. Any thread may
 * bind and unbind the service; one thread at a time may call {@link #of}.
 */
public final class KuraDirectory {

  private final AtomicReference<@Nullable SystemService> system = new AtomicReference<>();
  private Optional<String> last = Optional.empty();

  /** Takes Kura's service. */
  public void bind(SystemService service) {
    system.set(service);
  }

  /** Drops Kura's service. */
  public void unbind(SystemService service) {
    system.compareAndSet(service, null);
  }

  /** Returns the directory of a component; without Kura, below that of the framework property. */
  public Optional<Path> of(BundleContext bundle, String name) {
    SystemService asked = system.get();
    if (asked != null) {
      last = Optional.ofNullable(asked.getKuraDataDirectory());
    }
    return DataDirectory.of(
        last, Optional.ofNullable(bundle.getProperty(DataDirectory.FRAMEWORK_PROPERTY)), name);
  }
}

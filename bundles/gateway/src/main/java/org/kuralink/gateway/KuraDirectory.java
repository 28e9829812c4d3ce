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
 * Where Kura says that data lie, as its service comes and goes: what it said last holds while it is
 * away. Any thread may say who is there; one at a time may ask.
 */
public final class KuraDirectory {

  private final AtomicReference<@Nullable SystemService> system = new AtomicReference<>();
  private Optional<String> last = Optional.empty();

  /** Kura says it from now on. */
  public void bind(SystemService service) {
    system.set(service);
  }

  /** Kura has gone, or is being replaced. */
  public void unbind(SystemService service) {
    system.compareAndSet(service, null);
  }

  /** The directory of a component; below the framework's own as long as Kura has said nothing. */
  public Optional<Path> of(BundleContext bundle, String name) {
    SystemService asked = system.get();
    if (asked != null) {
      last = Optional.ofNullable(asked.getKuraDataDirectory());
    }
    return DataDirectory.of(
        last, Optional.ofNullable(bundle.getProperty(DataDirectory.FRAMEWORK_PROPERTY)), name);
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.kuralink.simulator.disk.LazyFile;

/** Stores products and devices persistently. */
public final class RegistryStore implements RegistryListener, AutoCloseable {
  private final Registry registry;
  private final LazyFile file;

  /** A store in the directory. */
  public RegistryStore(Registry registry, Path directory) {
    this.registry = registry;
    this.file =
        new LazyFile(directory.resolve("registry.json"), () -> RegistryFile.write(registry));
  }

  /** Loads the state stored by the last run. */
  public void load() throws IOException, RegistryException {
    Optional<byte[]> kept = file.load();
    if (kept.isPresent()) {
      RegistryFile.read(kept.get(), registry);
    }
  }

  @Override
  public void productChanged(String productKey, String change) {
    file.saveSoon();
  }

  @Override
  public void deviceChanged(DeviceKey key, String change) {
    file.saveSoon();
  }

  @Override
  public void close() throws InterruptedException {
    file.close();
  }
}

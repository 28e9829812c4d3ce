/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.registry.RegistryFile;
import org.kuralink.simulator.registry.RegistryStore;

/** The products and devices that a simulator starts with. */
record GivenDevices(SimulatorOptions options, Path data) {

  /** Fills it with what was kept, then with what is given. */
  void fill(Registry registry, RegistryStore store) throws IOException {
    try {
      store.load();
      RegistryFile.read(givenDevices(), registry);
    } catch (RegistryException e) {
      Object file = options.devices().isPresent() ? options.devices().get() : data;
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private byte[] givenDevices() throws IOException {
    if (options.devices().isEmpty()) {
      return Simulator.sampleDevices();
    }
    Path file = options.devices().get();
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file + " to read products and devices from", e);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}

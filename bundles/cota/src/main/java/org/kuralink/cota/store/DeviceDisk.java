/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import java.io.IOException;
import java.util.Optional;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * The files of a sub-device, in a directory of its own below the gateway's. Any thread may call.
 */
public final class DeviceDisk implements Disk {

  private final Disk disk;
  private final String directory;
  private volatile boolean gone;

  /** The directory need not exist yet. */
  public DeviceDisk(Disk disk, DeviceIdentity subDevice) {
    this.disk = disk;
    directory =
        "devices/"
            + DataDirectory.fileName(subDevice.productKey())
            + "~"
            + DataDirectory.fileName(subDevice.deviceName());
  }

  /** Whether anything is kept of the device. */
  public boolean isThere() {
    try {
      return disk.read(directory + "/" + VersionStore.INDEX).isPresent()
          || disk.read(directory + "/" + ConfigurationJournal.REPORTS).isPresent();
    } catch (IOException e) {
      return true;
    }
  }

  /** The device is gone, and with it all that was kept: nothing is written any more. */
  public void forget() throws IOException {
    gone = true;
    disk.deleteAll(directory);
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    return disk.read(directory + "/" + name);
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    if (gone) {
      throw new IOException("the device is deleted");
    }
    disk.write(directory + "/" + name, content);
  }

  @Override
  public void delete(String name) throws IOException {
    disk.delete(directory + "/" + name);
  }

  @Override
  public void deleteAll(String below) throws IOException {
    disk.deleteAll(directory + "/" + below);
  }
}

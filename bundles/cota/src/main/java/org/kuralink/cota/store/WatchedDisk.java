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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A disk that says so when it does not take what is written, full as disks become: once in the log,
 * with a count for whoever asks, until it takes something again. Changed by one thread; any may
 * ask.
 */
public final class WatchedDisk implements Disk {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedDisk.class);

  private final String name;
  private final Disk disk;
  private volatile long refused;
  private volatile Optional<String> fault = Optional.empty();

  /** Watches a disk. */
  public WatchedDisk(String name, Disk disk) {
    this.name = name;
    this.disk = disk;
  }

  /** What is wrong now, with how much was not written since the start; empty if nothing is. */
  public Optional<String> fault() {
    return fault;
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    return disk.read(file);
  }

  @Override
  public void write(String file, byte[] content) throws IOException {
    try {
      disk.write(file, content);
    } catch (IOException e) {
      refused++;
      if (fault.isEmpty()) {
        LOG.error("{}: the disk does not take {}: {}", name, file, e.toString());
      }
      fault =
          Optional.of(
              "the disk does not take files ("
                  + e.getMessage()
                  + "), "
                  + refused
                  + " writes refused since the start");
      throw e;
    }
    if (fault.isPresent()) {
      fault = Optional.empty();
      LOG.info("{}: the disk takes files again; {} writes were refused", name, refused);
    }
  }

  @Override
  public void delete(String file) throws IOException {
    disk.delete(file);
  }

  @Override
  public void deleteAll(String directory) throws IOException {
    disk.deleteAll(directory);
  }
}

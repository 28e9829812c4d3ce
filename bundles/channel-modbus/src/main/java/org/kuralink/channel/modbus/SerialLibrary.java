/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.kuralink.channel.modbus.line.ModbusFault;
import org.kuralink.channel.modbus.line.ModbusFault.Kind;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;

/**
 * The native library of jSerialComm. jSerialComm itself would unpack it into a directory where any
 * user of the machine can replace it. This class unpacks it into a private directory before the
 * first class of jSerialComm is loaded. Each start uses a new directory, because only one class
 * loader of a JVM can load the same file.
 */
final class SerialLibrary {

  private static final String PATH = "jSerialComm.library.path";
  private static final String FILE = "libjSerialComm.so";
  private static final List<String> MACHINES =
      List.of("x86_64", "x86", "armv5", "armv6hf", "armv7hf", "armv8_32", "armv8_64", "ppc64le");

  private static boolean unpacked;

  private final Optional<Path> directory;

  /**
   * Creates a library in a data directory.
   *
   * @param directory the directory to unpack to; if it is absent, no serial port can be opened
   */
  SerialLibrary(Optional<Path> directory) {
    this.directory = directory.map(place -> place.resolve("serial"));
  }

  /** Unpacks the library if necessary. Thread-safe. */
  void prepare() throws ModbusFault {
    synchronized (SerialLibrary.class) {
      if (unpacked) {
        return;
      }
      Path place =
          directory.orElseThrow(
              () ->
                  new ModbusFault(
                      Kind.BROKEN,
                      "cannot open serial ports: there is no data directory for the native library"));
      try {
        Medium.disk().deleteAll(place);
        Path fresh = place.resolve(UUID.randomUUID().toString());
        for (String machine : MACHINES) {
          unpack(machine, fresh.resolve("Linux").resolve(machine));
        }
        System.setProperty(PATH, fresh.toAbsolutePath().toString());
        unpacked = true;
      } catch (IOException e) {
        throw new ModbusFault(
            Kind.BROKEN, "cannot unpack the native library for serial ports: " + e.getMessage());
      }
    }
  }

  private static void unpack(String machine, Path to) throws IOException {
    String name = "/Linux/" + machine + "/" + FILE;
    InputStream own = SerialLibrary.class.getResourceAsStream("/native" + name);
    try (InputStream in = own == null ? SerialLibrary.class.getResourceAsStream(name) : own) {
      if (in == null) {
        throw new IOException("the bundle contains no library for this machine");
      }
      Medium.disk().createDirectory(to);
      new WholeFile(to.resolve(FILE)).write(in.readAllBytes());
    }
  }
}

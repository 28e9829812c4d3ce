/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A serial port or pseudo-terminal with its settings.
 *
 * @param parity N, E or O
 */
record SerialDevice(Path path, int baud, char parity, int stopBits) {

  /** The default settings. */
  static final String USUAL = "9600,N,1";

  private static final Pattern SETTINGS = Pattern.compile("(\\d{2,7}),([NEO]),([12])");

  /**
   * Parses the settings of a port.
   *
   * @throws IllegalArgumentException if they are invalid
   */
  static SerialDevice of(Path path, String settings) {
    Matcher parts = SETTINGS.matcher(settings.toUpperCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "--serial-settings must be baud rate, parity and stop bits as in "
              + USUAL
              + ", not "
              + settings);
    }
    return new SerialDevice(
        path,
        Integer.parseInt(parts.group(1)),
        parts.group(2).charAt(0),
        Integer.parseInt(parts.group(3)));
  }

  /**
   * Configures the port with {@code stty}, which every Unix has: 8 data bits, no conversion. A
   * pseudo-terminal has no baud rate and no parity.
   */
  void set() throws IOException {
    if (!Files.exists(path)) {
      throw new IOException(path + " does not exist");
    }
    stty(List.of("raw", "-echo"));
    if (!path.toRealPath().startsWith("/dev/pts")) {
      List<String> line = new ArrayList<>(List.of(Integer.toString(baud), "cs8", "clocal"));
      line.add(stopBits == 2 ? "cstopb" : "-cstopb");
      line.add(parity == 'N' ? "-parenb" : "parenb");
      line.add(parity == 'O' ? "parodd" : "-parodd");
      stty(line);
    }
  }

  private void stty(List<String> what) throws IOException {
    boolean mac = System.getProperty("os.name").startsWith("Mac");
    List<String> command = new ArrayList<>(List.of("stty", mac ? "-f" : "-F", path.toString()));
    command.addAll(what);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public String toString() {
    return path + " (" + baud + " baud, parity " + parity + ", stop bits " + stopBits + ")";
  }
}

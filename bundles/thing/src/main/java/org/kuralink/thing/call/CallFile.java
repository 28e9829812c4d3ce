/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.call;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.DataDirectory;

/**
 * A file of lines that is appended to and now and then replaced as a whole. Each line ends with a
 * checksum; what a broken write left is not read. Not safe for use by several threads.
 */
final class CallFile {

  /** A larger file is none of ours. */
  private static final long MAX_BYTES = 32L * 1024 * 1024;

  private final Path file;
  private @Nullable FileOutputStream out;
  private long size;
  private boolean worn;

  CallFile(Path file) {
    this.file = file;
  }

  /** The lines that are whole. */
  List<String> read() throws IOException {
    List<String> lines = new ArrayList<>();
    try {
      worn = Files.size(file) > 0;
      if (Files.size(file) <= MAX_BYTES) {
        for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
          int end = line.lastIndexOf(' ');
          if (end > 0 && line.substring(end + 1).equals(checksum(line.substring(0, end)))) {
            lines.add(line.substring(0, end));
          }
        }
      }
    } catch (NoSuchFileException e) {
      return lines;
    }
    return lines;
  }

  /** Whether what was read should be written anew before anything is added. */
  boolean isWorn() {
    return worn;
  }

  /** How many bytes it has. */
  long size() {
    return size;
  }

  /**
   * Adds a line.
   *
   * @param force whether it has to survive a power cut
   */
  void append(String line, boolean force) throws IOException {
    FileOutputStream open = out;
    if (open == null) {
      DataDirectory.make(Objects.requireNonNull(file.toAbsolutePath().getParent()));
      open = new FileOutputStream(file.toFile(), true);
      out = open;
      keepToOwner(file);
    }
    byte[] bytes = bytes(line);
    open.write(bytes);
    size += bytes.length;
    if (force) {
      open.getFD().sync();
    }
  }

  /** Replaces all lines; when this returns they survive a power cut. */
  void replace(List<String> lines) throws IOException {
    close();
    DataDirectory.make(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    size = 0;
    try (FileOutputStream stream = new FileOutputStream(fresh.toFile())) {
      keepToOwner(fresh);
      for (String line : lines) {
        byte[] bytes = bytes(line);
        stream.write(bytes);
        size += bytes.length;
      }
      stream.getFD().sync();
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void close() throws IOException {
    FileOutputStream open = out;
    out = null;
    if (open != null) {
      open.close();
    }
  }

  private static void keepToOwner(Path path) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString("rw-------"));
    }
  }

  private static byte[] bytes(String line) {
    return (line + ' ' + checksum(line) + '\n').getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String checksum(String line) {
    CRC32 crc = new CRC32();
    crc.update(line.getBytes(StandardCharsets.ISO_8859_1));
    return Long.toHexString(crc.getValue());
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A file that is replaced atomically: after a power failure, a kill or another failure it has the
 * old or the new content. The new content is written to a draft beside the file, with {@code .new}
 * behind its name. Not thread-safe.
 */
public final class WholeFile {

  private static final int BUFFER = 64 * 1024;

  private final Medium medium;
  private final Path file;
  private final boolean ownDirectory;
  private final boolean ownFile;

  /** Whether a deletion may not be flushed. */
  private boolean unsynced;

  private WholeFile(Medium medium, Path file, boolean ownDirectory, boolean ownFile) {
    this.medium = medium;
    this.file = file;
    this.ownDirectory = ownDirectory;
    this.ownFile = ownFile;
  }

  /** A private file on the disk of this machine; its directory is created when it is needed. */
  public WholeFile(Path file) {
    this(Medium.disk(), file);
  }

  /** A private file on another medium. */
  public WholeFile(Medium medium, Path file) {
    this(medium, file, true, true);
  }

  /** A private file in an existing shared directory, whose permissions are not changed. */
  public static WholeFile inSharedDirectory(Path file) {
    return new WholeFile(Medium.disk(), file, false, true);
  }

  /** A file that others may read, in an existing shared directory. */
  public static WholeFile shared(Path file) {
    return new WholeFile(Medium.disk(), file, false, false);
  }

  /** Returns the directory of a file. */
  public static Path directoryOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  /**
   * Returns the content.
   *
   * @param most the maximum number of bytes
   * @return empty if the file does not exist
   * @throws IOException if it cannot be read, or is larger
   */
  public Optional<byte[]> read(long most) throws IOException {
    return medium.read(file, most);
  }

  /** Replaces the content; when this returns, the new content survives a power failure. */
  public void write(byte[] content) throws IOException {
    write(new ByteArrayInputStream(content));
  }

  /** Replaces the content by a text. */
  public void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Replaces the content by that of another file. */
  public void copy(Path from) throws IOException {
    try (InputStream content = Files.newInputStream(from)) {
      write(content);
    }
  }

  private void write(InputStream content) throws IOException {
    if (ownDirectory) {
      medium.createDirectory(directoryOf(file));
    }
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    // The draft of another process may have wider permissions.
    medium.delete(draft);
    try {
      try (Medium.File out = ownFile ? medium.open(draft) : medium.openShared(draft)) {
        copy(content, out);
        out.sync();
      }
      medium.replace(draft, file);
    } catch (IOException e) {
      discard(draft, e);
      throw e;
    }
    medium.syncDirectory(directoryOf(file));
  }

  private static void copy(InputStream content, Medium.File out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long end = 0;
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      out.write(end, count == BUFFER ? buffer : Arrays.copyOf(buffer, count));
      end += count;
    }
  }

  private void discard(Path draft, IOException cause) {
    try {
      medium.delete(draft);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Deletes the file; when this returns, the deletion survives a power failure. */
  public void delete() throws IOException {
    if (medium.exists(file)) {
      medium.delete(file);
      unsynced = true;
    }
    if (unsynced) {
      medium.syncDirectory(directoryOf(file));
      unsynced = false;
    }
  }
}

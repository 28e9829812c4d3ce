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
 * A file that is replaced as a whole or not at all: after a power cut, a kill or a failure there is
 * the old content or the new. It is written beside its place, under its name with {@code .new}
 * behind it. For one thread.
 */
public final class WholeFile {

  private static final int BUFFER = 64 * 1024;

  private final Medium medium;
  private final Path file;
  private final boolean ownDirectory;
  private final boolean ownFile;

  /** Whether a deletion may not have reached the medium. */
  private boolean unsynced;

  private WholeFile(Medium medium, Path file, boolean ownDirectory, boolean ownFile) {
    this.medium = medium;
    this.file = file;
    this.ownDirectory = ownDirectory;
    this.ownFile = ownFile;
  }

  /** A file of ours on the disk of this machine; its directory is made when it is needed. */
  public WholeFile(Path file) {
    this(Medium.disk(), file);
  }

  /** A file of ours elsewhere. */
  public WholeFile(Medium medium, Path file) {
    this(medium, file, true, true);
  }

  /** A file of ours in a directory that is there, not ours alone, and stays as it is. */
  public static WholeFile inSharedDirectory(Path file) {
    return new WholeFile(Medium.disk(), file, false, true);
  }

  /** A file that others may read, too, in such a directory. */
  public static WholeFile shared(Path file) {
    return new WholeFile(Medium.disk(), file, false, false);
  }

  /** The directory that a file lies in. */
  public static Path directoryOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  /**
   * The content.
   *
   * @param most how many bytes ours can have at the most
   * @return empty if there is no such file
   * @throws IOException if it cannot be read, or has more bytes
   */
  public Optional<byte[]> read(long most) throws IOException {
    return medium.read(file, most);
  }

  /** Replaces the content: when this returns the new one survives a power cut. */
  public void write(byte[] content) throws IOException {
    write(new ByteArrayInputStream(content));
  }

  /** The same with a text. */
  public void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with what another file holds. */
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
    // What another process left may be open to others.
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

  /** Deletes the file; when this returns that survives a power cut, too. */
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

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
import java.nio.file.Path;
import java.util.Optional;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;

/**
 * A directory with files that only their owner may read, where the file system knows such a thing.
 */
public final class PrivateDirectory implements Disk {

  /** A larger file is none of ours. */
  static final long MAX_BYTES = 64L * 1024 * 1024;

  private final Path directory;

  /** The directory need not exist yet. */
  public PrivateDirectory(Path directory) {
    this.directory = directory;
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    return file(name).read(MAX_BYTES);
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    file(name).write(content);
  }

  @Override
  public void delete(String name) throws IOException {
    file(name).delete();
  }

  @Override
  public void deleteAll(String below) throws IOException {
    Medium.disk().deleteAll(directory.resolve(below));
  }

  private WholeFile file(String name) {
    return new WholeFile(directory.resolve(name));
  }
}

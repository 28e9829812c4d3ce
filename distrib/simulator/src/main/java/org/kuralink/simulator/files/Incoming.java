/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file that is being received; its digests are computed while it is written. Not thread-safe. */
public final class Incoming implements AutoCloseable {
  private final FileStore store;
  private final String id;
  private final String name;
  private final Path partial;
  private final FileChannel out;
  private final MessageDigest md5 = digest("MD5");
  private final MessageDigest sha256 = digest("SHA-256");
  private long size;

  Incoming(FileStore store, String id, String name, Path partial) throws IOException {
    this.store = store;
    this.id = id;
    this.name = name;
    this.partial = partial;
    this.out = FileChannel.open(partial, StandardOpenOption.WRITE);
  }

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  Path partial() {
    return partial;
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many bytes have come. */
  public long size() {
    return size;
  }

  /** Appends these bytes. */
  public void write(byte[] bytes) throws IOException {
    write(ByteBuffer.wrap(bytes));
  }

  /** Appends what remains in the buffer. */
  public void write(ByteBuffer bytes) throws IOException {
    size += bytes.remaining();
    if (size > FileStore.MAX_SIZE) {
      throw new IOException("a file has at most " + FileStore.MAX_SIZE + " bytes");
    }
    md5.update(bytes.duplicate());
    sha256.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** The file is whole. */
  public StoredFile finish() throws IOException {
    out.force(false);
    out.close();
    HexFormat hex = HexFormat.of();
    return store.add(this, size, hex.formatHex(md5.digest()), hex.formatHex(sha256.digest()));
  }

  /** Forgets what has come, unless the file is whole. */
  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(partial);
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadException.Kind;
import org.kuralink.store.Medium;

/** What has been fetched of a file, with the digests of just that much. For one thread. */
final class Part implements Closeable {

  private static final int BUFFER = 64 * 1024;

  private final Map<String, String> wanted;
  private final Map<String, MessageDigest> digests = new LinkedHashMap<>();
  private final Sink sink;
  private long length;

  private Part(Map<String, String> wanted, Sink sink) {
    this.wanted = wanted;
    this.sink = sink;
  }

  /** In a file that may hold the beginning already. */
  static Part in(Path file, Map<String, String> wanted, Medium disk) throws DownloadException {
    try {
      Stored stored = new Stored(disk.openShared(file));
      Part part = new Part(wanted, stored);
      part.readBack(stored.file);
      return part;
    } catch (IOException e) {
      throw storage(e);
    }
  }

  /** A part that is kept in memory; begins with nothing. */
  static Part in(ByteArrayOutputStream memory, Map<String, String> wanted)
      throws DownloadException {
    Part part = new Part(wanted, new Memory(memory));
    part.reset();
    return part;
  }

  long length() {
    return length;
  }

  void write(byte[] bytes, int count) throws DownloadException {
    try {
      sink.write(length, bytes, count);
    } catch (IOException e) {
      throw storage(e);
    }
    update(bytes, count);
  }

  /** Begins again. */
  void clear() throws DownloadException {
    try {
      sink.clear();
    } catch (IOException e) {
      throw storage(e);
    }
    reset();
  }

  /** Lets what there is survive a power cut. */
  void force() throws DownloadException {
    try {
      sink.force();
    } catch (IOException e) {
      throw storage(e);
    }
  }

  /** Ends the digests; the first that differs, in words. */
  Optional<String> difference() {
    Optional<String> difference = Optional.empty();
    for (Map.Entry<String, MessageDigest> digest : digests.entrySet()) {
      String actual = HexFormat.of().formatHex(digest.getValue().digest());
      String ordered = wanted.getOrDefault(digest.getKey(), "");
      if (!actual.equalsIgnoreCase(ordered) && difference.isEmpty()) {
        difference =
            Optional.of(
                "the " + digest.getKey() + " of the file is " + actual + ", ordered is " + ordered);
      }
    }
    return difference;
  }

  @Override
  public void close() {
    try {
      sink.close();
    } catch (IOException e) {
      // What counts has been forced before; the rest is fetched again.
      return;
    }
  }

  private void readBack(Medium.File file) throws IOException, DownloadException {
    reset();
    long size = file.size();
    while (length < size) {
      byte[] bytes = file.read(length, (int) Math.min(BUFFER, size - length));
      update(bytes, bytes.length);
    }
  }

  private void update(byte[] bytes, int count) {
    for (MessageDigest digest : digests.values()) {
      digest.update(bytes, 0, count);
    }
    length += count;
  }

  private void reset() throws DownloadException {
    length = 0;
    for (String method : wanted.keySet()) {
      try {
        digests.put(method, MessageDigest.getInstance(method));
      } catch (NoSuchAlgorithmException e) {
        throw new DownloadException(Kind.WRONG_FILE, "this Java runtime has no " + method);
      }
    }
  }

  private static DownloadException storage(IOException e) {
    return new DownloadException(Kind.LASTING, "the file cannot be written: " + e.getMessage());
  }

  /** Where the bytes go. */
  private interface Sink extends Closeable {

    void write(long from, byte[] bytes, int count) throws IOException;

    void clear() throws IOException;

    void force() throws IOException;
  }

  private record Stored(Medium.File file) implements Sink {

    @Override
    public void write(long from, byte[] bytes, int count) throws IOException {
      file.write(from, count == bytes.length ? bytes : Arrays.copyOf(bytes, count));
    }

    @Override
    public void clear() throws IOException {
      file.truncate(0);
    }

    @Override
    public void force() throws IOException {
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private record Memory(ByteArrayOutputStream memory) implements Sink {

    @Override
    public void write(long from, byte[] bytes, int count) {
      memory.write(bytes, 0, count);
    }

    @Override
    public void clear() {
      memory.reset();
    }

    @Override
    public void force() {
      // Nothing of it outlasts the process.
      return;
    }

    @Override
    public void close() {
      return;
    }
  }
}

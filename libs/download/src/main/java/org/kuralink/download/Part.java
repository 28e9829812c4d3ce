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
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What has been fetched of a file, with the digests of just that much. For one thread. */
final class Part implements Closeable {

  private static final int BUFFER = 64 * 1024;

  private final Map<String, String> wanted;
  private final Map<String, MessageDigest> digests = new LinkedHashMap<>();
  private final PartDisk.Sink sink;
  private long length;

  private Part(Map<String, String> wanted, PartDisk.Sink sink) {
    this.wanted = wanted;
    this.sink = sink;
  }

  /** In a file that may hold the beginning already. */
  static Part in(Path file, Map<String, String> wanted, PartDisk disk)
      throws DownloadException, InterruptedException {
    try {
      Part part = new Part(wanted, disk.append(file));
      part.readBack(file);
      return part;
    } catch (IOException e) {
      throw storage(e);
    }
  }

  /** In memory. */
  static Part in(ByteArrayOutputStream memory, Map<String, String> wanted)
      throws DownloadException {
    Part part = new Part(wanted, new Memory(memory));
    part.reset();
    return part;
  }

  long length() {
    return length;
  }

  void write(byte[] bytes, int count) throws DownloadException, InterruptedException {
    try {
      sink.write(ByteBuffer.wrap(bytes, 0, count));
    } catch (IOException e) {
      throw storage(e);
    }
    update(bytes, count);
  }

  /** Begins again. */
  void clear() throws DownloadException, InterruptedException {
    try {
      sink.clear();
    } catch (IOException e) {
      throw storage(e);
    }
    reset();
  }

  /** Lets what there is survive a power cut. */
  void force() throws DownloadException, InterruptedException {
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

  private void readBack(Path file) throws IOException, DownloadException {
    reset();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        update(buffer, count);
      }
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
        throw DownloadException.wrongFile("this Java runtime has no " + method);
      }
    }
  }

  private static DownloadException storage(IOException e) throws InterruptedException {
    if (e instanceof ClosedByInterruptException) {
      throw new InterruptedException();
    }
    return DownloadException.lasting("the file cannot be written: " + e.getMessage());
  }

  /** As a sink. */
  private record Memory(ByteArrayOutputStream bytes) implements PartDisk.Sink {

    @Override
    public void write(ByteBuffer more) {
      bytes.write(more.array(), more.arrayOffset() + more.position(), more.remaining());
    }

    @Override
    public void clear() {
      bytes.reset();
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

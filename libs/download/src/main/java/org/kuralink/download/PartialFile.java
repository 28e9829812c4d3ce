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
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadException.Kind;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.store.Medium;

/**
 * The bytes of a file that have been fetched so far, with their digests; on disk or in memory. For
 * one thread.
 */
final class PartialFile implements Closeable {

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d{1,18}|\\*)");
  private static final int BUFFER = 64 * 1024;
  private static final double NANOS = 1e9;

  private final DownloadRequest wanted;
  private final Map<String, MessageDigest> digests = new LinkedHashMap<>();
  private final Sink sink;
  private long length;

  private PartialFile(DownloadRequest wanted, Sink sink) {
    this.wanted = wanted;
    this.sink = sink;
  }

  /** Opens a file on disk, which may already hold the beginning. */
  static PartialFile open(Path file, DownloadRequest wanted, Medium disk) throws DownloadException {
    try {
      Stored stored = new Stored(disk.openShared(file));
      PartialFile part = new PartialFile(wanted, stored);
      part.readBack(stored.file);
      return part;
    } catch (IOException e) {
      throw storage(e);
    }
  }

  /** Creates an empty file in memory. */
  static PartialFile inMemory(ByteArrayOutputStream memory, DownloadRequest wanted)
      throws DownloadException {
    PartialFile part = new PartialFile(wanted, new Memory(memory));
    part.reset();
    return part;
  }

  long length() {
    return length;
  }

  /**
   * Checks the status and the headers of a response, and starts again from the beginning if it is
   * not for the rest of the file. Returns the size of the whole file as the server announces it; -1
   * if it does not.
   */
  long begin(WebExchange response) throws IOException, DownloadException, InterruptedException {
    int status = response.status();
    if (status == 206 && length > 0) {
      return checkRange(response.header("Content-Range").orElse("none"));
    }
    if (status == 416 && length > 0) {
      clear();
      throw new DownloadException(Kind.PASSING, "the server has no further bytes (416)");
    }
    if (status != 200) {
      throw refusal(status);
    }
    clear();
    return checkSize(response.length());
  }

  private static DownloadException refusal(int status) {
    String message = "the server answers with status " + status;
    return switch (status) {
      case 401, 403, 410 ->
          new DownloadException(Kind.EXPIRED, "the server refuses the address (" + status + ")");
      case 408, 429 -> new DownloadException(Kind.PASSING, message);
      default ->
          status >= 500
              ? new DownloadException(Kind.PASSING, message)
              : new DownloadException(Kind.LASTING, message);
    };
  }

  private long checkRange(String range) throws DownloadException, InterruptedException {
    Matcher matcher = CONTENT_RANGE.matcher(range);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) != length) {
      clear();
      throw new DownloadException(Kind.PASSING, "the server sends another range: " + range);
    }
    return matcher.group(2).equals("*") ? -1 : checkSize(Long.parseLong(matcher.group(2)));
  }

  private long checkSize(long total) throws DownloadException {
    if (wanted.size() >= 0 && total >= 0 && total != wanted.size()) {
      throw new DownloadException(
          Kind.WRONG_FILE, "the server has " + total + " bytes, ordered are " + wanted.size());
    }
    if (total > wanted.limits().maxBytes()) {
      throw tooLarge();
    }
    return total;
  }

  /**
   * Appends the body of a response.
   *
   * @param fetched receives the number of bytes fetched so far
   */
  void append(InputStream in, LongSupplier nanoTime, LongConsumer fetched)
      throws IOException, DownloadException, InterruptedException {
    byte[] buffer = new byte[BUFFER];
    long most = wanted.size() >= 0 ? wanted.size() : wanted.limits().maxBytes();
    long begun = nanoTime.getAsLong();
    long bytes = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (length + count > most) {
        throw wanted.size() >= 0
            ? new DownloadException(
                Kind.WRONG_FILE, "the file is longer than the " + wanted.size() + " bytes ordered")
            : tooLarge();
      }
      write(buffer, count);
      fetched.accept(length);
      bytes += count;
      long nanos = nanoTime.getAsLong() - begun;
      if (nanos >= wanted.limits().pace().window().toNanos()) {
        checkPace(bytes * NANOS / nanos);
        begun += nanos;
        bytes = 0;
      }
    }
  }

  private void checkPace(double perSecond) throws DownloadException {
    if (perSecond < wanted.limits().pace().bytesPerSecond()) {
      throw new DownloadException(
          Kind.PASSING,
          "the server sends "
              + (long) perSecond
              + " bytes a second, less than "
              + wanted.limits().pace().bytesPerSecond());
    }
  }

  private DownloadException tooLarge() {
    return new DownloadException(
        Kind.LASTING,
        "the file has more than the " + wanted.limits().maxBytes() + " bytes that are allowed");
  }

  private void write(byte[] bytes, int count) throws DownloadException {
    try {
      sink.write(length, bytes, count);
    } catch (IOException e) {
      throw storage(e);
    }
    update(bytes, count);
  }

  /** Deletes what has been fetched. */
  void clear() throws DownloadException {
    try {
      sink.clear();
    } catch (IOException e) {
      throw storage(e);
    }
    reset();
  }

  /** Writes everything to the disk, so that it survives a power cut. */
  void force() throws DownloadException {
    try {
      sink.force();
    } catch (IOException e) {
      throw storage(e);
    }
  }

  /** Completes the digests; describes the first one that differs from the expected digest. */
  Optional<String> difference() {
    Optional<String> difference = Optional.empty();
    for (Map.Entry<String, MessageDigest> digest : digests.entrySet()) {
      String actual = HexFormat.of().formatHex(digest.getValue().digest());
      String ordered = wanted.digests().getOrDefault(digest.getKey(), "");
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
      // All that matters was forced before; the rest is fetched again.
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
    for (String method : wanted.digests().keySet()) {
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

  /** The destination of the bytes. */
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
      // Memory does not survive the process anyway.
      return;
    }

    @Override
    public void close() {
      return;
    }
  }
}

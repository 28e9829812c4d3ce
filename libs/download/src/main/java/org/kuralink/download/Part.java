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
 * What has been fetched of a file, with the digests of just that much: goes on with each answer of
 * a file server. For one thread.
 */
final class Part implements Closeable {

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d{1,18}|\\*)");
  private static final int BUFFER = 64 * 1024;
  private static final double NANOS = 1e9;

  private final DownloadRequest wanted;
  private final Map<String, MessageDigest> digests = new LinkedHashMap<>();
  private final Sink sink;
  private long length;

  private Part(DownloadRequest wanted, Sink sink) {
    this.wanted = wanted;
    this.sink = sink;
  }

  /** In a file that may hold the beginning already. */
  static Part in(Path file, DownloadRequest wanted, Medium disk) throws DownloadException {
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
  static Part in(ByteArrayOutputStream memory, DownloadRequest wanted) throws DownloadException {
    Part part = new Part(wanted, new Memory(memory));
    part.reset();
    return part;
  }

  long length() {
    return length;
  }

  /** How large the file will be, by what the server says; -1 if it does not. */
  long begin(WebAnswer answer) throws IOException, DownloadException, InterruptedException {
    int status = answer.status();
    if (status == 206 && length > 0) {
      return checkRange(answer.header("Content-Range").orElse("none"));
    }
    if (status == 416 && length > 0) {
      clear();
      throw new DownloadException(Kind.PASSING, "the server has no more than what is here (416)");
    }
    if (status != 200) {
      throw refusal(status);
    }
    clear();
    return checkSize(answer.length());
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
   * Reads to the end of the answer.
   *
   * @param fetched hears how much there is now
   */
  void body(InputStream in, LongSupplier nanoTime, LongConsumer fetched)
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

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadException.Kind;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.connection.DownloadRequest;

/** One answer of a file server, written to its place. For one thread. */
final class Transfer {

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d{1,18}|\\*)");
  private static final int BUFFER = 64 * 1024;
  private static final double NANOS = 1e9;

  private final DownloadLimits limits;
  private final Part part;

  /** How large the file has to be; -1 if that is not known. */
  private final long wanted;

  private final LongSupplier nanoTime;
  private final LongConsumer fetched;

  /**
   * @param fetched hears how much there is now
   */
  Transfer(DownloadRequest request, Part part, LongSupplier nanoTime, LongConsumer fetched) {
    this.limits = request.limits();
    this.part = part;
    this.wanted = request.size();
    this.nanoTime = nanoTime;
    this.fetched = fetched;
  }

  /** How large the file will be, by what the server says; -1 if it does not. */
  long begin(WebAnswer answer) throws IOException, DownloadException, InterruptedException {
    int status = answer.status();
    if (status == 206 && part.length() > 0) {
      return checkRange(answer.header("Content-Range").orElse("none"));
    }
    if (status == 416 && part.length() > 0) {
      part.clear();
      throw new DownloadException(Kind.PASSING, "the server has no more than what is here (416)");
    }
    if (status != 200) {
      throw refusal(status);
    }
    part.clear();
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
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) != part.length()) {
      part.clear();
      throw new DownloadException(Kind.PASSING, "the server sends another range: " + range);
    }
    return matcher.group(2).equals("*") ? -1 : checkSize(Long.parseLong(matcher.group(2)));
  }

  private long checkSize(long total) throws DownloadException {
    if (wanted >= 0 && total >= 0 && total != wanted) {
      throw new DownloadException(
          Kind.WRONG_FILE, "the server has " + total + " bytes, ordered are " + wanted);
    }
    if (total > limits.maxBytes()) {
      throw tooLarge();
    }
    return total;
  }

  /** Reads to the end of the answer. */
  void body(InputStream in) throws IOException, DownloadException, InterruptedException {
    byte[] buffer = new byte[BUFFER];
    long most = wanted >= 0 ? wanted : limits.maxBytes();
    long begun = nanoTime.getAsLong();
    long bytes = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (part.length() + count > most) {
        throw wanted >= 0
            ? new DownloadException(
                Kind.WRONG_FILE, "the file is longer than the " + wanted + " bytes ordered")
            : tooLarge();
      }
      part.write(buffer, count);
      fetched.accept(part.length());
      bytes += count;
      long nanos = nanoTime.getAsLong() - begun;
      if (nanos >= limits.pace().window().toNanos()) {
        checkPace(bytes * NANOS / nanos);
        begun += nanos;
        bytes = 0;
      }
    }
  }

  private void checkPace(double perSecond) throws DownloadException {
    if (perSecond < limits.pace().bytesPerSecond()) {
      throw new DownloadException(
          Kind.PASSING,
          "the server sends "
              + (long) perSecond
              + " bytes a second, less than "
              + limits.pace().bytesPerSecond());
    }
  }

  private DownloadException tooLarge() {
    return new DownloadException(
        Kind.LASTING,
        "the file has more than the " + limits.maxBytes() + " bytes that are allowed");
  }
}

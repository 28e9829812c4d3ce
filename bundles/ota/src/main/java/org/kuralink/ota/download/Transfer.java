/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One answer of a file server, written to its place. For one thread. */
final class Transfer {

  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");
  private static final int BUFFER = 64 * 1024;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  private final DownloadLimits limits;
  private final PartFile part;
  private final long ordered;
  private final Pace pace;
  private final LongConsumer fetched;

  /**
   * A transfer.
   *
   * @param ordered the size by the order; -1 if it does not say
   * @param fetched hears how much there is now
   */
  Transfer(DownloadLimits limits, PartFile part, long ordered, Pace pace, LongConsumer fetched) {
    this.limits = limits;
    this.part = part;
    this.ordered = ordered;
    this.pace = pace;
    this.fetched = fetched;
  }

  /** How large the file will be, by what the server says; -1 if it does not. */
  long begin(HttpURLConnection connection)
      throws IOException, DownloadException, InterruptedException {
    int status = connection.getResponseCode();
    long length = connection.getContentLengthLong();
    switch (status) {
      case HttpURLConnection.HTTP_OK -> part.clear();
      case PARTIAL -> {
        return checkRange(String.valueOf(connection.getHeaderField("Content-Range")));
      }
      case RANGE_NOT_SATISFIABLE -> {
        boolean had = part.length() > 0;
        part.clear();
        throw had
            ? DownloadException.passing("the server has no more than what is here (416)")
            : DownloadException.lasting("the server answers with status 416");
      }
      case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN ->
          throw DownloadException.expired("the server refuses the address (" + status + ")");
      case HttpURLConnection.HTTP_CLIENT_TIMEOUT, TOO_MANY ->
          throw DownloadException.passing("the server answers with status " + status);
      default ->
          throw status >= SERVER_ERROR
              ? DownloadException.passing("the server answers with status " + status)
              : DownloadException.lasting("the server answers with status " + status);
    }
    return checkSize(length);
  }

  private long checkRange(String range) throws DownloadException, InterruptedException {
    Matcher matcher = CONTENT_RANGE.matcher(range);
    if (!matcher.matches() || !matcher.group(1).equals(String.valueOf(part.length()))) {
      part.clear();
      throw DownloadException.passing("the server sends another range: " + range);
    }
    return matcher.group(2).equals("*") ? -1 : checkSize(Long.parseLong(matcher.group(2)));
  }

  private long checkSize(long total) throws DownloadException {
    if (ordered >= 0 && total >= 0 && total != ordered) {
      throw DownloadException.wrongFile(
          "the server has " + total + " bytes, ordered are " + ordered);
    }
    if (total > limits.maxBytes()) {
      throw tooLarge(total);
    }
    return total;
  }

  /** Reads to the end of the answer. */
  void body(InputStream in) throws IOException, DownloadException, InterruptedException {
    byte[] buffer = new byte[BUFFER];
    long most = ordered >= 0 ? ordered : limits.maxBytes();
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (part.length() + count > most) {
        throw ordered >= 0
            ? DownloadException.wrongFile(
                "the file is longer than the " + ordered + " bytes ordered")
            : tooLarge(part.length() + count);
      }
      part.write(buffer, count);
      fetched.accept(part.length());
      pace.add(count);
    }
  }

  private DownloadException tooLarge(long size) {
    return DownloadException.lasting(
        "the file has " + size + " bytes, allowed are " + limits.maxBytes());
  }
}

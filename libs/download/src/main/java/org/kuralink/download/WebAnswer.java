/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server answers: status and headers have come, the body comes as it is read (RFC 9112). For
 * one thread; to be closed, which ends the connection.
 */
public final class WebAnswer implements Closeable {

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.\\d (\\d{3})(?: .*)?");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
  private static final Pattern PIECE = Pattern.compile("([0-9A-Fa-f]{1,15})\\s*(?:;.*)?");
  private static final int MAX_HEAD = 64 * 1024;

  private final InputStream in;
  private final TimeLimit limit;
  private final Closeable connection;
  private final Map<String, String> headers = new HashMap<>();
  private int status;
  private int lineBytes;

  private WebAnswer(InputStream in, TimeLimit limit, Closeable connection) {
    this.in = in;
    this.limit = limit;
    this.connection = connection;
  }

  /**
   * Reads status and headers.
   *
   * @param in buffered
   * @param connection is closed with the answer
   */
  static WebAnswer read(InputStream in, TimeLimit limit, Closeable connection) throws IOException {
    WebAnswer answer = new WebAnswer(in, limit, connection);
    do {
      answer.readHead();
    } while (answer.status >= 100 && answer.status < 200);
    return answer;
  }

  /** The status code, 200 to 599 if the server is in its senses. */
  public int status() {
    return status;
  }

  /** A header, whatever its case; the first of several. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** How many bytes the body has; -1 if the server does not say. */
  public long length() throws IOException {
    String text = headers.get("content-length");
    if (text == null || isChunked()) {
      return -1;
    }
    if (!LENGTH.matcher(text).matches()) {
      throw new ProtocolException("the server sends a length that is no number");
    }
    return Long.parseLong(text);
  }

  /**
   * The body, as it comes.
   *
   * @throws IOException also while it is read: the server has stopped before the end, or the time
   *     is over
   */
  public InputStream body() throws IOException {
    return status == 204 || status == 304 ? InputStream.nullInputStream() : new Body(length());
  }

  /**
   * The whole body.
   *
   * @throws ProtocolException if it has more bytes than that
   */
  public byte[] bytes(int most) throws IOException {
    byte[] bytes = body().readNBytes(most + 1);
    if (bytes.length > most) {
      throw new ProtocolException("the answer has more than " + most + " bytes");
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }

  private boolean isChunked() {
    String coding = headers.getOrDefault("transfer-encoding", "");
    return coding.toLowerCase(Locale.ROOT).endsWith("chunked");
  }

  private void readHead() throws IOException {
    Matcher line = STATUS.matcher(readLine());
    if (!line.matches()) {
      throw new ProtocolException("the server does not speak HTTP");
    }
    status = Integer.parseInt(line.group(1));
    headers.clear();
    for (String header = readLine(); !header.isEmpty(); header = readLine()) {
      int colon = header.indexOf(':');
      if (colon > 0) {
        String name = header.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        String value = header.substring(colon + 1).strip();
        String former = headers.putIfAbsent(name, value);
        if (former != null && name.equals("content-length") && !former.equals(value)) {
          throw new ProtocolException("the server sends two lengths");
        }
      }
    }
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    byte[] one = new byte[1];
    for (take(one, 1); one[0] != '\n'; take(one, 1)) {
      if (++lineBytes > MAX_HEAD) {
        throw new ProtocolException("the server sends more than " + MAX_HEAD + " bytes of headers");
      }
      line.append((char) (one[0] & 0xff));
    }
    int end = line.length() - 1;
    return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
  }

  private void take(byte[] bytes, int count) throws IOException {
    if (take(bytes, 0, count) < 0) {
      throw new EOFException("the server closed the connection before it had answered");
    }
  }

  private int take(byte[] bytes, int offset, int count) throws IOException {
    limit.check();
    try {
      return in.read(bytes, offset, count);
    } catch (IOException e) {
      limit.check();
      throw e;
    }
  }

  /** As long as the server has said before, in pieces that each say it, or up to the close. */
  private final class Body extends InputStream {

    private final long length;
    private final boolean inPieces = isChunked();
    private long left;
    private boolean ended;

    Body(long length) {
      this.length = length;
      this.left = inPieces ? 0 : length < 0 ? Long.MAX_VALUE : length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      if (inPieces && left == 0 && !ended) {
        beginPiece();
      }
      if (ended || left == 0) {
        return -1;
      }
      int came = take(bytes, offset, (int) Math.min(count, left));
      if (came < 0) {
        ended = true;
        if (inPieces || length >= 0) {
          throw new EOFException(
              inPieces
                  ? "the server stopped within a piece"
                  : "the server stopped after " + (length - left) + " of " + length + " bytes");
        }
        return -1;
      }
      left -= came;
      if (inPieces && left == 0 && !readLine().isEmpty()) {
        throw new ProtocolException("the server sends more than the pieces that it announces");
      }
      return came;
    }

    private void beginPiece() throws IOException {
      lineBytes = 0;
      Matcher piece = PIECE.matcher(readLine());
      if (!piece.matches()) {
        throw new ProtocolException("the server sends pieces without their length");
      }
      left = Long.parseLong(piece.group(1), 16);
      if (left == 0) {
        ended = true;
        String trailer = readLine();
        while (!trailer.isEmpty()) {
          trailer = readLine();
        }
      }
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A WebSocket client that carries MQTT in binary frames (RFC 6455): one frame per flush; pings are
 * answered, a close frame ends the input.
 */
final class WebSocketFrames {

  private static final String ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int MAX_HEADER = 16 * 1024;
  private static final int CONTINUATION = 0;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private final DataInputStream in;
  private final OutputStream out;
  private final SecureRandom random = new SecureRandom();

  private WebSocketFrames(InputStream in, OutputStream out) {
    this.in = new DataInputStream(in);
    this.out = out;
  }

  /** Requests the upgrade; fails if the server refuses. */
  static WebSocketFrames open(InputStream in, OutputStream out, String host, int port)
      throws IOException {
    WebSocketFrames line = new WebSocketFrames(in, out);
    line.upgrade(host.contains(":") ? "[" + host + "]" : host, port);
    return line;
  }

  InputStream input() {
    return new Input();
  }

  OutputStream output() {
    return new Output();
  }

  private void upgrade(String host, int port) throws IOException {
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    String key = Base64.getEncoder().encodeToString(nonce);
    String request =
        String.join(
            "\r\n",
            "GET /mqtt HTTP/1.1",
            "Host: " + host + ":" + port,
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: " + key,
            "Sec-WebSocket-Protocol: mqtt",
            "Sec-WebSocket-Version: 13",
            "",
            "");
    out.write(request.getBytes(StandardCharsets.US_ASCII));
    out.flush();
    String status = line();
    if (!status.matches("HTTP/1\\.1 101( .*)?")) {
      throw new ProtocolException("the server refused WebSocket with '" + status + "'");
    }
    boolean accepted = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      if (colon > 0 && header.substring(0, colon).equalsIgnoreCase("Sec-WebSocket-Accept")) {
        accepted = header.substring(colon + 1).trim().equals(expected(key));
      }
    }
    if (!accepted) {
      throw new ProtocolException("the server did not accept the WebSocket key");
    }
  }

  private static String expected(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + ACCEPT).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-1", e);
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (line.length() >= MAX_HEADER) {
        throw new ProtocolException("a header of the response is too long");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  private synchronized void send(int opcode, byte[] payload) throws IOException {
    int length = payload.length;
    ByteBuffer frame = ByteBuffer.allocate(length + 14);
    frame.put((byte) (0x80 | opcode));
    if (length < 126) {
      frame.put((byte) (0x80 | length));
    } else if (length < 65_536) {
      frame.put((byte) (0x80 | 126)).putShort((short) length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(length);
    }
    byte[] mask = new byte[4];
    random.nextBytes(mask);
    frame.put(mask);
    for (int i = 0; i < length; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    out.write(frame.array(), 0, frame.position());
    out.flush();
  }

  private final class Input extends InputStream {

    private long left;

    @Override
    public int available() throws IOException {
      return (int) Math.min(left, in.available());
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int count = read(one, 0, 1);
      return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (left == 0) {
        if (!nextFrame()) {
          return -1;
        }
      }
      int count = in.read(buffer, offset, (int) Math.min(left, length));
      if (count > 0) {
        left -= count;
      }
      return count;
    }

    private boolean nextFrame() throws IOException {
      int first = in.read();
      if (first < 0) {
        return false;
      }
      int second = in.readUnsignedByte();
      long length = second & 0x7f;
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      if ((second & 0x80) != 0 || length < 0) {
        throw new ProtocolException("an invalid WebSocket frame");
      }
      switch (first & 0x0f) {
        case CONTINUATION, BINARY -> left = length;
        case PING -> send(PONG, control(length));
        case PONG -> control(length);
        case CLOSE -> {
          return false;
        }
        default ->
            throw new ProtocolException(
                "a WebSocket frame of unknown type " + Integer.toHexString(first & 0x0f));
      }
      return true;
    }

    private byte[] control(long length) throws IOException {
      if (length > 125) {
        throw new ProtocolException("a WebSocket control frame is too long");
      }
      byte[] payload = new byte[(int) length];
      in.readFully(payload);
      return payload;
    }
  }

  private final class Output extends OutputStream {

    private final ByteArrayOutputStream frame = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      frame.write(b);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      frame.write(buffer, offset, length);
    }

    @Override
    public void flush() throws IOException {
      if (frame.size() > 0) {
        byte[] payload = frame.toByteArray();
        frame.reset();
        send(BINARY, payload);
      }
    }
  }
}

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
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server that a test controls by byte, on the test's own thread. Every wait is limited to ten
 * seconds.
 */
final class FakeBroker implements AutoCloseable {

  static final int CONNECT = 1;
  static final int PUBLISH = 3;
  static final int PUBACK = 4;
  static final int SUBSCRIBE = 8;
  static final int UNSUBSCRIBE = 10;
  static final int PINGREQ = 12;
  static final int DISCONNECT = 14;

  private static final int LIMIT = 10_000;

  private final ServerSocket server;
  private final List<Peer> peers = new ArrayList<>();

  private FakeBroker(ServerSocket server) throws IOException {
    this.server = server;
    server.setSoTimeout(LIMIT);
  }

  static FakeBroker plain() throws IOException {
    return new FakeBroker(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
  }

  static FakeBroker tls(SSLContext context) throws IOException {
    return new FakeBroker(
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
  }

  int port() {
    return server.getLocalPort();
  }

  /** The next client. */
  Peer accept() throws IOException {
    Socket socket = server.accept();
    socket.setSoTimeout(LIMIT);
    Peer peer = new Peer(socket);
    peers.add(peer);
    return peer;
  }

  /** The next client, logged in. */
  Peer welcome() throws IOException {
    Peer peer = accept();
    peer.expect(CONNECT);
    peer.send(0x20, 0, 0);
    return peer;
  }

  @Override
  public void close() throws IOException {
    for (Peer peer : peers) {
      peer.close();
    }
    server.close();
  }

  /** A packet without its first two to five bytes. */
  record Packet(int type, int flags, byte[] body) {

    int id() {
      int at = type == PUBLISH ? 2 + (body[0] << 8 | body[1] & 0xff) : 0;
      return (body[at] & 0xff) << 8 | body[at + 1] & 0xff;
    }

    String topic() {
      return new String(body, 2, body[0] << 8 | body[1] & 0xff, StandardCharsets.UTF_8);
    }

    /** All of it, for looking for a text in it. */
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** One client. */
  static final class Peer {

    private final Socket socket;
    private DataInputStream in;
    private OutputStream out;

    private Peer(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new DataInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    /** The next packet; null if the client hung up. */
    @Nullable Packet next() throws IOException {
      int first = in.read();
      if (first < 0) {
        return null;
      }
      int length = 0;
      int shift = 0;
      int digit;
      do {
        digit = in.readUnsignedByte();
        length |= (digit & 0x7f) << shift;
        shift += 7;
      } while ((digit & 0x80) != 0);
      byte[] body = new byte[length];
      in.readFully(body);
      return new Packet(first >> 4, first & 0x0f, body);
    }

    /** The next byte, whatever it means. */
    int nextByte() throws IOException {
      return in.readUnsignedByte();
    }

    Packet expect(int type) throws IOException {
      Packet packet = next();
      if (packet == null || packet.type() != type) {
        throw new AssertionError("expected packet " + type + " but got " + packet);
      }
      return packet;
    }

    /** Sends a short packet: its first byte, then its body. */
    void send(int first, int... body) throws IOException {
      byte[] bytes = new byte[body.length + 2];
      bytes[0] = (byte) first;
      bytes[1] = (byte) body.length;
      for (int i = 0; i < body.length; i++) {
        bytes[i + 2] = (byte) body[i];
      }
      raw(bytes);
    }

    void acknowledge(int first, Packet packet, int... more) throws IOException {
      int[] body = new int[2 + more.length];
      body[0] = packet.id() >> 8;
      body[1] = packet.id() & 0xff;
      System.arraycopy(more, 0, body, 2, more.length);
      send(first, body);
    }

    void publish(String topic, String payload, int id) throws IOException {
      byte[] name = topic.getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(name.length >> 8);
      body.write(name.length);
      body.write(name);
      if (id > 0) {
        body.write(id >> 8);
        body.write(id);
      }
      body.write(payload.getBytes(StandardCharsets.UTF_8));
      ByteArrayOutputStream packet = new ByteArrayOutputStream();
      packet.write(id > 0 ? 0x32 : 0x30);
      int left = body.size();
      do {
        packet.write(left & 0x7f | (left > 0x7f ? 0x80 : 0));
        left >>= 7;
      } while (left > 0);
      body.writeTo(packet);
      raw(packet.toByteArray());
    }

    void raw(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    /** Reads and drops everything until the client hangs up, answering nothing. */
    Thread swallow() {
      Thread thread =
          new Thread(
              () -> {
                try {
                  socket.setSoTimeout(60_000);
                  in.transferTo(OutputStream.nullOutputStream());
                } catch (IOException ignored) {
                  // the end of the test
                }
              },
              "swallow");
      thread.setDaemon(true);
      thread.start();
      return thread;
    }

    void close() throws IOException {
      socket.close();
    }

    /** Hangs up with an RST, which no byte that was not read survives. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Takes the upgrade to WebSocket, and from then on speaks frames. */
    Peer upgrade() throws IOException {
      String key = "";
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (line.startsWith("Sec-WebSocket-Key: ")) {
          key = line.substring(19);
        }
      }
      raw(
          ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Protocol: mqtt\r\nsec-websocket-accept:"
                  + accept(key)
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      in = new DataInputStream(new Unframed(in));
      OutputStream below = out;
      out =
          new OutputStream() {
            @Override
            public void write(int b) {
              throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes) throws IOException {
              below.write(frame(0x82, bytes));
            }
          };
      return this;
    }

    /** Sends bytes below the frames. */
    void below(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }

    String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n' && c >= 0; c = in.read()) {
        line.append((char) c);
      }
      return line.toString().trim();
    }

    private static String accept(String key) {
      try {
        byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes();
        return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
      } catch (java.security.NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** A frame as a server sends it. */
  static byte[] frame(int first, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length < 126) {
      frame.write(payload.length);
    } else if (payload.length < 65_536) {
      frame.write(126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  /** What a client put into frames; text of control frames is dropped. */
  private static final class Unframed extends InputStream {

    private final DataInputStream in;
    private byte[] frame = new byte[0];
    private int at;

    Unframed(DataInputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      while (at == frame.length) {
        int first = in.read();
        if (first < 0) {
          return -1;
        }
        int second = in.readUnsignedByte();
        if ((second & 0x80) == 0) {
          throw new AssertionError("a client must mask its frames");
        }
        long length = second & 0x7f;
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        byte[] mask = new byte[4];
        in.readFully(mask);
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
          payload[i] ^= mask[i % 4];
        }
        if ((first & 0x0f) == 2) {
          frame = payload;
          at = 0;
        }
      }
      return frame[at++] & 0xff;
    }
  }
}

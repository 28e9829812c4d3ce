/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A double of the platform's CoAP service that a test controls by datagram, without a library. */
final class CoapDouble implements AutoCloseable {

  static final int CON = 0;
  static final int NON = 1;
  static final int ACK = 2;
  static final int RST = 3;
  static final String RANDOM = "0f1e2d3c4b5a6978";

  /** What came, each message once. */
  final List<Datagram> requests = new CopyOnWriteArrayList<>();

  /** What came, repetitions included. */
  final List<Datagram> datagrams = new CopyOnWriteArrayList<>();

  volatile Function<Datagram, List<byte[]>> logins = this::token;
  volatile Function<Datagram, List<byte[]>> messages = request -> List.of(request.ack(205));

  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final Map<String, List<byte[]>> answered = new ConcurrentHashMap<>();
  private final List<byte[]> held = new ArrayList<>();
  private final String secret;
  private final Random chance = new Random(7);
  private volatile int percent;
  private volatile int jitterMillis;
  private volatile int offset = 1;
  private volatile int issued;

  CoapDouble(String secret) throws IOException {
    this.secret = secret;
    Thread thread = new Thread(this::serve, "coap-double");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  /** From now on loses, doubles and swaps so many of a hundred datagrams, each way. */
  void disturb(int percentEach) {
    percent = percentEach;
  }

  /** From now on each answer takes its own time, up to this. */
  void jitter(int mostMillis) {
    jitterMillis = mostMillis;
  }

  /** Log-ins give this offset from now on. */
  void offset(int next) {
    offset = next;
  }

  List<byte[]> token(Datagram request) {
    String body =
        "{\"random\":\""
            + RANDOM
            + "\",\"seqOffset\":"
            + offset
            + ",\"token\":\"tok-"
            + ++issued
            + "\"}";
    return List.of(request.ack(205, body.getBytes(StandardCharsets.UTF_8)));
  }

  List<Datagram> to(String path) {
    return requests.stream().filter(one -> one.path().startsWith(path)).toList();
  }

  /** What a message says. */
  String text(Datagram message) {
    return new String(decrypt(message.payload), StandardCharsets.UTF_8);
  }

  long number(Datagram message) {
    return Long.parseLong(new String(decrypt(message.option(2089)), StandardCharsets.US_ASCII));
  }

  /** The same as bytes. */
  byte[] bytes(Datagram message) {
    return decrypt(message.payload);
  }

  private byte[] decrypt(byte[] encrypted) {
    return crypt(Cipher.DECRYPT_MODE, encrypted);
  }

  byte[] crypt(int mode, byte[] content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((secret + "," + RANDOM).getBytes(StandardCharsets.UTF_8));
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          mode,
          new SecretKeySpec(digest, 8, 16, "AES"),
          new IvParameterSpec("543yhjy97ae7fyfg".getBytes(StandardCharsets.US_ASCII)));
      return cipher.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void serve() {
    byte[] buffer = new byte[2048];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
        for (int i = times(); i > 0; i--) {
          heard(Datagram.parse(bytes), packet.getSocketAddress());
        }
      } catch (IOException e) {
        return;
      }
    }
  }

  private void heard(Datagram request, SocketAddress from) throws IOException {
    datagrams.add(request);
    if (request.code == 0) {
      return;
    }
    List<byte[]> answers = answered.get(from + " " + request.id);
    if (answers == null) {
      requests.add(request);
      answers = (request.path().equals("/auth") ? logins : messages).apply(request);
      answered.put(from + " " + request.id, answers);
    }
    for (byte[] answer : answers) {
      for (int i = times(); i > 0; i--) {
        if (jitterMillis == 0) {
          send(answer, from);
        } else {
          CompletableFuture.delayedExecutor(chance.nextInt(jitterMillis), TimeUnit.MILLISECONDS)
              .execute(() -> sendLate(answer, from));
        }
      }
    }
  }

  private synchronized void sendLate(byte[] answer, SocketAddress to) {
    try {
      send(answer, to);
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private int times() {
    int dice = chance.nextInt(100);
    return dice < percent ? 0 : dice < 2 * percent ? 2 : 1;
  }

  private void send(byte[] answer, SocketAddress to) throws IOException {
    if (chance.nextInt(100) < percent && held.isEmpty()) {
      held.add(answer);
      return;
    }
    socket.send(new DatagramPacket(answer, answer.length, to));
    for (byte[] late : held) {
      socket.send(new DatagramPacket(late, late.length, to));
    }
    held.clear();
  }

  @Override
  public void close() {
    socket.close();
  }

  /** One datagram (RFC 7252, 3). */
  record Datagram(
      int type,
      int code,
      int id,
      byte[] token,
      List<Map.Entry<Integer, byte[]>> options,
      byte[] payload) {

    static Datagram parse(byte[] in) {
      int tokenLength = in[0] & 15;
      byte[] token = Arrays.copyOfRange(in, 4, 4 + tokenLength);
      List<Map.Entry<Integer, byte[]>> options = new ArrayList<>();
      int at = 4 + tokenLength;
      int number = 0;
      while (at < in.length && (in[at] & 0xff) != 0xff) {
        int delta = (in[at] & 0xff) >> 4;
        int length = in[at++] & 15;
        if (delta >= 13) {
          int bytes = delta - 12;
          delta = bytes == 1 ? (in[at] & 0xff) + 13 : two(in, at) + 269;
          at += bytes;
        }
        if (length >= 13) {
          int bytes = length - 12;
          length = bytes == 1 ? (in[at] & 0xff) + 13 : two(in, at) + 269;
          at += bytes;
        }
        number += delta;
        options.add(Map.entry(number, Arrays.copyOfRange(in, at, at + length)));
        at += length;
      }
      byte[] payload = at < in.length ? Arrays.copyOfRange(in, at + 1, in.length) : new byte[0];
      return new Datagram((in[0] >> 4) & 3, in[1] & 0xff, two(in, 2), token, options, payload);
    }

    private static int two(byte[] in, int at) {
      return (in[at] & 0xff) << 8 | in[at + 1] & 0xff;
    }

    byte[] option(int number) {
      return options.stream()
          .filter(one -> one.getKey() == number)
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse(new byte[0]);
    }

    String path() {
      StringBuilder path = new StringBuilder();
      options.stream()
          .filter(one -> one.getKey() == 11)
          .forEach(
              one -> path.append('/').append(new String(one.getValue(), StandardCharsets.UTF_8)));
      return path.toString();
    }

    String tokenOption() {
      return new String(option(2088), StandardCharsets.US_ASCII);
    }

    /** The answer in the acknowledgement; 401 is 4.01. */
    byte[] ack(int status, byte[] body) {
      return answer(ACK, status, id, token, body);
    }

    byte[] ack(int status) {
      return ack(status, new byte[0]);
    }

    /** A success that says that it is CBOR. */
    byte[] cbor(byte[] body) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(answer(ACK, 205, id, token, new byte[0]));
      out.write(0xc1);
      out.write(60);
      out.write(0xff);
      out.writeBytes(body);
      return out.toByteArray();
    }

    /** What it says that it is: 50 is JSON, 60 is CBOR. */
    int format() {
      return option(12)[0];
    }

    /** An answer with option 2090. */
    byte[] named(String messageId, byte[] body) {
      byte[] plain = answer(ACK, 205, id, token, new byte[0]);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(plain);
      out.write(0xe0 | 13);
      out.write((2090 - 269) >> 8);
      out.write(2090 - 269);
      out.write(messageId.length() - 13);
      out.writeBytes(messageId.getBytes(StandardCharsets.US_ASCII));
      out.write(0xff);
      out.writeBytes(body);
      return out.toByteArray();
    }

    static byte[] answer(int type, int status, int id, byte[] token, byte[] body) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(0x40 | type << 4 | token.length);
      out.write((status / 100) << 5 | status % 100);
      out.write(id >> 8);
      out.write(id);
      out.writeBytes(token);
      if (body.length > 0) {
        out.write(0xff);
        out.writeBytes(body);
      }
      return out.toByteArray();
    }
  }
}

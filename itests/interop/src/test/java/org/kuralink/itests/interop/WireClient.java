/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Queue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An MQTT 3.1.1 client that writes each byte itself, to reproduce the message formats of the
 * official C SDKs without a client library.
 */
final class WireClient implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final int CONNECT = 1;
  private static final int CONNACK = 2;
  private static final int PUBLISH = 3;
  private static final int PUBACK = 4;
  private static final int SUBSCRIBE = 8;
  private static final int SUBACK = 9;

  /** A received message. */
  record Arrived(String topic, String payload, int qos) {}

  private record Packet(int type, int flags, byte[] body) {}

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final Queue<Packet> publishes = new ArrayDeque<>();

  WireClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  /** Sends CONNECT and returns the return code of the CONNACK. */
  int connect(
      String clientId, String user, String password, int keepAliveSeconds, boolean cleanSession)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeUTF("MQTT");
    body.writeByte(4);
    body.writeByte(0xC0 | (cleanSession ? 0x02 : 0));
    body.writeShort(keepAliveSeconds);
    body.writeUTF(clientId);
    body.writeUTF(user);
    body.writeUTF(password);
    send(CONNECT, 0, bytes.toByteArray());
    return await(CONNACK).body()[1];
  }

  /** Subscribes one filter and returns the code that was granted. */
  int subscribe(int packetId, String filter, int qos) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeShort(packetId);
    body.writeUTF(filter);
    body.writeByte(qos);
    send(SUBSCRIBE, 2, bytes.toByteArray());
    return await(SUBACK).body()[2] & 0xFF;
  }

  void publish(String topic, String payload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeUTF(topic);
    body.write(payload.getBytes(StandardCharsets.UTF_8));
    send(PUBLISH, 0, bytes.toByteArray());
  }

  /** Publishes with QoS 1 and waits for the PUBACK. */
  void publishAcknowledged(int packetId, String topic, String payload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeUTF(topic);
    body.writeShort(packetId);
    body.write(payload.getBytes(StandardCharsets.UTF_8));
    send(PUBLISH, 2, bytes.toByteArray());
    await(PUBACK);
  }

  /** Waits for a message on exactly this topic; acknowledges what has to be. */
  Arrived awaitMessage(String topic) throws IOException {
    while (true) {
      Packet packet = publishes.isEmpty() ? read() : publishes.remove();
      if (packet.type() == PUBLISH) {
        Arrived message = arrived(packet);
        if (message.topic().equals(topic)) {
          return message;
        }
      }
    }
  }

  private Arrived arrived(Packet packet) throws IOException {
    DataInputStream body = new DataInputStream(new ByteArrayInputStream(packet.body()));
    String topic = body.readUTF();
    int qos = (packet.flags() >> 1) & 3;
    if (qos > 0) {
      byte[] id = body.readNBytes(2);
      send(PUBACK, 0, id);
    }
    return new Arrived(topic, new String(body.readAllBytes(), StandardCharsets.UTF_8), qos);
  }

  private Packet await(int type) throws IOException {
    while (true) {
      Packet packet = read();
      if (packet.type() == type) {
        return packet;
      }
      if (packet.type() == PUBLISH) {
        publishes.add(packet);
      }
    }
  }

  private Packet read() throws IOException {
    int head = in.readUnsignedByte();
    int length = 0;
    int shift = 0;
    int digit;
    do {
      digit = in.readUnsignedByte();
      length |= (digit & 0x7F) << shift;
      shift += 7;
    } while ((digit & 0x80) != 0);
    return new Packet(head >> 4, head & 0x0F, in.readNBytes(length));
  }

  private void send(int type, int flags, byte[] body) throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(type << 4 | flags);
    int rest = body.length;
    do {
      packet.write(rest > 0x7F ? rest & 0x7F | 0x80 : rest);
      rest >>= 7;
    } while (rest > 0);
    packet.write(body);
    out.write(packet.toByteArray());
    out.flush();
  }

  /** The HMAC of a log-in as the C SDKs write it: upper-case hexadecimal. */
  static String sign(String algorithm, String secret, String content)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
    byte[] signature = mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(signature).toUpperCase(Locale.ROOT);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

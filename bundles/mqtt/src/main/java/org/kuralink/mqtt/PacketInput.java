/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.kuralink.api.codec.VisibleText;

/**
 * Reads whole packets of the server and passes on only packets that Paho can process; messages that
 * need no processing by Paho take the {@link PahoBypass}. An invalid message is reported, and
 * passed on as {@link PahoTopic#DROPPED} if it requires an acknowledgement, so that the server does
 * not send it again; an invalid packet ends the link.
 */
final class PacketInput extends InputStream {

  /** The maximum size of a message with its topic; far more than the platform sends. */
  static final int MAX_MESSAGE = 16 * 1024 * 1024;

  private static final int CONNACK = 2;
  private static final int PUBLISH = 3;
  private static final int PUBACK = 4;
  private static final int PUBREC = 5;
  private static final int PUBREL = 6;
  private static final int PUBCOMP = 7;
  private static final int SUBACK = 9;
  private static final int UNSUBACK = 11;
  private static final int PINGRESP = 13;
  private static final int MAX_SUBACK = 2 + 1024;
  private static final int MAX_TOPIC = 0xffff;

  /** Smaller packets are read at once. */
  private static final int SMALL = 64 * 1024;

  private final InputStream in;
  private final Runnable begins;
  private final Consumer<String> dropped;
  private final PahoBypass bypass;
  private byte[] packet = {};
  private int at;
  private boolean welcomed;
  private volatile Optional<Boolean> sessionPresent = Optional.empty();

  /**
   * Reads packets.
   *
   * @param begins called at the first byte of each packet
   * @param dropped is told why a message is dropped
   */
  PacketInput(InputStream in, Runnable begins, Consumer<String> dropped, PahoBypass bypass) {
    this.bypass = bypass;
    this.in = in;
    this.begins = begins;
    this.dropped = dropped;
  }

  @Override
  public int read() throws IOException {
    return filled() ? packet[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!filled()) {
      return -1;
    }
    int count = Math.min(length, packet.length - at);
    System.arraycopy(packet, at, buffer, offset, count);
    at += count;
    return count;
  }

  /**
   * Returns the rest of the current packet; Paho calls this before each packet and ignores the
   * result.
   */
  @Override
  public int available() {
    return packet.length - at;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /**
   * Returns whether the session was present, once the server has accepted the log-in. Any thread.
   */
  Optional<Boolean> sessionPresent() {
    return sessionPresent;
  }

  private boolean filled() throws IOException {
    while (at == packet.length) {
      int first = in.read();
      if (first < 0) {
        return false;
      }
      begins.run();
      packet = next(first);
      at = 0;
    }
    return true;
  }

  /** Returns the next packet in the form for Paho; empty if Paho does not get it. */
  private byte[] next(int first) throws IOException {
    int type = first >> 4;
    if (!welcomed && type != CONNACK) {
      throw new ForeignBytesException("a packet of type " + type + " before CONNACK");
    }
    welcomed = true;
    int length = length();
    if (type == PUBLISH) {
      return length > SMALL
          ? message(first & 0x0f, length, in)
          : message(first & 0x0f, length, new ByteArrayInputStream(body(in, length)));
    }
    boolean possible =
        switch (type) {
          case CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, UNSUBACK -> length == 2;
          case SUBACK -> length > 2 && length <= MAX_SUBACK;
          case PINGRESP -> length == 0;
          default -> false;
        };
    if (!possible) {
      throw new ForeignBytesException("a packet of type " + type + " with " + length + " bytes");
    }
    byte[] body = body(in, length);
    if (type == CONNACK && body[1] == 0) {
      sessionPresent = Optional.of((body[0] & 1) != 0);
    }
    return written(first, body);
  }

  private int length() throws IOException {
    int length = 0;
    for (int shift = 0; shift <= 21; shift += 7) {
      int digit = octet();
      length |= (digit & 0x7f) << shift;
      if (digit < 0x80) {
        return length;
      }
    }
    throw new ForeignBytesException("a length of more than four bytes");
  }

  private byte[] message(int flags, int length, InputStream from) throws IOException {
    int qos = flags >> 1 & 3;
    int idLength = qos == 0 ? 0 : 2;
    byte[] head = body(from, Math.min(length, 2));
    int topicLength = head.length < 2 ? MAX_TOPIC : (head[0] & 0xff) << 8 | head[1] & 0xff;
    int left = length - head.length;
    if (qos == 3 || topicLength + idLength > left) {
      from.skipNBytes(left);
      dropped.accept(
          qos == 3 ? "its quality of service is 3" : "its topic is longer than the message");
      return new byte[0];
    }
    byte[] topic = body(from, topicLength);
    byte[] id = body(from, idLength);
    left -= topicLength + idLength;
    if (qos > 0 && id[0] == 0 && id[1] == 0) {
      from.skipNBytes(left);
      dropped.accept("it has no packet id");
      return new byte[0];
    }
    if (length > MAX_MESSAGE) {
      from.skipNBytes(left);
      return dropped(flags, id, "it has " + length + " bytes");
    }
    byte[] payload = body(from, left);
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(topic)).toString();
    } catch (CharacterCodingException e) {
      return dropped(flags, id, "its topic is not UTF-8");
    }
    String fault = fault(name);
    return fault.isEmpty()
        ? handOn(flags, name, id, payload)
        : dropped(flags, id, "its topic '" + VisibleText.of(name, 200) + "' " + fault);
  }

  /** Bypasses Paho if possible, else returns the message with a topic that Paho can process. */
  private byte[] handOn(int flags, String name, byte[] id, byte[] payload) {
    if (bypass.takes(flags >> 1 & 3, name, payload, (flags & 8) != 0)) {
      return acknowledged(flags, id);
    }
    byte[] encoded = PahoTopic.encode(name).getBytes(StandardCharsets.UTF_8);
    if (encoded.length > MAX_TOPIC) {
      return dropped(flags, id, "its topic is too long");
    }
    bypass.passed();
    return message(flags, encoded, id, payload);
  }

  /** Returns what is wrong with a topic; empty if it is valid. */
  private static String fault(String topic) {
    if (topic.isEmpty()) {
      return "is empty";
    }
    boolean wildcard = false;
    for (int i = 0; i < topic.length(); i++) {
      char c = topic.charAt(i);
      if (Character.isISOControl(c)) {
        return "has a control character";
      }
      wildcard |= c == '+' || c == '#';
    }
    return wildcard ? "has a wildcard" : "";
  }

  private byte[] dropped(int flags, byte[] id, String reason) {
    dropped.accept(reason);
    return acknowledged(flags, id);
  }

  /** Returns the packet that only causes an acknowledgement, if one is required. */
  private static byte[] acknowledged(int flags, byte[] id) {
    return id.length == 0
        ? new byte[0]
        : message(flags, PahoTopic.DROPPED.getBytes(StandardCharsets.UTF_8), id, new byte[0]);
  }

  private static byte[] message(int flags, byte[] topic, byte[] id, byte[] payload) {
    ByteArrayOutputStream body =
        new ByteArrayOutputStream(2 + topic.length + id.length + payload.length);
    body.write(topic.length >> 8);
    body.write(topic.length);
    body.writeBytes(topic);
    body.writeBytes(id);
    body.writeBytes(payload);
    return written(PUBLISH << 4 | flags, body.toByteArray());
  }

  private static byte[] written(int first, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 5);
    out.write(first);
    int left = body.length;
    do {
      out.write(left & 0x7f | (left > 0x7f ? 0x80 : 0));
      left >>= 7;
    } while (left > 0);
    out.writeBytes(body);
    return out.toByteArray();
  }

  private int octet() throws IOException {
    int octet = in.read();
    if (octet < 0) {
      throw new EOFException();
    }
    return octet;
  }

  private static byte[] body(InputStream from, int length) throws IOException {
    byte[] body = from.readNBytes(length);
    if (body.length < length) {
      throw new EOFException();
    }
    return body;
  }

  /** The peer sent bytes that no MQTT server sends. */
  static final class ForeignBytesException extends IOException {

    private static final long serialVersionUID = 1L;

    ForeignBytesException(String what) {
      super(what);
    }
  }
}

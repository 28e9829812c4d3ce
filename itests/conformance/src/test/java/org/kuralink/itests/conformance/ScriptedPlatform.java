/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A platform that implements a few MQTT packets and answers as scripted, for cases that the
 * simulator never produces. One thread per client; ends with its socket.
 */
final class ScriptedPlatform implements AutoCloseable {

  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]*)\"");

  private final ServerSocket listener;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final List<String> topics = new CopyOnWriteArrayList<>();
  private final AtomicInteger pings = new AtomicInteger();
  private volatile int replyCode = 200;

  ScriptedPlatform() throws IOException {
    listener = new ServerSocket(0, 8, InetAddress.getByName("localhost"));
    start("scripted-accept", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void answerRequestsWith(int code) {
    replyCode = code;
  }

  List<String> topics() {
    return topics;
  }

  int pings() {
    return pings.get();
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket client = listener.accept();
      clients.add(client);
      start("scripted-client", () -> serve(client));
    }
  }

  private void serve(Socket client) throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    DataOutputStream out = new DataOutputStream(client.getOutputStream());
    boolean open = true;
    while (open) {
      int type = in.readUnsignedByte();
      byte[] body = in.readNBytes(length(in));
      switch (type >> 4) {
        case 1 -> out.write(new byte[] {0x20, 2, 0, 0});
        case 3 -> published(out, type, body);
        case 8 -> subscribed(out, body);
        case 12 -> {
          pings.incrementAndGet();
          out.write(new byte[] {(byte) 0xD0, 0});
        }
        case 14 -> open = false;
        default -> {
          // nothing else needs an answer here
        }
      }
    }
    client.close();
  }

  private void published(DataOutputStream out, int type, byte[] body) throws IOException {
    int topicLength = (body[0] & 0xFF) << 8 | body[1] & 0xFF;
    String topic = new String(body, 2, topicLength, StandardCharsets.UTF_8);
    int next = 2 + topicLength;
    if ((type & 0x06) != 0) {
      out.write(new byte[] {0x40, 2, body[next], body[next + 1]});
      next += 2;
    }
    String payload = new String(body, next, body.length - next, StandardCharsets.UTF_8);
    topics.add(topic);
    Matcher id = ID.matcher(payload);
    if (id.find()) {
      publish(
          out,
          topic + "_reply",
          "{\"id\":\"" + id.group(1) + "\",\"code\":" + replyCode + ",\"data\":{}}");
    }
  }

  private static void publish(DataOutputStream out, String topic, String payload)
      throws IOException {
    byte[] topicBytes = topic.getBytes(StandardCharsets.UTF_8);
    byte[] payloadBytes = payload.getBytes(StandardCharsets.UTF_8);
    int length = 2 + topicBytes.length + payloadBytes.length;
    out.write(0x30);
    out.write(length & 0x7F | (length > 0x7F ? 0x80 : 0));
    if (length > 0x7F) {
      out.write(length >> 7);
    }
    out.writeShort(topicBytes.length);
    out.write(topicBytes);
    out.write(payloadBytes);
  }

  /** Grants QoS 0 for each filter. */
  private static void subscribed(DataOutputStream out, byte[] body) throws IOException {
    int filters = 0;
    for (int i = 2; i < body.length; filters++) {
      i += 2 + ((body[i] & 0xFF) << 8 | body[i + 1] & 0xFF) + 1;
    }
    out.write(new byte[] {(byte) 0x90, (byte) (2 + filters), body[0], body[1]});
    out.write(new byte[filters]);
  }

  private static int length(DataInputStream in) throws IOException {
    int length = 0;
    int shift = 0;
    int digit;
    do {
      digit = in.readUnsignedByte();
      length |= (digit & 0x7F) << shift;
      shift += 7;
    } while (digit > 0x7F);
    return length;
  }

  private static void start(String name, Body body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (EOFException | java.net.SocketException expected) {
                // the client or the test is done
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket client : clients) {
      client.close();
    }
  }

  private interface Body {
    void run() throws IOException;
  }
}

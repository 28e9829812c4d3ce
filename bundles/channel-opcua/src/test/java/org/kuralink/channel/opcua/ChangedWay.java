/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Somebody between client and server who changes what the server says, message by message. */
final class ChangedWay implements AutoCloseable {

  private static final int HEADER = 8;
  private static final int SIZE_AT = 4;

  private final ServerSocket door;
  private final int port;
  private final Change change;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** What becomes of a message of the server. */
  interface Change {

    /**
     * As it goes on.
     *
     * @param type the first three letters of the message
     */
    byte[] of(String type, byte[] message);
  }

  ChangedWay(int port, Change change) throws IOException {
    this.port = port;
    this.change = change;
    door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    start("door", this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  private static void start(String what, Runnable work) {
    Thread thread = new Thread(work, "changed-" + what);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket from = door.accept();
        Socket to = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(from);
        open.add(to);
        start("there", () -> carry(from, to, false));
        start("back", () -> carry(to, from, true));
      } catch (IOException e) {
        continue;
      }
    }
  }

  private void carry(Socket from, Socket to, boolean changed) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      if (changed) {
        DataInputStream messages = new DataInputStream(in);
        while (!door.isClosed()) {
          out.write(next(messages));
        }
      } else {
        in.transferTo(out);
      }
    } catch (IOException e) {
      open.remove(from);
    }
  }

  private byte[] next(DataInputStream in) throws IOException {
    byte[] header = in.readNBytes(HEADER);
    if (header.length < HEADER) {
      throw new IOException("ended");
    }
    byte[] message = Arrays.copyOf(header, number(header, SIZE_AT));
    in.readFully(message, HEADER, message.length - HEADER);
    return change.of(new String(header, 0, 3, StandardCharsets.US_ASCII), message);
  }

  private static int number(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  /** A message with one certificate in the place of another, wherever that stands. */
  static byte[] with(X509Certificate instead, X509Certificate of, byte[] message) {
    try {
      byte[] before = of.getEncoded();
      byte[] now = instead.getEncoded();
      ByteArrayOutputStream changed = new ByteArrayOutputStream();
      int done = 0;
      for (int at = 0; at + before.length <= message.length; at++) {
        if (Arrays.equals(message, at, at + before.length, before, 0, before.length)) {
          changed.write(message, done, at - done - Integer.BYTES);
          changed.writeBytes(bytes(now.length));
          changed.writeBytes(now);
          done = at + before.length;
        }
      }
      changed.write(message, done, message.length - done);
      byte[] all = changed.toByteArray();
      System.arraycopy(bytes(all.length), 0, all, SIZE_AT, Integer.BYTES);
      return all;
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }

  /** With another last bit. */
  static byte[] spoilt(byte[] message) {
    byte[] spoilt = message.clone();
    spoilt[spoilt.length - 1] ^= 1;
    return spoilt;
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket each : open) {
      each.close();
    }
  }
}

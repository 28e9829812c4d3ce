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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/** A proxy between client and server that changes messages of the server. */
final class ChangedWay extends GoBetween {

  private static final int HEADER = 8;
  private static final int SIZE_AT = 4;

  private final Change change;

  /** The change of a message of the server. */
  interface Change {

    /**
     * As it goes on.
     *
     * @param type the first three letters of the message
     */
    byte[] of(String type, byte[] message);
  }

  ChangedWay(int port, Change change) throws IOException {
    super("127.0.0.1", port);
    this.change = change;
    start();
  }

  @Override
  void pass(InputStream from, OutputStream to, boolean ofServer) throws IOException {
    if (ofServer) {
      DataInputStream messages = new DataInputStream(from);
      for (byte[] message = next(messages); message.length > 0; message = next(messages)) {
        to.write(message);
      }
    } else {
      from.transferTo(to);
    }
  }

  /** The next message as it goes on; empty at the end. */
  private byte[] next(DataInputStream in) throws IOException {
    byte[] header = in.readNBytes(HEADER);
    if (header.length < HEADER) {
      return new byte[0];
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
}

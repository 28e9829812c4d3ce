/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The format of a record in a segment: marker (4 bytes), checksum (4), length of the rest (4),
 * sequence (8), time (8), length of the topic (2), topic, payload. The checksum also covers the
 * segment and the position in it, so a copy of a record inside a payload is not taken for a record.
 */
final class RecordFormat {

  static final int OVERHEAD = 30;

  /** The maximum size of a record, which reveals a damaged length. */
  static final int MAX_SIZE = 16 * 1024 * 1024;

  static final int MAX_TOPIC = 0xFFFF;

  private static final int MARKER = 0x4B4C5101;
  private static final int CHECKSUM_AT = 4;
  private static final int LENGTH_AT = 8;
  private static final int BODY_AT = 12;
  private static final int TIME_AT = 20;
  private static final int TOPIC_LENGTH_AT = 28;

  private RecordFormat() {}

  static long size(byte[] topic, byte[] payload) {
    return (long) OVERHEAD + topic.length + payload.length;
  }

  static byte[] encode(
      long segment, int position, long sequence, long time, byte[] topic, byte[] payload) {
    byte[] bytes = new byte[OVERHEAD + topic.length + payload.length];
    ByteBuffer.wrap(bytes)
        .putInt(MARKER)
        .putInt(0)
        .putInt(bytes.length - BODY_AT)
        .putLong(sequence)
        .putLong(time)
        .putShort((short) topic.length)
        .put(topic)
        .put(payload);
    ByteBuffer.wrap(bytes).putInt(CHECKSUM_AT, checksum(segment, position, bytes, 0, bytes.length));
    return bytes;
  }

  /** Returns whether {@code bytes} are exactly the record of this position. */
  static boolean isIntact(long segment, int position, long sequence, byte[] bytes) {
    return sizeAt(segment, position, bytes, 0, sequence, sequence) == bytes.length;
  }

  /** Returns whether the bytes start like a record, possibly truncated. */
  static boolean isMarked(byte[] bytes) {
    byte[] marker = ByteBuffer.allocate(4).putInt(MARKER).array();
    int length = Math.min(bytes.length, marker.length);
    return Arrays.equals(bytes, 0, length, marker, 0, length);
  }

  /** Returns whether the bytes may be the start of this record. */
  static boolean isBegun(byte[] bytes, long sequence) {
    return isMarked(bytes) && (bytes.length < TIME_AT || sequence(bytes, 0) == sequence);
  }

  static boolean isZero(byte[] bytes) {
    for (byte each : bytes) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  static UplinkRecord decode(byte[] record) {
    ByteBuffer buffer = ByteBuffer.wrap(record);
    int topicLength = Short.toUnsignedInt(buffer.getShort(TOPIC_LENGTH_AT));
    return new UplinkRecord(
        sequence(record, 0),
        new String(record, OVERHEAD, topicLength, StandardCharsets.UTF_8),
        Arrays.copyOfRange(record, OVERHEAD + topicLength, record.length),
        time(record, 0));
  }

  static long sequence(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).getLong(at + BODY_AT);
  }

  static long time(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).getLong(at + TIME_AT);
  }

  /**
   * Returns the size of the intact record at {@code at}, or 0 if there is none.
   *
   * @param position of {@code at} in the segment
   */
  static int sizeAt(
      long segment, int position, byte[] bytes, int at, long lowestSequence, long highestSequence) {
    if (bytes.length - at < OVERHEAD) {
      return 0;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int length = buffer.getInt(at + LENGTH_AT);
    long sequence = buffer.getLong(at + BODY_AT);
    if (buffer.getInt(at) != MARKER
        || length < OVERHEAD - BODY_AT
        || length > bytes.length - at - BODY_AT
        || sequence < lowestSequence
        || sequence > highestSequence
        || Short.toUnsignedInt(buffer.getShort(at + TOPIC_LENGTH_AT))
            > length + BODY_AT - OVERHEAD) {
      return 0;
    }
    int size = length + BODY_AT;
    return buffer.getInt(at + CHECKSUM_AT) == checksum(segment, position, bytes, at, size)
        ? size
        : 0;
  }

  private static int checksum(long segment, int position, byte[] bytes, int at, int size) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(12).putLong(segment).putInt(position).flip());
    crc.update(bytes, at + LENGTH_AT, size - LENGTH_AT);
    return (int) crc.getValue();
  }
}

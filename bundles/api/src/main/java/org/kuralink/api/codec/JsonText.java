/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable slice of UTF-8 encoded JSON. It carries {@code params} and {@code data} between
 * bundles: the codec scans the envelope once, and each capability parses its own slice with its own
 * JSON library. The text is not validated here; a reader has to expect any content.
 *
 * <p>Thread-safe.
 */
public final class JsonText {

  /** The text <code>{}</code>. */
  public static final JsonText EMPTY_OBJECT = of("{}");

  /** The text {@code []}. */
  public static final JsonText EMPTY_ARRAY = of("[]");

  private final byte[] bytes;
  private final int offset;
  private final int length;

  private JsonText(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
  }

  /** Creates an instance from a JSON text, which is not validated. */
  public static JsonText of(String json) {
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    return new JsonText(utf8, 0, utf8.length);
  }

  /**
   * Creates a slice of an array. The array is not copied and must not be modified afterwards.
   *
   * @param offset index of the first byte
   * @param length number of bytes
   * @throws IndexOutOfBoundsException if the slice exceeds the array
   */
  public static JsonText wrap(byte[] utf8, int offset, int length) {
    if (offset < 0 || length < 0 || offset > utf8.length - length) {
      throw new IndexOutOfBoundsException(offset + "+" + length + " of " + utf8.length);
    }
    return new JsonText(utf8, offset, length);
  }

  /** Wraps an array. The array is not copied and must not be modified afterwards. */
  public static JsonText wrap(byte[] utf8) {
    return new JsonText(utf8, 0, utf8.length);
  }

  /** Returns the length in bytes. */
  public int length() {
    return length;
  }

  /** Returns the bytes as a read-only buffer, without copying. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes, offset, length).slice().asReadOnlyBuffer();
  }

  /** Returns a reader over the text, which need not be closed. */
  public Reader reader() {
    // a decoder for each slice would cost more than the copy
    return new StringReader(toString());
  }

  /** Writes the bytes unchanged. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes, offset, length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonText that
        && Arrays.equals(
            bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return new String(bytes, offset, length, StandardCharsets.UTF_8);
  }
}

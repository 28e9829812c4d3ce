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
 * An immutable slice of UTF-8 JSON: what crosses a door where an envelope carries {@code params} or
 * {@code data}. The envelope is read once; each capability reads its own slice with its own JSON
 * library. The text is not checked here: whoever reads it must expect any content.
 *
 * <p>Safe for use by several threads.
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

  /** A text that is taken for JSON; whether it is any is not looked at. */
  public static JsonText of(String json) {
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    return new JsonText(utf8, 0, utf8.length);
  }

  /**
   * A slice of an array that nobody changes any more; it is not copied.
   *
   * @param offset index of the first byte
   * @param length in bytes
   */
  public static JsonText wrap(byte[] utf8, int offset, int length) {
    if (offset < 0 || length < 0 || offset > utf8.length - length) {
      throw new IndexOutOfBoundsException(offset + "+" + length + " of " + utf8.length);
    }
    return new JsonText(utf8, offset, length);
  }

  /** The whole of an array that nobody changes any more; it is not copied. */
  public static JsonText wrap(byte[] utf8) {
    return new JsonText(utf8, 0, utf8.length);
  }

  /** How many bytes of UTF-8 it has. */
  public int length() {
    return length;
  }

  /** The bytes, read-only and without copying. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes, offset, length).slice().asReadOnlyBuffer();
  }

  /** A reader over the text; need not be closed. */
  public Reader reader() {
    // a decoder of its own for each slice would cost more than the slice
    return new StringReader(toString());
  }

  /** Writes the bytes as they are. */
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

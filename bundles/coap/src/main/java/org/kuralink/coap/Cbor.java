/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import co.nstant.in.cbor.CborDecoder;
import co.nstant.in.cbor.CborEncoder;
import co.nstant.in.cbor.CborException;
import co.nstant.in.cbor.model.Array;
import co.nstant.in.cbor.model.DataItem;
import co.nstant.in.cbor.model.DoublePrecisionFloat;
import co.nstant.in.cbor.model.NegativeInteger;
import co.nstant.in.cbor.model.SimpleValue;
import co.nstant.in.cbor.model.SinglePrecisionFloat;
import co.nstant.in.cbor.model.UnicodeString;
import co.nstant.in.cbor.model.UnsignedInteger;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;

/**
 * Converts between JSON and CBOR (RFC 8949), as far as JSON can represent the values. Stateless,
 * for any thread.
 */
final class Cbor {

  /** The maximum size of a log-in response, which also limits its nesting depth. */
  static final int MOST_READ = 640;

  private static final int MOST_BITS = 64;
  private static final int BYTES = 2;
  private static final int TEXT = 3;

  /** The additional information of an item with indefinite length. */
  private static final int OPEN = 31;

  private Cbor() {}

  /**
   * Converts JSON to CBOR, with the members in order.
   *
   * @return empty if the text is no JSON, or has a number or text that CBOR cannot represent
   *     exactly
   */
  static Optional<byte[]> of(byte[] json) {
    if (!Arrays.equals(
        json, new String(json, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))) {
      return Optional.empty();
    }
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      new CborEncoder(out).nonCanonical().encode(item(Json.readExact(json)));
      return Optional.of(out.toByteArray());
    } catch (JsonException | CborException e) {
      return Optional.empty();
    }
  }

  private static DataItem item(@Nullable Object value) throws CborException {
    if (value instanceof Map<?, ?> map) {
      co.nstant.in.cbor.model.Map object = new co.nstant.in.cbor.model.Map(map.size());
      for (Map.Entry<?, ?> member : map.entrySet()) {
        object.put(text(String.valueOf(member.getKey())), item(member.getValue()));
      }
      return object;
    }
    if (value instanceof List<?> list) {
      Array array = new Array(list.size());
      for (Object each : list) {
        array.add(item(each));
      }
      return array;
    }
    if (value instanceof BigDecimal number) {
      return number(number);
    }
    if (value instanceof Boolean bool) {
      return bool ? SimpleValue.TRUE : SimpleValue.FALSE;
    }
    return value == null ? SimpleValue.NULL : text(value.toString());
  }

  private static DataItem text(String text) throws CborException {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new CborException("half of a surrogate pair");
    }
    return new UnicodeString(text);
  }

  /** Returns an integer, or the shortest float that represents the number exactly. */
  private static DataItem number(BigDecimal number) throws CborException {
    if (number.scale() == 0) {
      BigInteger whole = number.unscaledValue();
      if (whole.bitLength() > MOST_BITS
          || whole.signum() < 0 && whole.not().bitLength() > MOST_BITS) {
        throw new CborException("more than 64 bits");
      }
      return whole.signum() < 0 ? new NegativeInteger(whole) : new UnsignedInteger(whole);
    }
    double wide = number.doubleValue();
    float narrow = number.floatValue();
    if (!Double.isFinite(wide) || new BigDecimal(Double.toString(wide)).compareTo(number) != 0) {
      throw new CborException("more digits than a double has");
    }
    boolean same = narrow == wide && new BigDecimal(Float.toString(narrow)).compareTo(number) == 0;
    return same ? new SinglePrecisionFloat(narrow) : new DoublePrecisionFloat(wide);
  }

  /**
   * Reads the texts and integers of a map, the only types in the platform's response to a log-in.
   *
   * @throws CborException if it is no CBOR, no map, more than one value, or too long
   */
  static Map<String, Object> readObject(byte[] cbor) throws CborException {
    if (cbor.length > MOST_READ) {
      throw new CborException("has more than " + MOST_READ + " bytes");
    }
    checkLengths(ByteBuffer.wrap(cbor));
    CborDecoder decoder = new CborDecoder(new ByteArrayInputStream(cbor));
    decoder.setMaxPreallocationSize(MOST_READ);
    List<DataItem> items;
    try {
      items = decoder.decode();
    } catch (RuntimeException e) {
      throw new CborException("is no CBOR", e);
    }
    if (items.size() != 1 || !(items.get(0) instanceof co.nstant.in.cbor.model.Map map)) {
      throw new CborException("is no map of CBOR");
    }
    Map<String, Object> object = new LinkedHashMap<>();
    for (DataItem key : map.getKeys()) {
      DataItem value = map.get(key);
      if (key instanceof UnicodeString name && value instanceof UnicodeString text) {
        object.put(name.getString(), text.getString());
      } else if (key instanceof UnicodeString name
          && value instanceof co.nstant.in.cbor.model.Number number
          && number.getValue().bitLength() < MOST_BITS) {
        object.put(name.getString(), number.getValue().longValue());
      }
    }
    return object;
  }

  /**
   * Checks lengths, because the library misreads a length with the highest bit set and then
   * allocates gigabytes.
   */
  private static void checkLengths(ByteBuffer rest) throws CborException {
    while (rest.hasRemaining()) {
      int head = rest.get() & 0xff;
      int more = head & 0x1f;
      int width = more < 24 || more == OPEN ? 0 : 1 << (more - 24);
      if (width > rest.remaining()) {
        throw new CborException("is no CBOR, it ends too soon");
      }
      long length = more < 24 ? more : 0;
      for (int i = 0; i < width; i++) {
        length = length << 8 | rest.get() & 0xff;
      }
      boolean text = head >> 5 == BYTES || head >> 5 == TEXT;
      if (text && (length < 0 || length > rest.remaining())) {
        throw new CborException("is no CBOR, a text ends too soon");
      }
      rest.position(rest.position() + (text ? (int) length : 0));
    }
  }
}

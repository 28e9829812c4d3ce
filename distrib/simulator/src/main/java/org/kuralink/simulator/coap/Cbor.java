/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.coap;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;

/** Converts CBOR (RFC 8949) that corresponds to JSON: no byte strings; tags are ignored. */
final class Cbor {
  private static final int MAX_DEPTH = 64;
  private static final int BREAK = 0xFF;
  private static final int INDEFINITE = 31;

  private final ByteBuffer in;

  private Cbor(byte[] bytes) {
    in = ByteBuffer.wrap(bytes);
  }

  /** The value that fills the bytes. */
  static JsonElement read(byte[] bytes) throws BadJsonException {
    Cbor cbor = new Cbor(bytes);
    JsonElement value = cbor.value(cbor.next(), 0);
    if (cbor.in.hasRemaining()) {
      throw new BadJsonException("more bytes after the CBOR value");
    }
    return value;
  }

  private int next() throws BadJsonException {
    if (!in.hasRemaining()) {
      throw new BadJsonException("the CBOR ends too early");
    }
    return in.get() & 0xFF;
  }

  private JsonElement value(int first, int depth) throws BadJsonException {
    if (depth > MAX_DEPTH) {
      throw new BadJsonException("CBOR nested too deeply");
    }
    int info = first & 0x1F;
    return switch (first >> 5) {
      case 0 -> new JsonPrimitive(argument(info));
      case 1 -> new JsonPrimitive(argument(info).not());
      case 3 -> new JsonPrimitive(text(info));
      case 4 -> array(info, depth);
      case 5 -> object(info, depth);
      case 6 -> {
        argument(info);
        yield value(next(), depth + 1);
      }
      case 7 -> simple(info);
      default -> throw new BadJsonException("a CBOR byte string has no place in JSON");
    };
  }

  private BigInteger argument(int info) throws BadJsonException {
    if (info < 24) {
      return BigInteger.valueOf(info);
    }
    if (info > 27) {
      throw new BadJsonException("not valid CBOR");
    }
    return new BigInteger(1, bytes(1 << (info - 24)));
  }

  private byte[] bytes(int count) throws BadJsonException {
    if (count > in.remaining()) {
      throw new BadJsonException("the CBOR ends too early");
    }
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  private int length(int info) throws BadJsonException {
    BigInteger length = argument(info);
    if (length.bitLength() > 31 || length.intValueExact() > in.remaining()) {
      throw new BadJsonException("the CBOR ends too early");
    }
    return length.intValueExact();
  }

  private String text(int info) throws BadJsonException {
    if (info != INDEFINITE) {
      return StrictJson.utf8(bytes(length(info)))
          .orElseThrow(() -> new BadJsonException("not valid UTF-8"));
    }
    StringBuilder text = new StringBuilder();
    for (int piece = next(); piece != BREAK; piece = next()) {
      if (piece >> 5 != 3 || (piece & 0x1F) == INDEFINITE) {
        throw new BadJsonException("not valid CBOR");
      }
      text.append(text(piece & 0x1F));
    }
    return text.toString();
  }

  private JsonElement array(int info, int depth) throws BadJsonException {
    JsonArray array = new JsonArray();
    if (info == INDEFINITE) {
      for (int each = next(); each != BREAK; each = next()) {
        array.add(value(each, depth + 1));
      }
      return array;
    }
    for (int left = length(info); left > 0; left--) {
      array.add(value(next(), depth + 1));
    }
    return array;
  }

  private JsonElement object(int info, int depth) throws BadJsonException {
    JsonObject object = new JsonObject();
    if (info == INDEFINITE) {
      for (int each = next(); each != BREAK; each = next()) {
        member(object, each, depth);
      }
      return object;
    }
    for (int left = length(info); left > 0; left--) {
      member(object, next(), depth);
    }
    return object;
  }

  private void member(JsonObject object, int first, int depth) throws BadJsonException {
    if (first >> 5 != 3) {
      throw new BadJsonException("a CBOR map needs texts as keys");
    }
    object.add(text(first & 0x1F), value(next(), depth + 1));
  }

  private JsonElement simple(int info) throws BadJsonException {
    return switch (info) {
      case 20 -> new JsonPrimitive(false);
      case 21 -> new JsonPrimitive(true);
      case 22, 23 -> JsonNull.INSTANCE;
      case 25 -> number(half(ByteBuffer.wrap(bytes(2)).getShort()));
      case 26 -> number(ByteBuffer.wrap(bytes(4)).getFloat());
      case 27 -> number(ByteBuffer.wrap(bytes(8)).getDouble());
      default -> throw new BadJsonException("not valid CBOR");
    };
  }

  private static double half(short bits) {
    int exponent = (bits >> 10) & 0x1F;
    int mantissa = bits & 0x3FF;
    double size =
        switch (exponent) {
          case 0 -> Math.scalb((double) mantissa, -24);
          case 31 -> mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb((double) (mantissa + 1024), exponent - 25);
        };
    return bits < 0 ? -size : size;
  }

  /** A float by its own digits: 0.1 in four bytes is not 0.10000000149011612. */
  private static JsonElement number(float value) throws BadJsonException {
    return number(Double.parseDouble(Float.toString(value)));
  }

  private static JsonElement number(double value) throws BadJsonException {
    if (!Double.isFinite(value)) {
      throw new BadJsonException("no JSON number is infinite");
    }
    return new JsonPrimitive(value);
  }

  /** The bytes of an object of texts and whole numbers from 0, all that is ever answered. */
  static byte[] write(JsonObject object) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    head(out, 5, object.size());
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      text(out, member.getKey());
      JsonPrimitive value = member.getValue().getAsJsonPrimitive();
      if (value.isNumber()) {
        head(out, 0, value.getAsInt());
      } else {
        text(out, value.getAsString());
      }
    }
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    head(out, 3, bytes.length);
    out.writeBytes(bytes);
  }

  private static void head(ByteArrayOutputStream out, int major, int argument) {
    if (argument < 24) {
      out.write(major << 5 | argument);
    } else if (argument < 256) {
      out.write(major << 5 | 24);
      out.write(argument);
    } else {
      out.write(major << 5 | 25);
      out.write(argument >> 8);
      out.write(argument);
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.kuralink.api.codec.AlinkTopic;
import org.kuralink.api.codec.AlinkTopic.Family;
import org.kuralink.api.codec.MessageId;

/** Seeded generators of messages and topics. */
final class Chance {

  private static final String[] PIECES = {
    "a", "Z", "0", " ", "\"", "\\", "/", "\b", "\f", "\n", "\r", "\t", "\u0000", "\u001f", "\u007f",
    "ä", "\u07ff", "\u0800", "中", "文", "\uffff", "😀", "\ud800", "\udfff", "{", "}", "[", ":", ","
  };
  private static final String[] NUMBERS = {
    "0", "-0", "7", "-12", "3.25", "1e9", "2E-3", "-0.5e+10", "9007199254740993", "123456789012"
  };
  private static final String NAME =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

  private final Random random;

  Chance(long seed) {
    random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean maybe() {
    return random.nextBoolean();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = below(12); i > 0; i--) {
      text.append(PIECES[below(PIECES.length)]);
    }
    return text.toString();
  }

  MessageId id() {
    return maybe()
        ? new MessageId(NUMBERS[below(NUMBERS.length)], true)
        : new MessageId(text(), false);
  }

  /** JSON, written with escapes and white space of any kind. */
  String json(int depth) {
    int kind = below(depth == 0 ? 5 : 7);
    return space()
        + switch (kind) {
          case 0 -> "null";
          case 1 -> maybe() ? "true" : "false";
          case 2, 3 -> NUMBERS[below(NUMBERS.length)];
          case 4 -> quoted(text());
          case 5 -> members(depth - 1, 4);
          default -> elements(depth - 1);
        }
        + space();
  }

  private String elements(int depth) {
    StringBuilder array = new StringBuilder("[");
    int size = below(4);
    for (int i = 0; i < size; i++) {
      array.append(i == 0 ? "" : ",").append(json(depth));
    }
    return array.append(size == 0 ? space() : "").append(']').toString();
  }

  private String members(int depth, int most) {
    StringBuilder object = new StringBuilder("{");
    int size = below(most);
    for (int i = 0; i < size; i++) {
      object.append(i == 0 ? "" : ",").append(member(quoted(text()), json(depth)));
    }
    return object.append(size == 0 ? space() : "").append('}').toString();
  }

  private String member(String name, String value) {
    return space() + name + space() + ":" + value;
  }

  /** An envelope, mostly with the members that it should have. */
  String envelope() {
    StringBuilder object = new StringBuilder("{");
    String comma = "";
    for (String name :
        new String[] {"id", "version", "method", "params", "code", "data", "message"}) {
      if (below(10) < 7) {
        object.append(comma).append(member(quoted(name), known(name)));
        comma = ",";
      }
      if (below(10) == 0) {
        object.append(comma).append(member(quoted(text()), json(2)));
        comma = ",";
      }
    }
    return space() + object + "}" + space();
  }

  private String known(String name) {
    if (below(40) == 0) {
      return json(1);
    }
    return space()
        + switch (name) {
          case "id" -> maybe() ? NUMBERS[below(NUMBERS.length)] : quoted(text());
          case "code" -> maybe() ? Integer.toString(below(7000)) : "\"" + below(7000) + "\"";
          case "params", "data" -> json(4);
          default -> quoted(text());
        }
        + space();
  }

  private String space() {
    return below(8) == 0 ? new String[] {" ", "\n", "\t", "\r", "  \r\n"}[below(5)] : "";
  }

  private String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c) || below(10) == 0) {
        quoted.append(String.format(maybe() ? "\\u%04x" : "\\u%04X", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** Returns the bytes with one to three random changes. */
  byte[] mutated(byte[] original) {
    byte[] bytes = original.clone();
    for (int i = below(4) == 0 ? 3 : 1; i > 0; i--) {
      bytes = mutatedOnce(bytes);
    }
    return bytes;
  }

  private byte[] mutatedOnce(byte[] bytes) {
    if (bytes.length == 0) {
      return new byte[] {(byte) below(256)};
    }
    int at = below(bytes.length);
    switch (below(5)) {
      case 0 -> bytes[at] = (byte) below(maybe() ? 128 : 256);
      case 1 -> bytes[at] = (byte) "{}[]\",:\\/0-1eE+.utfn \n".charAt(below(22));
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 -> {
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
        System.arraycopy(bytes, at + 1, shorter, at, bytes.length - at - 1);
        return shorter;
      }
      default -> {
        int length = Math.min(below(20), bytes.length - at);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
        return longer;
      }
    }
    return bytes;
  }

  byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  String name() {
    StringBuilder name = new StringBuilder();
    for (int i = below(32); i >= 0; i--) {
      name.append(NAME.charAt(below(NAME.length())));
    }
    return name.toString().endsWith("_reply") ? name + "x" : name.toString();
  }

  AlinkTopic topic() {
    Family family = Family.values()[below(Family.values().length)];
    boolean reply = maybe();
    String key = "k" + name();
    String device = name();
    return switch (family) {
      case SYS, EXT_SESSION, EXT_NTP ->
          new AlinkTopic(family, key, device, dotted(), reply, Optional.empty());
      case RRPC_REQUEST, RRPC_RESPONSE ->
          new AlinkTopic(family, key, device, "", false, Optional.of(name()));
      case EXT_RRPC ->
          maybe()
              ? new AlinkTopic(family, key, device, dotted(), reply, Optional.of(name()))
              : new AlinkTopic(
                  family,
                  key,
                  device,
                  "/" + dotted().replace('.', '/'),
                  false,
                  Optional.of(name()));
      case EXT_ERROR -> new AlinkTopic(family, key, device, "", false, Optional.empty());
      case SHADOW, OTA -> new AlinkTopic(family, key, device, name(), reply, Optional.empty());
      case CUSTOM ->
          new AlinkTopic(family, key, device, dotted().replace('.', '/'), false, Optional.empty());
    };
  }

  private String dotted() {
    StringBuilder method = new StringBuilder(name());
    for (int i = below(4); i > 0; i--) {
      method.append('.').append(name());
    }
    return method.toString();
  }
}

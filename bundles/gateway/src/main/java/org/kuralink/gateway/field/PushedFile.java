/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.net.MalformedURLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;

/**
 * The parameters of a push (developer guide 9.6): the address and the digest of the file.
 *
 * @param method the digest algorithm, in Java's spelling
 * @param digest the digest, hexadecimal
 * @param said the three members of the push, which the answer repeats
 */
record PushedFile(WebAddress address, String method, String digest, Map<String, Object> said) {

  private static final int SHOWN = 40;

  /**
   * Reads the parameters of a push.
   *
   * @throws IllegalArgumentException if a member is wrong; the message has the member and the
   *     reason
   */
  static PushedFile read(JsonText params) {
    Map<?, ?> members = object(params);
    String digest = text(members, "digest");
    String method = method(text(members, "digestMethod"));
    if (digest.isEmpty()) {
      throw new IllegalArgumentException(
          "digest: is missing; the file cannot be verified without it");
    }
    int length = method.equals("MD5") ? 32 : 64;
    if (!digest.matches("[0-9A-Fa-f]{" + length + "}")) {
      throw new IllegalArgumentException(
          "digest: is not hexadecimal of " + length + " digits, as " + method + " has");
    }
    String url = text(members, "url");
    if (url.isEmpty()) {
      throw new IllegalArgumentException("url: is missing");
    }
    try {
      WebAddress address = WebAddress.parse(url);
      if (!address.secure()) {
        throw new IllegalArgumentException("url: the address is not https");
      }
      return new PushedFile(address, method, digest, said(params));
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("url: " + e.getMessage(), e);
    }
  }

  /** Returns the three members of a push, unchanged, as far as they can be read. */
  static Map<String, Object> said(JsonText params) {
    Map<String, Object> said = new LinkedHashMap<>();
    try {
      Map<?, ?> members = object(params);
      for (String name : new String[] {"digest", "digestMethod", "url"}) {
        Object value = members.get(name);
        if (value != null) {
          said.put(name, value);
        }
      }
    } catch (IllegalArgumentException e) {
      // There is nothing to repeat.
      return said;
    }
    return said;
  }

  private static Map<?, ?> object(JsonText params) {
    try {
      @Nullable Object value = Json.read(params);
      // Some messages contain the object as a string.
      Object unwrapped = value instanceof String text ? Json.read(text) : value;
      if (unwrapped instanceof Map<?, ?> map) {
        return map;
      }
    } catch (JsonException e) {
      throw new IllegalArgumentException("data: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("data: is not an object");
  }

  private static String text(Map<?, ?> members, String name) {
    Object value = members.get(name);
    if (value != null && !(value instanceof String)) {
      throw new IllegalArgumentException(name + ": is not a string");
    }
    return value instanceof String text ? text.strip() : "";
  }

  private static String method(String said) {
    return switch (said.toLowerCase(Locale.ROOT)) {
      case "", "sha256", "sha-256" -> "SHA-256";
      case "md5", "md-5" -> "MD5";
      default ->
          throw new IllegalArgumentException(
              "digestMethod: is '" + VisibleText.of(said, SHOWN) + "'; allowed are sha256 and md5");
    };
  }
}

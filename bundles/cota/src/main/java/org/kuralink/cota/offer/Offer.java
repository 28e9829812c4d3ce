/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.offer;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.net.MalformedURLException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.WebAddress;

/**
 * A configuration offered by the platform: the {@code data} of a reply to {@code thing.config.get},
 * or the {@code params} of {@code thing.config.push} (developer guide 9.11).
 *
 * @param size of the file, in bytes
 * @param digest SHA-256 of the file, 64 lower-case hexadecimal digits
 * @param url valid for {@link #VALIDITY}; carries a signature and must not be logged
 * @param received the time of receipt
 */
public record Offer(String configId, long size, String digest, WebAddress url, Instant received) {

  /** The validity of a URL. */
  public static final Duration VALIDITY = Duration.ofMinutes(30);

  private static final int MAX_TEXT = 8192;
  private static final int MAX_ID = 256;

  /**
   * Parses and checks an offer.
   *
   * @throws OfferException naming the member that is missing or wrong
   */
  public static Offer read(JsonText json, Instant received) throws OfferException {
    Map<String, String> members = members(json);
    String getType = members.getOrDefault("getType", "file");
    if (!getType.equals("file")) {
      throw new OfferException("getType is not file");
    }
    String id = text(members, "configId");
    if (id.length() > MAX_ID) {
      throw new OfferException("configId has more than " + MAX_ID + " characters");
    }
    return new Offer(
        id,
        size(text(members, "configSize")),
        digest(text(members, "signMethod"), text(members, "sign")),
        url(text(members, "url")),
        received);
  }

  /** Returns the digest of a file: 64 lower-case hexadecimal digits. */
  public static String digestOf(byte[] file) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** Returns whether the URL has expired. */
  public boolean isExpired(Instant now) {
    return now.isAfter(received.plus(VALIDITY));
  }

  /** Reads the members; numbers stay as they are written: an id of 1.10 is not 1.1. */
  private static Map<String, String> members(JsonText json) throws OfferException {
    Map<String, String> members = new HashMap<>();
    try (JsonReader reader = new JsonReader(json.reader())) {
      reader.beginObject();
      while (reader.hasNext()) {
        String name = reader.nextName();
        if (reader.peek() == JsonToken.STRING || reader.peek() == JsonToken.NUMBER) {
          members.put(name, reader.nextString());
        } else {
          reader.skipValue();
        }
      }
      reader.endObject();
      return members;
    } catch (IOException | IllegalStateException e) {
      throw new OfferException("is not a JSON object");
    }
  }

  private static String text(Map<String, String> members, String name) throws OfferException {
    String text = members.getOrDefault(name, "").strip();
    if (text.isEmpty() || text.length() > MAX_TEXT) {
      throw new OfferException(name + (text.isEmpty() ? " is missing" : " is too long"));
    }
    return text;
  }

  private static long size(String text) throws OfferException {
    try {
      long size = Long.parseLong(text);
      if (size > 0) {
        return size;
      }
    } catch (NumberFormatException e) {
      throw new OfferException("configSize is not a number of bytes");
    }
    throw new OfferException("configSize is not more than 0");
  }

  private static String digest(String method, String sign) throws OfferException {
    if (!method.replace("-", "").equalsIgnoreCase("sha256")) {
      throw new OfferException("signMethod is not Sha256, the only one that the platform has");
    }
    String digest = sign.toLowerCase(Locale.ROOT);
    if (!digest.matches("[0-9a-f]{64}")) {
      throw new OfferException("sign is not a SHA-256 digest of 64 hexadecimal digits");
    }
    return digest;
  }

  private static WebAddress url(String text) throws OfferException {
    try {
      return WebAddress.parse(text);
    } catch (MalformedURLException e) {
      throw new OfferException("url: " + e.getMessage());
    }
  }

  /** Shows only the host of the URL. */
  @Override
  public String toString() {
    return configId + " (" + size + " bytes from " + url.host() + ")";
  }

  /** The offer does not follow the specification. */
  public static final class OfferException extends Exception {

    private static final long serialVersionUID = 1L;

    OfferException(String message) {
      super(message, null, false, false);
    }
  }
}

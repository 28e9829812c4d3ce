/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.kuralink.simulator.json.StrictJson;

/** A binary payload. Immutable. */
public final class Bytes {
  private static final int SHOWN = 4096;

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  public static Bytes of(byte[] content) {
    return new Bytes(content.clone());
  }

  /** These bytes; of many only the first, for a person to see. */
  public static Bytes beginningOf(byte[] content) {
    return new Bytes(Arrays.copyOf(content, Math.min(content.length, SHOWN)));
  }

  /** A copy. */
  public byte[] toArray() {
    return content.clone();
  }

  /** Returns lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(content);
  }

  /** Returns the JSON for REST: hexadecimal, base64, and text if it is UTF-8. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("size", content.length);
    json.addProperty("hex", hex());
    json.addProperty("base64", Base64.getEncoder().encodeToString(content));
    StrictJson.utf8(content).ifPresent(text -> json.addProperty("text", text));
    return json;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return hex();
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.files;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import java.util.Set;

/**
 * The faults of serving a file; zero, false and -1 mean "none".
 *
 * @param status the status answered instead of the file
 * @param bytesPerSecond the maximum rate
 * @param trickle one byte per second
 * @param cutAfter closes the connection after this many bytes of an answer, -1 for never
 * @param lengthDelta added to the declared length
 * @param corrupt inverts one bit in the middle of the file
 * @param redirects the number of redirects before the file, -1 for a loop
 * @param redirectToHttp redirects lead to plain HTTP
 * @param ignoreRange sends the whole file for any requested range
 * @param times the number of affected requests, 0 for all
 */
public record FileFaults(
    int status,
    long bytesPerSecond,
    boolean trickle,
    long cutAfter,
    long lengthDelta,
    boolean corrupt,
    int redirects,
    boolean redirectToHttp,
    boolean ignoreRange,
    int times) {

  /** No faults. */
  public static final FileFaults NONE =
      new FileFaults(0, 0, false, -1, 0, false, 0, false, false, 0);

  private static final long MANY = 1L << 40;
  private static final Set<Integer> STATUSES = Set.of(0, 400, 403, 404, 416, 429, 500, 502, 503);
  private static final Set<String> NAMES =
      Set.of(
          "status",
          "bytesPerSecond",
          "trickle",
          "cutAfter",
          "lengthDelta",
          "corrupt",
          "redirects",
          "redirectToHttp",
          "ignoreRange",
          "times");

  /** Reads what REST was given; what is not named is not. */
  public static FileFaults fromJson(JsonObject json) {
    for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
      if (!NAMES.contains(entry.getKey())) {
        throw new IllegalArgumentException(entry.getKey() + ": no such fault");
      }
    }
    int status = (int) number(json, "status", 0, 599, 0);
    if (!STATUSES.contains(status)) {
      throw new IllegalArgumentException("status: one of 400 403 404 416 429 500 502 503");
    }
    return new FileFaults(
        status,
        number(json, "bytesPerSecond", 0, MANY, 0),
        flag(json, "trickle"),
        number(json, "cutAfter", -1, MANY, -1),
        number(json, "lengthDelta", -MANY, MANY, 0),
        flag(json, "corrupt"),
        (int) number(json, "redirects", -1, 100, 0),
        flag(json, "redirectToHttp"),
        flag(json, "ignoreRange"),
        (int) number(json, "times", 0, 1_000_000, 0));
  }

  private static long number(JsonObject json, String name, long min, long max, long otherwise) {
    JsonElement value = json.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof JsonPrimitive number && number.isNumber()) {
      double given = number.getAsDouble();
      if (given == Math.rint(given) && given >= min && given <= max) {
        return (long) given;
      }
    }
    throw new IllegalArgumentException(
        name + ": a whole number " + min + ".." + max + " is needed");
  }

  private static boolean flag(JsonObject json, String name) {
    JsonElement value = json.get(name);
    if (value == null) {
      return false;
    }
    if (value instanceof JsonPrimitive flag && flag.isBoolean()) {
      return flag.getAsBoolean();
    }
    throw new IllegalArgumentException(name + ": true or false is needed");
  }

  /** Returns the JSON for REST. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("status", status);
    json.addProperty("bytesPerSecond", bytesPerSecond);
    json.addProperty("trickle", trickle);
    json.addProperty("cutAfter", cutAfter);
    json.addProperty("lengthDelta", lengthDelta);
    json.addProperty("corrupt", corrupt);
    json.addProperty("redirects", redirects);
    json.addProperty("redirectToHttp", redirectToHttp);
    json.addProperty("ignoreRange", ignoreRange);
    json.addProperty("times", times);
    return json;
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.Thing;
import org.kuralink.console.report.ScreenText;

/** Posts what a person types and puts the platform's replies into words. */
final class PropertyCommand {

  static final String USAGE =
      "usage: alink:post [THING] NAME=VALUE ... (a value is JSON, or else a text; quote what has"
          + " blanks or brackets: 'tank={\"level\":3}')";

  private static final long LONGEST_WAIT_SECONDS = 60;
  private static final TypeAdapter<JsonElement> JSON = new Gson().getAdapter(JsonElement.class);

  private final Map<String, Thing> things;

  PropertyCommand(Map<String, Thing> things) {
    this.things = things;
  }

  String run(String... words) {
    boolean named = words.length > 0 && words[0].indexOf('=') < 0;
    if (words.length == (named ? 1 : 0)) {
      return USAGE;
    }
    if (things.isEmpty()) {
      return "nothing to post for: nothing of org.kuralink.thing is configured";
    }
    String name = named ? words[0] : things.keySet().iterator().next();
    if (!named && things.size() > 1) {
      return "which one? say alink:post THING ... with one of " + things.keySet();
    }
    Thing thing = things.get(name);
    if (thing == null) {
      return "there is no thing " + name + "; there are " + things.keySet();
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = named ? 1 : 0; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals < 1) {
        return "\"" + words[i] + "\" is not NAME=VALUE; " + USAGE;
      }
      values.put(words[i].substring(0, equals), value(words[i].substring(equals + 1)));
    }
    return post(thing, values);
  }

  private static String post(Thing thing, Map<String, Object> values) {
    try {
      return describe(
          thing
              .post(PropertyPost.transientPost(values))
              .toCompletableFuture()
              .get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return ScreenText.of("not posted: " + cause.getMessage());
    } catch (TimeoutException e) {
      return "no reply within " + LONGEST_WAIT_SECONDS + " s";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted while waiting for the reply";
    }
  }

  private static String describe(PostResult result) {
    StringJoiner report = new StringJoiner(System.lineSeparator());
    result.violations().forEach(violation -> report.add(ScreenText.of("warning: " + violation)));
    for (Reply reply : result.replies()) {
      report.add(
          ScreenText.of(
              (reply.isSuccess() ? "accepted: code " : "refused: code ")
                  + reply.code()
                  + reply.message().map(message -> " " + message).orElse("")
                  + (reply.data().length() > 2 ? " " + reply.data() : "")));
    }
    result
        .refused()
        .forEach((identifier, why) -> report.add("not taken: " + identifier + ": " + why));
    return report.toString();
  }

  /** What a person means: JSON where it is some, a text otherwise. */
  static Object value(String text) {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      JsonElement json = JSON.read(reader);
      if (reader.peek() == JsonToken.END_DOCUMENT && !json.isJsonNull()) {
        return plain(json);
      }
    } catch (IOException
        | JsonParseException
        | ArithmeticException
        | NumberFormatException notJson) {
      return text;
    }
    return text;
  }

  private static Object plain(JsonElement json) {
    if (json.isJsonArray()) {
      List<Object> list = new ArrayList<>();
      json.getAsJsonArray().forEach(element -> list.add(plain(element)));
      return list;
    }
    if (json.isJsonObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      json.getAsJsonObject().entrySet().forEach(e -> map.put(e.getKey(), plain(e.getValue())));
      return map;
    }
    return json instanceof JsonPrimitive primitive ? plain(primitive) : json.toString();
  }

  private static Object plain(JsonPrimitive primitive) {
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    if (primitive.isString()) {
      return primitive.getAsString();
    }
    BigDecimal number = primitive.getAsBigDecimal();
    boolean whole = number.scale() <= 0 && number.precision() - number.scale() <= 18;
    return whole ? (Object) number.longValueExact() : (Object) number.doubleValue();
  }
}

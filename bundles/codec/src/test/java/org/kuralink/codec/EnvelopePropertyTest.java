/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.codec.AlinkMessage;
import org.kuralink.api.codec.AlinkReply;
import org.kuralink.api.codec.AlinkRequest;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MalformedMessageException;
import org.kuralink.api.codec.ResultCode;

/** Property tests with generated envelopes; Gson's strict reader is the reference for JSON. */
class EnvelopePropertyTest {

  private static final int ROUNDS = 20_000;

  private final AlinkCodec codec = new AlinkCodecComponent();

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    Chance chance = new Chance(1);
    for (int i = 0; i < ROUNDS; i++) {
      AlinkRequest request =
          new AlinkRequest(chance.id(), chance.text(), chance.text(), present(chance));
      AlinkMessage message = codec.decode(codec.encode(request));
      assertEquals(Optional.of(request.id()), message.id());
      assertEquals(Optional.of(request.version()), message.version());
      assertEquals(Optional.of(request.method()), message.method());
      assertEquals(Optional.of(request.params()), message.params());
      assertEquals(OptionalInt.empty(), message.code());

      Optional<String> words = chance.maybe() ? Optional.of(chance.text()) : Optional.empty();
      ResultCode code = new ResultCode(chance.below(110_000) - 1000);
      AlinkReply reply = new AlinkReply(chance.id(), code, present(chance), words);
      AlinkMessage answer = codec.decode(codec.encode(reply));
      assertEquals(Optional.of(reply.id()), answer.id());
      assertEquals(OptionalInt.of(code.value()), answer.code());
      assertEquals(Optional.of(reply.data()), answer.data());
      assertEquals(words, answer.message());
    }
  }

  private static JsonText present(Chance chance) {
    String json = chance.json(3).trim();
    return JsonText.of(json.equals("null") ? "{}" : json);
  }

  @Test
  void whatIsWrittenIsJson() {
    Chance chance = new Chance(2);
    for (int i = 0; i < ROUNDS; i++) {
      AlinkRequest request =
          new AlinkRequest(chance.id(), chance.text(), chance.text(), present(chance));
      Optional<JsonElement> judged = judge(codec.encode(request));
      assertTrue(judged.isPresent(), request::toString);
      JsonObject json = judged.get().getAsJsonObject();
      assertEquals(request.method(), json.get("method").getAsString());
      assertEquals(request.id().text(), json.get("id").getAsString());
    }
  }

  @Test
  void anyEnvelopeIsReadAsByTheReference() {
    Chance chance = new Chance(3);
    for (int i = 0; i < ROUNDS; i++) {
      compare(chance.utf8(chance.envelope()));
    }
  }

  @Test
  void aMutatedEnvelopeIsReadAsByTheReferenceOrMalformedForBoth() {
    Chance chance = new Chance(4);
    int read = 0;
    for (int i = 0; i < 5 * ROUNDS; i++) {
      read += compare(chance.mutated(chance.utf8(chance.envelope()))) ? 1 : 0;
    }
    assertTrue(read > ROUNDS / 2, "mutations that are still envelopes: " + read);
    assertTrue(read < 4 * ROUNDS, "mutations that are still envelopes: " + read);
  }

  private boolean compare(byte[] payload) {
    Optional<JsonObject> judged = judgeEnvelope(payload);
    Optional<AlinkMessage> decoded = decode(payload);
    String text = new String(payload, StandardCharsets.UTF_8);
    assertEquals(judged.isPresent(), decoded.isPresent(), text);
    if (decoded.isEmpty()) {
      return false;
    }
    JsonObject json = judged.get();
    AlinkMessage message = decoded.get();
    assertEquals(string(json, "id"), message.id().map(id -> id.text()), text);
    assertEquals(
        json.has("id") && isNumber(json.get("id")),
        message.id().map(id -> id.numeric()).orElse(false));
    assertWords(json, "version", message.version());
    assertEquals(string(json, "method"), message.method(), text);
    assertWords(json, "message", message.message());
    assertEquals(
        present(json, "params"), message.params().flatMap(EnvelopePropertyTest::judge), text);
    assertEquals(present(json, "data"), message.data().flatMap(EnvelopePropertyTest::judge), text);
    assertEquals(
        present(json, "code").map(JsonElement::getAsInt),
        message.code().isPresent() ? Optional.of(message.code().getAsInt()) : Optional.empty());
    return true;
  }

  /** Members for display may be of any type; other types than strings become JSON text. */
  private static void assertWords(JsonObject json, String name, Optional<String> words) {
    boolean isString = json.get(name) instanceof JsonPrimitive value && value.isString();
    assertEquals(
        present(json, name),
        isString
            ? words.map(JsonPrimitive::new)
            : words.flatMap(text -> judge(text.getBytes(StandardCharsets.UTF_8))),
        name);
  }

  private Optional<AlinkMessage> decode(byte[] payload) {
    try {
      return Optional.of(codec.decode(payload));
    } catch (MalformedMessageException e) {
      assertTrue(e.getMessage().startsWith("byte "), e.getMessage());
      return Optional.empty();
    }
  }

  /** The members of the envelope; each must have its type, and the last of a name counts. */
  private static Optional<JsonObject> judgeEnvelope(byte[] utf8) {
    return read(
        utf8,
        reader -> {
          JsonObject members = new JsonObject();
          reader.beginObject();
          while (reader.hasNext()) {
            String name = reader.nextName();
            JsonElement value = JsonParser.parseReader(reader);
            if (!isOfItsType(name, value)) {
              throw new JsonParseException(name);
            }
            members.add(name, value);
          }
          reader.endObject();
          return members;
        });
  }

  private static boolean isOfItsType(String name, JsonElement value) {
    boolean isNull = value.isJsonNull();
    boolean isString = value instanceof JsonPrimitive primitive && primitive.isString();
    return switch (name) {
      case "id" -> isNull || isString || isNumber(value);
      case "method" -> isNull || isString;
      case "code" -> isNull || (isNumber(value) || isString && isInt(value)) && isCode(value);
      default -> true;
    };
  }

  private static boolean isCode(JsonElement code) {
    try {
      code.getAsBigDecimal().intValueExact();
      return true;
    } catch (ArithmeticException | NumberFormatException e) {
      return false;
    }
  }

  private static boolean isInt(JsonElement text) {
    return text.getAsString().matches("[+-]?[0-9]+");
  }

  private static boolean isNumber(JsonElement json) {
    return json instanceof JsonPrimitive primitive && primitive.isNumber();
  }

  private static Optional<String> string(JsonObject json, String name) {
    return present(json, name).map(JsonElement::getAsString);
  }

  private static Optional<JsonElement> present(JsonObject json, String name) {
    return Optional.ofNullable(json.get(name)).filter(value -> !value.isJsonNull());
  }

  private static Optional<JsonElement> judge(JsonText json) {
    byte[] bytes = new byte[json.length()];
    json.bytes().get(bytes);
    return judge(bytes);
  }

  private static Optional<JsonElement> judge(byte[] utf8) {
    return read(utf8, JsonParser::parseReader);
  }

  private static <T> Optional<T> read(byte[] utf8, Reading<T> reading) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      JsonReader reader = new JsonReader(new StringReader(text));
      reader.setStrictness(Strictness.STRICT);
      T read = reading.from(reader);
      return reader.peek() == JsonToken.END_DOCUMENT ? Optional.of(read) : Optional.empty();
    } catch (IOException | JsonParseException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private interface Reading<T> {

    T from(JsonReader reader) throws IOException;
  }
}

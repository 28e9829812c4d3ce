/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.FakeDeviceLink.Sent;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.RejectedPostException;
import org.kuralink.api.tsl.DataType;
import org.kuralink.thing.ThingFixture.TestThing;
import org.kuralink.thing.model.JsonForm;

/** What holds for any value and any post, tried with many. */
class JsonFormPropertyTest {

  private static final String[] PIECES = {
    "a", " ", "\"", "\\", "/", "\n", "\u0000", "\u001f", "\u007f", "ä", "中", "😀", "{", "]"
  };

  private final Random random = new Random(41);

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    for (int i = 0; i < 20_000; i++) {
      Object value = value(3);
      String json = json(value);
      assertEquals(value, JsonForm.read(JsonText.of(json)));
    }
  }

  @Test
  void boolsAndDatesHaveTheirOwnForm() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      long millis = random.nextLong() >>> 1;
      StringBuilder date = new StringBuilder();
      JsonForm.write(date, new DataType.DateType(), millis);
      assertEquals(Long.toString(millis), JsonForm.read(JsonText.of(date.toString())));
      boolean truth = random.nextBoolean();
      assertEquals(truth ? 1L : 0L, JsonForm.read(JsonText.of(json(truth))));
    }
  }

  @Test
  void whatIsNoJsonIsRefused() {
    for (String text : new String[] {"", "{", "[1", "{\"a\":1}x", "[1] 2", "{\"a\"}", "tru", "'"}) {
      assertThrows(IOException.class, () -> JsonForm.read(JsonText.of(text)), text);
    }
  }

  @Test
  void nothingOfAPostIsLostDoubledOrPutInAnotherOrder() {
    for (int i = 0; i < 300; i++) {
      ThingFixture fixture = new ThingFixture();
      TestThing thing = fixture.thing(Optional.empty());
      fixture.appear(fixture.session, ThingFixture.CONNECTION);
      Map<String, PropertyValue> values = new LinkedHashMap<>();
      int size = random.nextInt(700);
      for (int p = 0; p < size; p++) {
        values.put(
            "p" + p,
            random.nextBoolean() ? PropertyValue.of(p) : PropertyValue.of(p, random.nextInt()));
      }
      thing.post(new PropertyPost(values, PropertyPost.durable(Map.of()).options()));
      List<String> names = new ArrayList<>();
      for (Sent sent : fixture.link.sent()) {
        JsonObject params = JsonParser.parseString(sent.params().toString()).getAsJsonObject();
        assertTrue(params.size() <= 200);
        names.addAll(params.keySet());
      }
      assertEquals(List.copyOf(values.keySet()), names);
      assertEquals((size + 199) / 200, fixture.link.sent().size());
    }
  }

  @Test
  void aPostIsSentAsAWholeOrRejectedAsAWhole() {
    ThingFixture fixture = new ThingFixture();
    TestThing thing = fixture.withModel();
    List<String> identifiers = List.copyOf(ThingFixture.model().properties().keySet());
    for (int i = 0; i < 5_000; i++) {
      fixture.link.clear();
      Map<String, Object> values = new LinkedHashMap<>();
      for (int p = random.nextInt(4); p >= 0; p--) {
        values.put(identifiers.get(random.nextInt(identifiers.size())), value(2));
      }
      boolean rejected =
          thing
              .post(PropertyPost.durable(values))
              .handle((result, failure) -> failure instanceof RejectedPostException)
              .toCompletableFuture()
              .join();
      assertEquals(rejected ? 0 : 1, fixture.link.sent().size(), values::toString);
    }
  }

  @Test
  void anyRequestToSetIsAnsweredOnce() {
    ThingFixture fixture = new ThingFixture();
    fixture.withModel();
    List<String> identifiers = List.copyOf(ThingFixture.model().properties().keySet());
    for (int i = 0; i < 5_000; i++) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (int p = random.nextInt(3); p >= 0; p--) {
        values.put(identifiers.get(random.nextInt(identifiers.size())), value(2));
      }
      int code = fixture.deliver("thing.service.property.set", json(values)).code().value();
      assertTrue(code == 460 || code == 400, "nobody sets anything here, but it said " + code);
    }
  }

  private static String json(Object value) {
    StringBuilder json = new StringBuilder();
    JsonForm.write(json, null, value);
    return json.toString();
  }

  /** A value in the form in which it is read. */
  private Object value(int depth) {
    switch (random.nextInt(depth == 0 ? 5 : 7)) {
      case 0 -> {
        return random.nextInt(200) - 100L;
      }
      case 1 -> {
        return (double) random.nextFloat() * 1e6;
      }
      case 2 -> {
        return new BigDecimal("9".repeat(19 + random.nextInt(10)));
      }
      case 3, 4 -> {
        return text();
      }
      case 5 -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(depth - 1));
        }
        return list;
      }
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(text(), value(depth - 1));
        }
        return map;
      }
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}

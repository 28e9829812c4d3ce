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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.AlinkRequest;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.FakeDeviceLink.Sent;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.BatchPost;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.EventValue;
import org.kuralink.api.thing.HistoryPost;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.RejectedPostException;
import org.kuralink.api.tsl.DataType;
import org.kuralink.codec.AlinkCodecComponent;
import org.kuralink.json.AnyValues;
import org.kuralink.json.Json;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.thing.ThingFixture.TestThing;
import org.kuralink.thing.model.ModelCheck;

/** Properties of all values and posts, checked with many generated ones. */
class JsonFormPropertyTest {

  private final Random random = new Random(41);
  private final AnyValues values = new AnyValues(random);

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    for (int i = 0; i < 20_000; i++) {
      Object value = values.value(3);
      assertEquals(value, Json.read(json(value)));
    }
  }

  @Test
  void boolsAndDatesHaveTheirOwnForm() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      long millis = random.nextLong() >>> 1;
      assertEquals(Long.toString(millis), ModelCheck.formOf(new DataType.DateType(), millis));
      boolean truth = random.nextBoolean();
      assertEquals(truth ? 1L : 0L, Json.read(json(truth)));
    }
  }

  /** The platform accepts an integer for a float or double only with decimals. */
  @Test
  void aNumberOfAFloatOrDoubleHasDecimals() {
    OptionalDouble any = OptionalDouble.empty();
    DataType single = new DataType.FloatType(any, any, any, Optional.empty());
    DataType real = new DataType.DoubleType(any, any, any, Optional.empty());
    assertEquals("21.0", JsonOutput.string(ModelCheck.formOf(single, 21)));
    assertEquals("21.0", JsonOutput.string(ModelCheck.formOf(real, 21L)));
    assertEquals("-21.0", JsonOutput.string(ModelCheck.formOf(real, new BigDecimal("-21"))));
    assertEquals("21.5", JsonOutput.string(ModelCheck.formOf(single, 21.5f)));
    assertEquals("1E+400", JsonOutput.string(ModelCheck.formOf(real, new BigDecimal("1e400"))));
    assertEquals("[1.0,2.0]", JsonOutput.string(ModelCheck.formOf(array(real), List.of(1, 2))));
    assertEquals("21", JsonOutput.string(ModelCheck.formOf(null, 21)));
  }

  private static DataType array(DataType item) {
    return new DataType.ArrayType(OptionalLong.empty(), item);
  }

  @Test
  void nothingOfAPostIsLostDoubledOrPutInAnotherOrder() {
    for (int i = 0; i < 300; i++) {
      ThingFixture fixture = new ThingFixture();
      TestThing thing = fixture.thing(Optional.empty());
      fixture.appear(fixture.session, ThingFixture.CONNECTION);
      Map<String, PropertyValue> posted = new LinkedHashMap<>();
      int size = random.nextInt(700);
      for (int p = 0; p < size; p++) {
        posted.put(
            "p" + p,
            random.nextBoolean() ? PropertyValue.of(p) : PropertyValue.of(p, random.nextInt()));
      }
      thing.post(new PropertyPost(posted, PropertyPost.durable(Map.of()).options()));
      List<String> names = new ArrayList<>();
      for (Sent sent : fixture.link.sent()) {
        JsonObject params = JsonParser.parseString(sent.params().toString()).getAsJsonObject();
        assertTrue(params.size() <= 200);
        names.addAll(params.keySet());
      }
      assertEquals(List.copyOf(posted.keySet()), names);
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
      Map<String, Object> given = new LinkedHashMap<>();
      for (int p = random.nextInt(4); p >= 0; p--) {
        given.put(identifiers.get(random.nextInt(identifiers.size())), values.value(2));
      }
      boolean rejected =
          thing
              .post(PropertyPost.durable(given))
              .handle((result, failure) -> failure instanceof RejectedPostException)
              .toCompletableFuture()
              .join();
      assertEquals(rejected ? 0 : 1, fixture.link.sent().size(), given::toString);
    }
  }

  @Test
  void anyRequestToSetIsAnsweredOnce() {
    ThingFixture fixture = new ThingFixture();
    fixture.withModel();
    List<String> identifiers = List.copyOf(ThingFixture.model().properties().keySet());
    for (int i = 0; i < 5_000; i++) {
      Map<String, Object> given = new LinkedHashMap<>();
      for (int p = random.nextInt(3); p >= 0; p--) {
        given.put(identifiers.get(random.nextInt(identifiers.size())), values.value(2));
      }
      int code = fixture.deliver("thing.service.property.set", json(given)).code().value();
      assertTrue(code == 460 || code == 400, "nobody sets anything here, but it said " + code);
    }
  }

  /** UTF-8 cannot represent half of a surrogate pair: it would be sent as a question mark. */
  @Test
  void halfOfASurrogatePairGoesOutEscapedWhereverItStands() {
    ThingFixture fixture = new ThingFixture();
    TestThing thing = fixture.thing(Optional.empty());
    fixture.appear(fixture.session, ThingFixture.CONNECTION);
    String half = "half \ud83d of a pair";
    Map<String, Object> nested = Map.of(half, List.of(half, Map.of("a", half)));
    thing.post(PropertyPost.durable(Map.of("p\ude00", half, "q", nested)));
    thing.post(EventPost.durable("alarm", Map.of("text", half)));
    thing.post(
        new BatchPost(
            Map.of("p", List.of(PropertyValue.of(half, 1))),
            Map.of("alarm", List.of(EventValue.of(Map.of("text", nested)))),
            RequestOptions.DURABLE));
    thing.post(
        new HistoryPost(
            List.of(Map.of("p", PropertyValue.of(nested, 1))), List.of(), RequestOptions.DURABLE));
    thing.updateTags(Map.of("key", half));
    thing.desired(Set.of(half));
    thing.clearDesired(Map.of(half, OptionalLong.empty()));
    assertEquals(7, fixture.link.sent().size());
    for (Sent sent : fixture.link.sent()) {
      byte[] message =
          new AlinkCodecComponent()
              .encode(new AlinkRequest(MessageId.of(1), sent.method(), sent.params()));
      String wire = new String(message, StandardCharsets.UTF_8);
      assertTrue(wire.contains("half \\ud83d of a pair"), wire);
      assertFalse(wire.contains("?") || wire.contains("\ufffd"), wire);
    }
  }

  private static String json(Object value) {
    return JsonOutput.string(ModelCheck.formOf(null, value));
  }
}

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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.tsl.ThingModelsComponent;

/**
 * Any request of the platform gets one answer with a code of the guide, and changes nothing unless
 * that is 200.
 */
class BadInputPropertyTest {

  private static final List<String> METHODS =
      List.of(
          "thing.service.property.set",
          "thing.service.property.get",
          "thing.service.SetWeight",
          "thing.service.Ping",
          "thing.service.stranger");

  private static final String[] NAMES = {
    "temperature",
    "power",
    "mode",
    "count",
    "installed",
    "label",
    "code",
    "tank",
    "NewWeight",
    "When",
    "",
    "stranger",
    "full",
    "filled",
    "level",
    "value",
    "time"
  };

  private static final String[] TEXTS = {
    "",
    "1",
    "0",
    "true",
    "on",
    "30.5",
    "1e400",
    "-1e-400",
    "NaN",
    "1524448722000",
    "中😀",
    "x",
    "a text of more than sixteen bytes",
    "\\u0000",
    "\\ud800"
  };

  private static final String[] NUMBERS = {
    "0",
    "1",
    "-1",
    "0.0",
    "30.5",
    "121",
    "200.0001",
    "1e400",
    "-1e999",
    "1e-400",
    "2147483648",
    "99999999999999999999999999",
    "1524448722000",
    "-0",
    "1E2",
    "0.1e1"
  };

  private final ThingModelsComponent checker = new ThingModelsComponent();
  private final ThingModel model = ThingFixture.model();
  private final Random random = new Random(2026);
  private int done;

  @Test
  void isAnsweredOnceAndDoesNothingUnlessItIsRight() {
    ThingFixture fixture = new ThingFixture();
    fixture.withModel();
    fixture.around.handlers.add(
        values -> {
          done++;
          values.forEach(this::assertAllowed);
          return CompletableFuture.completedFuture(Reply.success());
        },
        Map.of());
    fixture.around.services.add(
        call -> {
          done++;
          assertEquals(call.service().equals("SetWeight"), call.inputs().containsKey("NewWeight"));
          return CompletableFuture.completedFuture(ServiceResult.success());
        },
        Map.of());
    Map<Integer, Integer> codes = new HashMap<>();
    for (int i = 0; i < 30_000; i++) {
      String method = METHODS.get(random.nextInt(METHODS.size()));
      String params = params();
      int before = done;
      int code = fixture.deliver(method, params).code().value();
      codes.merge(code, 1, Integer::sum);
      boolean carriedOut = done > before;
      boolean reading = method.endsWith(".get");
      boolean empty = method.endsWith(".set") && params.equals("{}");
      assertEquals(code == 200 && !reading && !empty, carriedOut, method + " " + params);
    }
    assertEquals(Set.of(200, 460), codes.keySet());
    assertTrue(codes.get(200) > 300 && codes.get(460) > 10_000, codes.toString());
    assertEquals(0, fixture.time.waiting());
  }

  private void assertAllowed(String identifier, Object value) {
    var property = model.properties().get(identifier);
    assertTrue(property.access().isWritable(), identifier);
    assertTrue(checker.check(identifier, property.type(), value).isValid(), identifier);
  }

  private String params() {
    String text = random.nextInt(4) == 0 ? json(3) : object(2);
    if (random.nextInt(10) > 0) {
      return text;
    }
    int cut = random.nextInt(text.length() + 1);
    return random.nextBoolean() ? text.substring(0, cut) : text + text;
  }

  private String json(int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> "null";
      case 1 -> random.nextBoolean() ? "true" : "false";
      case 2 -> NUMBERS[random.nextInt(NUMBERS.length)];
      case 3 -> '"' + TEXTS[random.nextInt(TEXTS.length)] + '"';
      case 4 -> '"' + NAMES[random.nextInt(NAMES.length)] + '"';
      case 5 -> object(depth - 1);
      default -> array(depth - 1);
    };
  }

  private String object(int depth) {
    StringBuilder json = new StringBuilder("{");
    int size = random.nextInt(3);
    for (int i = 0; i < size; i++) {
      json.append(i == 0 ? "" : ",").append('"').append(NAMES[random.nextInt(NAMES.length)]);
      json.append("\":").append(json(depth));
    }
    return json.append('}').toString();
  }

  private String array(int depth) {
    StringBuilder json = new StringBuilder("[");
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      json.append(i == 0 ? "" : ",").append(json(depth));
    }
    return json.append(']').toString();
  }
}

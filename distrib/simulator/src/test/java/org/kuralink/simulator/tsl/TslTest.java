/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.tsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonPrimitive;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.simulator.json.StrictJson;

class TslTest {
  private final Tsl tsl = load();

  private static Tsl load() {
    try (InputStream in = TslTest.class.getResourceAsStream("/tsl.json")) {
      return Tsl.parse(StrictJson.parseObject(in.readAllBytes()));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "level;0;true",
        "level;100;true",
        "level;100.0;true",
        "level;-1;false",
        "level;1.5;false",
        "level;'\"5\"';false",
        "level;true;false",
        "level;null;false",
        "temperature;125.5;true",
        "temperature;-40;true",
        "temperature;1e1;true",
        "temperature;125.51;false",
        "serial;'\"12345678\"';true",
        "serial;'\"123456789\"';false",
        "serial;'\"中文\"';true",
        "serial;'\"中文字\"';false",
        "serial;1;false",
        "on;1;true",
        "on;2;false",
        "on;true;false",
        "mode;3;true",
        "mode;2;false",
        "mode;'\"3\"';false",
        "since;'\"1524448722000\"';true",
        "since;'\"yesterday\"';false",
        "since;1;false",
        "place;{\"value\":1};true",
        "place;{\"other\":1};false",
        "place;1;false",
        "list;[1,2,3];true",
        "list;[1,2,3,4];false",
        "list;[\"a\"];false",
        "list;{};false",
        "nothing;1;false"
      })
  void valuesAreChecked(String property, String value, boolean fits) throws Exception {
    assertEquals(fits, tsl.reportProblem(property, StrictJson.parse(value)).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"properties\":{}};properties",
        "{\"properties\":[1]};properties[0]",
        "{\"properties\":[{\"accessMode\":\"r\"}]};identifier",
        "{\"properties\":[{\"identifier\":\"a\"}]};accessMode",
        "{\"properties\":[{\"identifier\":\"a\",\"accessMode\":\"r\"}]};dataType",
        "{\"properties\":[{\"identifier\":\"a\",\"accessMode\":\"r\",\"dataType\":{\"type\":\"odd\"}}]};unknown type odd",
        "{\"properties\":[{\"identifier\":\"a\",\"accessMode\":\"r\",\"dataType\":{\"type\":\"array\"}}]};item",
        "{\"properties\":[{\"identifier\":\"a\",\"accessMode\":\"r\",\"dataType\":{\"type\":\"struct\"}}]};specs",
        "{\"properties\":[{\"identifier\":\"a\",\"accessMode\":\"r\",\"dataType\":{\"type\":\"int\",\"specs\":{\"min\":\"x\"}}}]};min"
      })
  void aModelThatIsWrongIsRefusedWithItsPlace(String json, String place) throws Exception {
    var source = StrictJson.parse(json).getAsJsonObject();
    BadModelException refusal = assertThrows(BadModelException.class, () -> Tsl.parse(source));
    assertTrue(refusal.getMessage().contains(place), refusal.getMessage());
  }

  @Test
  void aCustomModuleGivesItsNameToItsFeatures() throws Exception {
    String main =
        "{\"properties\":[{\"identifier\":\"Temp\",\"accessMode\":\"r\",\"dataType\":{\"type\":\"text\"}}],"
            + "\"functionBlocks\":[{\"functionBlockId\":\"EnvMod\"}]}";
    String module =
        "{\"functionBlockId\":\"EnvMod\",\"functionBlockName\":\"Environment\",\"properties\":["
            + "{\"identifier\":\"Temp\",\"accessMode\":\"rw\",\"dataType\":{\"type\":\"int\"}}],"
            + "\"events\":[{\"identifier\":\"hot\"}],\"services\":[{\"identifier\":\"cool\"}]}";
    Tsl both = Tsl.parse(StrictJson.parse("[" + main + "," + module + "]"));
    assertTrue(both.reportProblem("EnvMod:Temp", new JsonPrimitive(21)).isEmpty());
    assertTrue(both.reportProblem("EnvMod:Temp", new JsonPrimitive("warm")).isPresent());
    assertTrue(both.reportProblem("Temp", new JsonPrimitive("warm")).isEmpty());
    assertTrue(both.event("EnvMod:hot").isPresent() && both.event("hot").isEmpty());
    assertTrue(both.service("EnvMod:cool").isPresent());
    assertEquals(
        "[{\"functionBlockId\":\"EnvMod\",\"functionBlockName\":\"Environment\"}]",
        both.defaultModule().get("functionBlocks").toString());
    assertTrue(both.module("EnvMod").orElseThrow().has("events"));
    assertTrue(both.module("Other").isEmpty());
    Tsl again = Tsl.parse(both.toJson());
    assertEquals(both.toJson(), again.toJson());
    assertTrue(Tsl.parse(StrictJson.parse(module)).knows("EnvMod:Temp"));
  }

  @ParameterizedTest
  @CsvSource({
    "double,-4.9E-324,1.7976931348623157E308",
    "float,-1.4E-45,3.4028235E38",
    "double,-1.7976931348623157E308,4.9E-324"
  })
  void theSmallestAndLargestNumbersOfJavaAreNoBounds(String type, String min, String max)
      throws Exception {
    Tsl model =
        Tsl.parse(
            StrictJson.parse(
                "{\"properties\":[{\"identifier\":\"a\",\"accessMode\":\"r\",\"dataType\":{\"type\":\""
                    + type
                    + "\",\"specs\":{\"min\":\""
                    + min
                    + "\",\"max\":\""
                    + max
                    + "\"}}}]}"));
    assertTrue(model.reportProblem("a", new JsonPrimitive(-5.5)).isEmpty());
    assertTrue(model.reportProblem("a", new JsonPrimitive(5.5)).isEmpty());
  }

  @Test
  void anEnumWithoutKeysTakesAnyWholeNumber() throws Exception {
    Tsl model =
        Tsl.parse(
            StrictJson.parse(
                "{\"properties\":[{\"identifier\":\"a\",\"accessMode\":\"r\","
                    + "\"dataType\":{\"type\":\"enum\"}}]}"));
    assertTrue(model.reportProblem("a", new JsonPrimitive(7)).isEmpty());
    assertTrue(model.reportProblem("a", new JsonPrimitive("x")).isPresent());
  }

  @Test
  void twoPropertiesOfOneNameAreRefused() throws Exception {
    String one = "{\"identifier\":\"a\",\"accessMode\":\"r\",\"dataType\":{\"type\":\"int\"}}";
    var source = StrictJson.parse("{\"properties\":[" + one + "," + one + "]}").getAsJsonObject();
    assertThrows(BadModelException.class, () -> Tsl.parse(source));
  }

  @Test
  void aNumberTooLargeToBeWrittenIsNoNumber() throws Exception {
    Tsl model =
        Tsl.parse(
            StrictJson.parse(
                    """
                    {"properties":[{"identifier":"on","accessMode":"rw","dataType":{"type":"bool"}}]}
                    """)
                .getAsJsonObject());
    // With as many digits as the exponent says it would not fit into memory.
    assertTrue(model.setProblem("on", new JsonPrimitive("1e2147483640")).isPresent());
  }

  @Test
  void refusesALimitTooLargeToBeWritten() {
    assertThrows(
        BadModelException.class,
        () ->
            Tsl.parse(
                StrictJson.parse(
                        """
                        {"properties":[{"identifier":"i","accessMode":"rw",
                          "dataType":{"type":"int","specs":{"min":"1e2147483640"}}}]}
                        """)
                    .getAsJsonObject()));
  }
}

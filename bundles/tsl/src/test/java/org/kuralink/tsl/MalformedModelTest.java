/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.tsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.MalformedModelException;
import org.kuralink.api.tsl.ThingModel;

/** Errors in a document name the line and the element; one element does not affect others. */
class MalformedModelTest {

  private final ThingModelsComponent models = new ThingModelsComponent();

  @Test
  void minimumBeyondMaximum() {
    assertWarned(
        """
        {
          "properties": [
            {"identifier": "a", "dataType": {"type": "int"}},
            {"identifier": "b", "dataType": {"type": "int"}},
            {
              "identifier": "c",
              "dataType": {
                "type": "double",
                "specs": {
                  "min": "10",
                  "max": "1"
                }
              }
            }
          ]
        }
        """,
        10,
        "properties[2].dataType.specs.min",
        "the minimum 10.0 is more than the maximum 1.0");
  }

  @Test
  void trailingComma() {
    assertMalformed("{\n\"properties\": [\n],\n}", 4, "the document", "expected name");
    assertMalformed("{\"events\": [\n{},\n]}", 3, "events", "invalid JSON: unexpected character");
  }

  @Test
  void invalidJson() {
    assertMalformed("", 1, "the document", "ends too early");
    assertMalformed("{\"properties\":\n[", 2, "properties", "ends too early");
    assertMalformed("{} {}", 1, "the document", "unexpected character");
    assertMalformed("[]", 1, "the document", "is empty; it is not a TSL");
    assertMalformed("[7]", 1, "the document[0]", "is a number, expected an object");
    assertMalformed("7", 1, "the document", "is a number, expected an object");
    assertMalformed("{'properties': []}", 1, "the document", "unexpected character");
    assertMalformed("{\"a\": [1, \n x]}", 2, "a", "unexpected character");
    assertMalformed("{\n\"a\": 1,\n\"b\": \"x\n}\n", 3, "b", "unterminated string");
    assertMalformed("[".repeat(10_000), 1, "the document" + "[0]".repeat(32), "deeper than 32");
  }

  @Test
  void invalidUtf8() {
    byte[] bytes = "{\"profile\": {\"productKey\": \"x\"}}".getBytes(StandardCharsets.UTF_8);
    bytes[27] = (byte) 0xff;
    MalformedModelException e =
        assertThrows(MalformedModelException.class, () -> models.read(JsonText.wrap(bytes)));
    assertTrue(e.getMessage().contains("invalid UTF-8"), e.getMessage());
  }

  @Test
  void tooLarge() {
    JsonText huge = JsonText.wrap(new byte[10 * 1024 * 1024]);
    MalformedModelException e =
        assertThrows(MalformedModelException.class, () -> models.read(huge));
    assertTrue(e.getMessage().contains("10485760 bytes, more than the 4194304"), e.getMessage());
  }

  @Test
  void missingAndDoubledParts() {
    property("{}", "properties[0].identifier", "is missing");
    property("{\"identifier\":\"a\"}", "properties[0].dataType", "is missing");
    property("{\"identifier\":null}", "properties[0].identifier", "is missing");
    property("{\"identifier\":\" \"}", "properties[0].identifier", "is empty");
    property("{\"identifier\":5}", "properties[0].identifier", "is a number, expected a string");
    property("\"a\"", "properties[0]", "is a string, expected an object");
    anything("{}", "type", "is missing");
    assertWarned(
        "{\"properties\":[{\"identifier\":\"a\",\"dataType\":{\"type\":\"int\"}},\n"
            + "{\"identifier\":\"a\",\"dataType\":{\"type\":\"text\"}}]}",
        2,
        "properties[1].identifier",
        "'a' occurs twice");
    assertMalformed("{\"events\":[],\n\"events\":[]}", 2, "events", "occurs twice");
    property(
        "{\"identifier\":\"a\",\"identifier\":\"b\"}", "properties[0].identifier", "occurs twice");
  }

  @Test
  void wrongTypesOfMembers() {
    assertMalformed("{\"properties\":{}}", 1, "properties", "is an object, expected an array");
    assertMalformed("{\"profile\":[]}", 1, "the document", "neither properties, events nor");
    assertWarned("{\"profile\":[],\"events\":[]}", 1, "profile", "is an array, expected an object");
    property(
        "{\"identifier\":\"a\",\"accessMode\":\"x\"}",
        "properties[0].accessMode",
        "is not one of r, w");
    property(
        "{\"identifier\":\"a\",\"required\":\"no\"}",
        "properties[0].required",
        "is a string, expected true or false");
    assertMalformed(
        "{\"services\":[{\"identifier\":\"a\",\"callType\":\"later\"}]}",
        1,
        "services[0].callType",
        "'later' is not one of async, sync");
    assertMalformed(
        "{\"events\":[{\"identifier\":\"a\",\"type\":\"bad\"}]}",
        1,
        "events[0].type",
        "'bad' is not one of info, alert, error");
    assertMalformed(
        "{\"services\":[{\"identifier\":\"a\",\"inputData\":[\"bare\"]}]}",
        1,
        "services[0].inputData[0]",
        "is a string, expected an object");
  }

  @Test
  void aPropertyOfAnUnknownTypeAcceptsAnyValue() {
    anything("{\"type\":\"integer\"}", "type", "'integer' is not a type; the types are int, float");
    anything("{\"type\":\"array\",\"specs\":{\"item\":{}}}", "specs.item.type", "is missing");
    anything("{\"type\":\"struct\",\"specs\":{}}", "specs", "is an object, expected an array");
  }

  @Test
  void anInvalidSpecIsNotChecked() {
    type("{\"type\":\"int\",\"specs\":[]}", "specs", "is an array, expected an object");
    type("{\"type\":\"int\",\"specs\":{\"min\":\"x\"}}", "specs.min", "is not a number");
    type("{\"type\":\"int\",\"specs\":{\"min\":0.5}}", "specs.min", "is not an integer");
    type("{\"type\":\"int\",\"specs\":{\"min\":\"4294967295\"}}", "specs.min", "beyond 32 bits");
    type("{\"type\":\"int\",\"specs\":{\"min\":[]}}", "specs.min", "expected a number");
    type("{\"type\":\"int\",\"specs\":{\"step\":\"-1\"}}", "specs.step", "less than 0");
    type("{\"type\":\"double\",\"specs\":{\"max\":\"all\"}}", "specs.max", "is not a number");
    type("{\"type\":\"double\",\"specs\":{\"step\":-0.1}}", "specs.step", "less than 0");
    type("{\"type\":\"text\",\"specs\":{\"length\":\"long\"}}", "specs.length", "is not a number");
    type("{\"type\":\"bool\",\"specs\":{\"2\":\"x\"}}", "specs", "has the values 0 and 1, not 2");
    type("{\"type\":\"enum\",\"specs\":{\"x\":\"y\"}}", "specs.x", "is not an integer");
    type("{\"type\":\"enum\",\"specs\":{\"1\":\"y\",\"01\":\"z\"}}", "specs.01", "twice");
    type("{\"type\":\"enum\",\"specs\":{\"1\":[]}}", "specs.1", "expected a string");
    type("{\"type\":\"enum\"}", "", "an enum without readable keys");
    type("{\"type\":\"struct\"}", "", "a struct without readable members");
    type("{\"type\":\"struct\",\"specs\":[]}", "", "a struct without readable members");
    type("{\"type\":\"array\",\"specs\":{}}", "", "an array without an item type");
  }

  @Test
  void tooDeepNesting() {
    String struct = "{\"type\":\"struct\",\"specs\":[{\"identifier\":\"m\",\"dataType\":%s}]}";
    String array = "{\"type\":\"array\",\"specs\":{\"size\":2,\"item\":%s}}";
    String number = "{\"type\":\"int\"}";
    type(
        struct.formatted(struct.formatted(number)),
        "specs[0].dataType.type",
        "cannot contain a struct");
    anything(
        array.formatted(array.formatted(number)), "specs.item.type", "cannot contain an array");
    type(
        struct.formatted(array.formatted(struct.formatted(number))),
        "specs[0].dataType.specs.item.type",
        "cannot contain a struct");
    String deepest = array.formatted(struct.formatted(array.formatted(number)));
    assertEquals(
        List.of(),
        Models.of("{\"properties\":[{\"identifier\":\"a\",\"dataType\":" + deepest + "}]}")
            .warnings());
  }

  @Test
  void moreFeaturesThanAllowed() {
    assertWarned(features(1001), 1001, "properties[1000]", "more than 1000 features");
    ThingModel cut = Models.of(features(1001));
    assertEquals(1000, cut.properties().size());
    assertFalse(cut.coverage().includes("p1000"));
    assertTrue(Models.of(features(1000)).coverage().includes("p1000"));
  }

  @Test
  void anUnreadableElementDoesNotAffectOthers() {
    ThingModel model =
        Models.of(
            """
            {"properties": [{"identifier": "a", "dataType": {"type": "int"}},
                            {"identifier": "b", "dataType": {"type": "integer"}}],
             "events": [{"identifier": "tilt", "type": "bad"}, {"identifier": "fall"}],
             "services": [{"identifier": "stop", "callType": "later"}, {"identifier": "go"}]}
            """);
    assertEquals("int", model.properties().get("a").type().name());
    assertEquals("any", model.properties().get("b").type().name());
    assertEquals(Set.of("fall"), model.events().keySet());
    assertEquals(Set.of("go"), model.services().keySet());
    assertEquals(Set.of("tilt", "stop"), model.coverage().unread());
    assertFalse(model.coverage().includes("tilt"));
    assertTrue(model.coverage().includes("other"));
    assertEquals(3, model.warnings().size(), model.warnings().toString());
  }

  private static String features(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"identifier\":\"p" + i + "\",\"dataType\":{\"type\":\"date\"}}")
        .collect(Collectors.joining(",\n", "{\"properties\":[", "]}"));
  }

  @Test
  void aDamagedDocumentIsReadOrThrowsMalformedModelException() {
    Random random = new Random(11);
    int refused = 0;
    for (String name : new String[] {"all-types.json", "air-condition.json", "set-weight.json"}) {
      byte[] original = Models.bytes(name);
      long lines = new String(original, StandardCharsets.UTF_8).lines().count();
      for (int i = 0; i < 3_000; i++) {
        byte[] damaged = original.clone();
        damaged[random.nextInt(damaged.length)] =
            (byte) "{}[]\",:0-x \n\u00ff".charAt(random.nextInt(13));
        refused += isRefused(damaged, lines + 2) ? 1 : 0;
      }
    }
    assertTrue(refused > 1_000, "refused: " + refused);
  }

  private boolean isRefused(byte[] document, long lastLine) {
    try {
      models.read(JsonText.wrap(document));
      return false;
    } catch (MalformedModelException e) {
      assertTrue(e.line() >= 1 && e.line() <= lastLine, e.getMessage());
      assertTrue(!e.element().isEmpty(), e.getMessage());
      return true;
    }
  }

  private void type(String dataType, String element, String words) {
    assertWarned(
        "{\"properties\":[{\"identifier\":\"a\",\"dataType\":" + dataType + "}]}",
        1,
        "properties[0].dataType" + (element.isEmpty() ? "" : "." + element),
        words);
  }

  private void anything(String dataType, String element, String words) {
    String property = "{\"identifier\":\"a\",\"dataType\":" + dataType + "}";
    property(property, "properties[0].dataType." + element, words);
    String json =
        "{\"properties\":["
            + property
            + ",{\"identifier\":\"b\",\"dataType\":{\"type\":\"int\"}}]}";
    assertWarned(json, 1, "properties[0].dataType." + element, words);
    assertEquals(new DataType.AnyType(), Models.of(json).properties().get("a").type());
  }

  private void assertWarned(String json, int line, String element, String words) {
    List<String> warnings = Models.of(json).warnings();
    assertEquals(1, warnings.size(), json + warnings);
    assertTrue(warnings.get(0).startsWith("line " + line + ", " + element + ": "), warnings.get(0));
    assertTrue(warnings.get(0).contains(words), warnings.get(0));
  }

  private void property(String property, String element, String words) {
    String json = "{\"properties\":[" + property + "]}";
    assertMalformed(json, 1, element, words);
  }

  private void assertMalformed(String json, int line, String element, String words) {
    MalformedModelException e =
        assertThrows(MalformedModelException.class, () -> models.read(JsonText.of(json)), json);
    assertTrue(e.getMessage().contains(words), e.getMessage());
    assertEquals(element, e.element(), e.getMessage());
    assertEquals(line, e.line(), e.getMessage());
  }
}

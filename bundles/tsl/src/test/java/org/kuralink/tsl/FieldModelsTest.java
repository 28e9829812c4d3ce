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

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.tsl.CheckedValue;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Doubt;
import org.kuralink.api.tsl.Event;
import org.kuralink.api.tsl.MalformedModelException;
import org.kuralink.api.tsl.ThingModel;

/** Reads documents as consoles export them and editors save them. */
class FieldModelsTest {

  private final ThingModelsComponent models = new ThingModelsComponent();

  @Test
  void aCustomModuleNamesItsFeatures() {
    ThingModel model = Models.read("field/custom-module.json");
    assertEquals(Set.of("EnvMod:Temp"), model.properties().keySet());
    assertEquals(Set.of("EnvMod:Reset"), model.services().keySet());
    assertEquals("thing.service.EnvMod:Reset", model.services().get("EnvMod:Reset").method());
    assertEquals(Set.of("EnvMod"), model.coverage().modules());
    assertTrue(model.coverage().includes("EnvMod:Nope"));
    assertFalse(model.coverage().includes("Temp"));
    assertTrue(check(model, "EnvMod:Temp", 21.0).isValid());
    assertFalse(check(model, "EnvMod:Temp", 99).isValid());
    assertEquals(List.of(), model.warnings());
  }

  @Test
  void theModulesOfAProductAreOneModel() throws MalformedModelException {
    JsonText main =
        JsonText.of(
            """
            {"profile": {"productKey": "a1Example01"},
             "functionBlocks": [{"functionBlockId": "EnvMod"}, {"functionBlockId": "Far"}],
             "properties": [{"identifier": "Temp", "dataType": {"type": "text"}}],
             "events": [{"identifier": "post", "method": "thing.event.property.post"}]}
            """);
    JsonText module = JsonText.wrap(Models.bytes("field/custom-module.json"));
    ThingModel model = models.read(List.of(main, module));
    assertEquals(Set.of("Temp", "EnvMod:Temp"), model.properties().keySet());
    assertEquals(Set.of("", "EnvMod"), model.coverage().modules());
    assertEquals(Set.of("Far"), model.coverage().missing());
    assertFalse(model.coverage().includes("Far:Anything"));
    JsonText together = JsonText.of("[" + main + "," + module + "]");
    assertEquals(model, models.read(together));
  }

  @Test
  void modulesMayStandWhereTheDefaultOneNamesThem() {
    ThingModel model =
        Models.of(
            """
            {"properties": [], "functionBlocks": [
              {"functionBlockId": "Env", "events": [
                 {"identifier": "hot", "method": "thing.event.hot.post"}],
               "services": [{"identifier": "cool"}]}]}
            """);
    Event hot = model.events().get("Env:hot");
    assertEquals("thing.event.Env:hot.post", hot.method());
    assertEquals("thing.service.Env:cool", model.services().get("Env:cool").method());
    assertEquals(Set.of(), model.coverage().missing());
  }

  @Test
  void aModuleThatStandsThereTwiceIsTakenOnce() throws MalformedModelException {
    JsonText module = JsonText.wrap(Models.bytes("field/custom-module.json"));
    ThingModel model = models.read(List.of(module, module));
    assertEquals(1, model.properties().size());
    assertTrue(model.warnings().get(0).contains("'EnvMod' occurs twice"));
  }

  @Test
  void theReducedModelHasEnumsWithoutNumbers() {
    ThingModel model = Models.read("field/reduced.json");
    assertEquals(7, check(model, "Mode", 7).value());
    assertTrue(check(model, "Mode", 7).isValid());
    assertFalse(check(model, "Mode", "x").isValid());
    assertFalse(check(model, "Mode", 1.5).isValid());
    assertTrue(check(model, "Temp", 21.5).isValid());
    assertTrue(model.warnings().get(0).contains("an enum without readable keys"));
  }

  @Test
  void jsonThatIsNoModelIsRefusedAsWhatItIs() {
    assertRefused("no-tsl", "the document: has neither properties, events nor services");
    assertRefused(
        "other-platform", "properties[0].dataType.type: 'int32' is not a type; the types are");
    assertRefused("cloud-api", "properties[0].dataType: is a string, expected an object");
    assertRefused("gbk", "invalid UTF-8");
    assertRefused("utf16", "invalid UTF-8");
  }

  @Test
  void theSavedReplyIsReadFromItsData() {
    ThingModel model = Models.read("field/saved-reply.json");
    assertEquals(Optional.of("a1Example01"), model.productKey());
    assertEquals(Set.of("Temp"), model.properties().keySet());
  }

  @Test
  void aByteOrderMarkIsNoHindrance() {
    assertEquals("温度", Models.read("field/bom.json").properties().get("Temp").name());
    assertEquals(1, Models.read("field/gbk-by-chance.json").properties().size());
  }

  @Test
  void theSmallestAndLargestNumbersOfJavaAreNoBounds() {
    ThingModel model = Models.read("field/java-ranges.json");
    assertTrue(check(model, "Temp", -5.5).isValid());
    assertTrue(check(model, "Flow", -5.5).isValid());
    assertFalse(check(model, "Flow", 3.402e38).isValid());
    for (String type : List.of("float", "double")) {
      for (String none :
          List.of("4.9E-324", "1.4E-45", "3.4028235E38", "1.7976931348623157E308", "Infinity")) {
        assertEquals(OptionalDouble.empty(), bound(type, none), type + " " + none);
        assertEquals(OptionalDouble.empty(), bound(type, "-" + none), type + " -" + none);
      }
    }
    assertEquals(OptionalDouble.of(1e39), bound("double", "1e39"));
    assertEquals(OptionalDouble.empty(), bound("float", "1e39"));
    assertEquals(OptionalDouble.of(0), bound("double", "0.0"));
  }

  private static OptionalDouble bound(String type, String max) {
    DataType read =
        Models.of(
                "{\"properties\":[{\"identifier\":\"a\",\"dataType\":{\"type\":\""
                    + type
                    + "\",\"specs\":{\"max\":\""
                    + max
                    + "\"}}}]}")
            .properties()
            .get("a")
            .type();
    return read instanceof DataType.FloatType single
        ? single.max()
        : ((DataType.DoubleType) read).max();
  }

  @Test
  void valuesAreComparedAsTheirTypeRoundsThem() {
    DataType ratio = Models.type("ratio");
    assertEquals(0.1f, models.check("ratio", ratio, 0.1000000001).value());
    assertTrue(models.check("ratio", ratio, 0.1000000001).isValid());
    assertFalse(models.check("ratio", ratio, 0.1001).isValid());
  }

  @Test
  void enumsMayHaveGapsAndNegativeNumbers() {
    ThingModel model = Models.read("field/enum-gaps.json");
    assertEquals(5, check(model, "Mode", 5).value());
    assertEquals(17, check(model, "Mode", "17").value());
    assertEquals(5, check(model, "Mode", 5.0).value());
    assertEquals(-1, check(model, "Mode", -1).value());
    for (Object none : List.of(6, 5.5, "x")) {
      assertFalse(check(model, "Mode", none).isValid());
    }
  }

  @Test
  void theStepOfAnIntIsADoubt() {
    ThingModel model = Models.read("field/int-step.json");
    CheckedValue checked = check(model, "Humidity", 43);
    assertTrue(checked.isValid());
    assertEquals(43, checked.value());
    assertEquals(Doubt.Kind.STEP, checked.doubts().get(0).kind());
    assertEquals(List.of(), check(model, "Humidity", 45).doubts());
  }

  @Test
  void outputsThatAreNotSaidToBeRequiredAreADoubt() {
    ThingModel model =
        Models.of(
            """
            {"events": [{"identifier": "Error", "outputData": [
               {"identifier": "ErrorCode", "dataType": {"type": "enum", "specs": {"0": "ok"}}}]}]}
            """);
    DataType outputs = new DataType.StructType(model.events().get("Error").outputs());
    CheckedValue checked = models.check("Error", outputs, Map.of());
    assertTrue(checked.isValid());
    assertEquals(
        List.of(new Doubt(Doubt.Kind.MISSING, "Error.ErrorCode", "is missing")), checked.doubts());
  }

  private CheckedValue check(ThingModel model, String identifier, Object value) {
    return models.check(identifier, model.properties().get(identifier).type(), value);
  }

  private void assertRefused(String name, String words) {
    JsonText document = JsonText.wrap(Models.bytes("field/" + name + ".json"));
    MalformedModelException e =
        assertThrows(MalformedModelException.class, () -> models.read(document), name);
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }
}

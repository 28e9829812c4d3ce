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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.kuralink.api.tsl.AccessMode;
import org.kuralink.api.tsl.CheckedValue;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Doubt;
import org.kuralink.api.tsl.Event;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.Property;
import org.kuralink.api.tsl.Service;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.Violation;

/** Reads the examples of the developer guide (9.5, 9.6, 9.9), and a model with every type. */
class ModelReaderTest {

  @Test
  void readsTheServiceOfChapter95() {
    ThingModel model = Models.read("set-weight.json");
    assertEquals(Optional.of("testProduct01"), model.productKey());
    assertEquals(Map.of(), model.properties());
    Service service = model.services().get("SetWeight");
    assertEquals("thing.service.SetWeight", service.method());
    assertFalse(service.synchronous());
    DataType weight =
        new DataType.DoubleType(
            OptionalDouble.of(0), OptionalDouble.of(200), OptionalDouble.of(1), Optional.of("kg"));
    assertEquals(weight, service.inputs().get("NewWeight").type());
    assertEquals(List.of("OldWeight", "CollectTime"), List.copyOf(service.outputs().keySet()));
    assertEquals(
        new DataType.TextType(OptionalInt.of(2048)), service.outputs().get("CollectTime").type());
  }

  @Test
  void readsTheModelsThatChapter96PushesToAGateway() {
    ThingModel second = Models.read("gateway-test02.json");
    assertEquals(Map.of(), second.services());
    assertEquals(Map.of(), second.events());
    Property test01 = second.properties().get("test01");
    assertEquals(AccessMode.READ, test01.access());
    assertEquals("FeatureTest01", test01.name());
    assertEquals(
        new DataType.IntType(
            OptionalInt.of(0), OptionalInt.of(1), OptionalInt.empty(), Optional.of("m")),
        test01.type());
    assertTrue(second.properties().get("test02").access().isWritable());

    ThingModel first = Models.read("gateway-test01.json");
    assertEquals(List.of("AngleSelfAdaption"), List.copyOf(first.services().keySet()));
    assertEquals(List.of("event1"), List.copyOf(first.events().keySet()));
    assertTrue(first.properties().get("identifier").required());
    assertFalse(first.properties().get("identifier_01").required());
  }

  @Test
  void readsTheTemplateOfChapter99() {
    ThingModel model = Models.read("air-condition.json");
    assertEquals(Optional.of("1234556554"), model.productKey());
    DataType item =
        new DataType.IntType(
            OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
    assertEquals(
        new DataType.ArrayType(OptionalLong.of(128), item),
        model.properties().get("fan_array_property").type());
    Event alarm = model.events().get("alarm");
    assertEquals(Event.Type.ALERT, alarm.type());
    assertEquals("thing.event.alarm.post", alarm.method());
    assertEquals(
        new DataType.DateType(), model.services().get("timeReset").outputs().get("curTime").type());
    assertEquals(List.of("timeReset"), List.copyOf(model.services().keySet()));
  }

  @Test
  void readsDisplayTextsAndOptionalMembers() {
    ThingModel model =
        Models.of(
            """
            {"properties": [{"identifier": "density", "desc": "of the fluid", "accessMode": "r",
               "dataType": {"type": "float", "specs":
                 {"min": "0", "max": "2", "step": "0.1", "unit": "g/ml", "unitName": "gram"}}}],
             "events": [{"identifier": "tilt", "desc": " "}],
             "services": [{"identifier": "dose", "desc": "Doses", "inputData": [
               {"identifier": "amount", "required": true, "dataType": {"type": "int"}},
               {"identifier": "note", "required": false, "dataType": {"type": "text"}},
               {"identifier": "until", "dataType": {"type": "date"}}]}]}
            """);
    Property density = model.properties().get("density");
    assertEquals(Optional.of("of the fluid"), density.description());
    DataType.FloatType type = (DataType.FloatType) density.type();
    assertEquals(Optional.of("g/ml"), type.unit());
    assertEquals(Optional.of("gram"), type.unitName());
    assertEquals(OptionalDouble.of(0.1), type.step());
    assertEquals(Optional.empty(), model.events().get("tilt").description());
    Service dose = model.services().get("dose");
    assertEquals(Optional.of("Doses"), dose.description());
    assertEquals(
        List.of(Field.Need.REQUIRED, Field.Need.OPTIONAL, Field.Need.UNSAID),
        dose.inputs().values().stream().map(Field::need).toList());
    DataType inputs = new DataType.StructType(dose.inputs());
    ThingModelsComponent models = new ThingModelsComponent();
    CheckedValue nothing = models.check("dose", inputs, Map.of());
    assertEquals(List.of(new Violation("dose.amount", "is missing")), nothing.violations());
    assertEquals(
        List.of(new Doubt(Doubt.Kind.MISSING, "dose.until", "is missing")), nothing.doubts());
    assertTrue(models.check("dose", inputs, Map.of("amount", 1, "until", 1)).isValid());
  }

  @Test
  void readsEveryType() {
    Map<String, Property> properties = Models.read("all-types.json").properties();
    assertEquals(
        List.of("int", "float", "double", "text", "date", "bool", "enum", "struct", "array"),
        properties.values().stream().map(property -> property.type().name()).toList());
    DataType.FloatType ratio = (DataType.FloatType) properties.get("ratio").type();
    assertEquals(OptionalDouble.of(0.1), ratio.max());
    DataType.EnumType mode = (DataType.EnumType) properties.get("mode").type();
    assertEquals(Map.of(0, "auto", 1, "cool", 7, "暖"), mode.labels());
    DataType.StructType tank = (DataType.StructType) properties.get("tank").type();
    assertEquals(List.of("name", "level"), List.copyOf(tank.members().keySet()));
    DataType.ArrayType readings = (DataType.ArrayType) properties.get("readings").type();
    DataType.StructType reading = (DataType.StructType) readings.item();
    assertEquals(
        new DataType.DoubleType(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty()),
        reading.members().get("value").type());
    assertEquals(AccessMode.READ_WRITE, properties.get("tank").access());
    assertFalse(properties.get("installed").access().isReadable());
  }

  @Test
  void usesDefaultsForAbsentMembers() {
    ThingModel model =
        Models.of(
            """
            {"services": [
               {"identifier": "get"}, {"identifier": "set"},
               {"identifier": "reset", "inputData": "", "callType": "sync", "new": {"member": 1}},
               {"identifier": "stop", "callType": null, "name": ""}],
             "events": [{"identifier": "post"}, {"identifier": "tilt"}],
             "properties": "", "functionBlocks": []}
            """);
    assertEquals(Optional.empty(), model.productKey());
    Service reset = model.services().get("reset");
    assertEquals(
        new Service(
            "reset",
            "reset",
            true,
            false,
            "thing.service.reset",
            Map.of(),
            Map.of(),
            Optional.empty()),
        reset);
    assertFalse(model.services().get("stop").synchronous());
    assertEquals(
        new Event(
            "tilt",
            "tilt",
            Event.Type.INFO,
            false,
            "thing.event.tilt.post",
            Map.of(),
            Optional.empty()),
        model.events().get("tilt"));
    assertEquals(1, model.events().size());
    assertEquals(2, model.services().size());
  }
}

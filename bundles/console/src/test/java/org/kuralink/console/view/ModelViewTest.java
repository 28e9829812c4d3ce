/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.thing.FakeThing;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Field;

class ModelViewTest {

  private final ModelView view = new ModelView();

  @Test
  void reportsThatNoThingIsConfigured() {
    assertEquals("no instance of org.kuralink.thing is configured", view.model());
  }

  @Test
  void reportsAThingWithoutAModel() {
    view.addThing(new FakeThing(new CompletableFuture<>()), Map.of(CloudSession.PID, "main"));
    assertTrue(view.model().startsWith("thing main: pk/dn: no thing model"), view.model());
  }

  @Test
  void findsARenamedThingOnlyUnderItsNewName() {
    FakeThing thing = new FakeThing(new CompletableFuture<>());
    view.addThing(thing, Map.of(CloudSession.PID, "main"));
    view.updatedThing(thing, Map.of(CloudSession.PID, "second"));
    assertTrue(view.model().startsWith("thing second: "), view.model());
    assertTrue(!view.model().contains("main"), view.model());
  }

  @Test
  void writesATypeWithItsLimits() {
    assertEquals(
        "int 0..100 step 5 %",
        ModelView.describe(
            new DataType.IntType(
                OptionalInt.of(0), OptionalInt.of(100), OptionalInt.of(5), Optional.of("%"))));
    assertEquals(
        "double -1.5..",
        ModelView.describe(
            new DataType.DoubleType(
                OptionalDouble.of(-1.5),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty())));
    assertEquals(
        "bool 0=off 1=on", ModelView.describe(new DataType.BoolType(Map.of(1, "on", 0, "off"))));
    assertEquals("text", ModelView.describe(new DataType.TextType(OptionalInt.empty())));
    assertEquals("date", ModelView.describe(new DataType.DateType()));
  }

  @Test
  void writesNestedTypes() {
    Map<String, Field> members = new LinkedHashMap<>();
    members.put("x", new Field("x", "X", new DataType.DateType()));
    members.put("note", new Field("note", "Note", new DataType.TextType(OptionalInt.of(8))));
    DataType struct = new DataType.StructType(members);
    assertEquals(
        "[{x date, note text, at most 8 bytes}], at most 3",
        ModelView.describe(new DataType.ArrayType(OptionalLong.of(3), struct)));
  }
}

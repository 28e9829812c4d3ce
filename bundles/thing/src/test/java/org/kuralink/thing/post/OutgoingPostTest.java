/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.post;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kuralink.json.AnyValues;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.json.output.UnsupportedValueException;

class OutgoingPostTest {

  private final OutgoingPost.JsonMembers members = new OutgoingPost.JsonMembers();

  @Test
  void saysTheSameAsTheWholeObject() {
    Random random = new Random(41);
    AnyValues any = new AnyValues(random);
    for (int i = 0; i < 1_000; i++) {
      Map<String, Object> whole = new LinkedHashMap<>();
      for (int size = random.nextInt(5); size > 0; size--) {
        whole.put(size + any.text(), any.value(2));
      }
      whole.forEach(members::put);
      assertEquals(whole.size(), members.size());
      assertEquals(JsonOutput.string(whole).length(), members.length() + 1);
      assertEquals(JsonOutput.text(whole), members.take());
    }
  }

  @Test
  void beginsAnewOnceItIsTaken() {
    members.put("a", 1);
    members.take();
    assertEquals(0, members.size());
    assertEquals("{}", members.take().toString());
  }

  @Test
  void whatCannotBeSaidIsNotAdded() {
    members.put("a", 1);
    assertThrows(
        UnsupportedValueException.class, () -> members.put("b", Arrays.asList("fine", Double.NaN)));
    members.put("c", 2);
    assertEquals(2, members.size());
    assertEquals("{\"a\":1,\"c\":2}", members.take().toString());
  }
}

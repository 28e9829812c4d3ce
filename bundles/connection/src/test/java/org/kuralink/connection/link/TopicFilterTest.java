/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {

  @ParameterizedTest
  @CsvSource({
    "/a/b,/a/b,true",
    "/a/b,/a/bc,false",
    "/a/b,/a,false",
    "/a/+,/a/b,true",
    "/a/+,/a/,true",
    "/a/+,/a/b/c,false",
    "/a/+/c,/a/b/c,true",
    "/a/+/c,/a/b/d,false",
    "/a/#,/a/b/c,true",
    "/a/#,/a,true",
    "/a/#,/ab,false",
    "#,/a/b,true",
    "+/+,a/b,true",
    "+,a/b,false",
  })
  void matchesAsMqttSays(String filter, String topic, boolean matches) {
    assertEquals(matches, TopicFilter.matches(filter, topic));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a+", "/+a", "/a/#/b", "/a#", "a\0"})
  void refusesWhatMqttDoesNotAllow(String filter) {
    assertThrows(IllegalArgumentException.class, () -> TopicFilter.check(filter));
  }

  @Test
  void takesWhatMqttAllows() {
    TopicFilter.check("#");
    TopicFilter.check("+/a/+/#");
  }
}

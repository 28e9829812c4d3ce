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

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.thing.ThingFixture.TestThing;

/** Names that the platform's model has got since it was requested. */
class UnknownNamesTest {

  private static final String ASK = "thing.dsltemplate.get";

  private final ThingFixture fixture = new ThingFixture();

  @Test
  void asksAgainWhenItMeetsANameThatTheModelDoesNotKnow() {
    TestThing thing = fixture.thing(Optional.empty(), "model.source", "cloud");
    fixture.around.come(fixture.models);
    fixture.appear(fixture.session, ThingFixture.CONNECTION);
    fixture.time.settle();
    fixture.link.last().reply().complete(Reply.success(JsonText.of(ThingFixture.document())));
    fixture.time.settle();
    assertRejected(thing);
    fixture.time.settle();
    assertEquals(2, fixture.link.sent(ASK).size());
    fixture.link.last().reply().complete(Reply.success(JsonText.of(ThingFixture.document())));
    fixture.time.settle();
    assertRejected(thing);
    fixture.time.leap(Duration.ofSeconds(9));
    assertRejected(thing);
    fixture.time.settle();
    assertEquals(2, fixture.link.sent(ASK).size(), "not before the pause is over");
    fixture.time.leap(Duration.ofSeconds(1));
    assertRejected(thing);
    fixture.time.settle();
    assertEquals(3, fixture.link.sent(ASK).size());
    String more = "{\"properties\":[{\"identifier\":\"fresh\",\"dataType\":{\"type\":\"int\"}}]}";
    fixture.link.last().reply().complete(Reply.success(JsonText.of(more)));
    fixture.time.settle();
    thing.post(PropertyPost.durable(Map.of("fresh", 1)));
    assertEquals("{\"fresh\":1}", fixture.link.last().params().toString());
    thing.close();
  }

  private static void assertRejected(TestThing thing) {
    assertTrue(
        thing
            .post(PropertyPost.durable(Map.of("fresh", 1)))
            .toCompletableFuture()
            .isCompletedExceptionally());
  }
}

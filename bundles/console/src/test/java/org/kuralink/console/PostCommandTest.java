/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.console.command.Refused.refused;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.FakeThing;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.tsl.Violation;
import org.kuralink.console.command.Assignments;

class PostCommandTest {

  private static final FakeThing ACCEPTING =
      new FakeThing(
          CompletableFuture.completedFuture(new PostResult(List.of(Reply.success()), List.of())));

  @Test
  void printsTheRepliesToAPost() {
    FakeThing thing =
        thing(
            new PostResult(
                List.of(
                    Reply.success(),
                    new Reply(
                        ResultCode.PARAMETER_ERROR,
                        JsonText.of("{\"a\":1}"),
                        Optional.of("wrong"))),
                List.of(new Violation("cpuLoad", "too large"))));

    assertEquals(
        List.of(
            "warning: cpuLoad: too large",
            "accepted: code 200",
            "refused: code 460 wrong {\"a\":1}"),
        refused(() -> run(Map.of("main", thing), "cpuLoad=1")).lines().toList());
  }

  @Test
  void valuesAreJsonOrElseText() {
    FakeThing thing = thing(new PostResult(List.of(), List.of()));

    run(
        Map.of("main", thing),
        "int=7",
        "double=1.5",
        "large=1e30",
        "bool=true",
        "text=hello world",
        "quoted=\"7\"",
        "equation=a=b",
        "empty=",
        "list=[1,2]",
        "map={\"a\":[true]}",
        "null=null",
        "broken={a");

    Map<String, PropertyValue> posted = thing.posts.get(0).values();
    assertEquals(7L, posted.get("int").value());
    assertEquals(1.5, posted.get("double").value());
    assertEquals(1e30, posted.get("large").value());
    assertEquals(true, posted.get("bool").value());
    assertEquals("hello world", posted.get("text").value());
    assertEquals("7", posted.get("quoted").value());
    assertEquals("a=b", posted.get("equation").value());
    assertEquals("", posted.get("empty").value());
    assertEquals(List.of(1L, 2L), posted.get("list").value());
    assertEquals(Map.of("a", List.of(true)), posted.get("map").value());
    assertEquals("null", posted.get("null").value());
    assertEquals("{a", posted.get("broken").value());
  }

  @Test
  void printsRejectedProperties() {
    FakeThing thing =
        thing(
            new PostResult(
                List.of(Reply.success()),
                List.of(),
                Map.of("nope", "tsl parse: params not exist")));
    assertEquals(
        List.of("accepted: code 200", "rejected: nope: tsl parse: params not exist"),
        refused(() -> run(Map.of("main", thing), "nope=1")).lines().toList());
  }

  @Test
  void printsTheMessageOfAFailure() {
    FakeThing offline =
        new FakeThing(
            CompletableFuture.failedFuture(
                new LinkException(LinkException.Reason.OFFLINE, "there is no session now")));

    assertEquals(
        "not posted: there is no session now", refused(() -> run(Map.of("main", offline), "a=1")));
  }

  @Test
  void selectsAThingByName() {
    FakeThing second = thing(new PostResult(List.of(Reply.success()), List.of()));
    Map<String, Thing> both = new TreeMap<>(Map.of("one", ACCEPTING, "two", second));

    assertTrue(
        refused(() -> run(both, "a=1"))
            .startsWith("there are several things; put one of these names first: [one, two]"));
    assertEquals("accepted: code 200", run(both, "two", "a=1"));
    assertEquals(1, second.posts.size());
    assertTrue(refused(() -> run(both, "three", "a=1")).startsWith("unknown thing three"));
  }

  @Test
  void failsWithoutAThing() {
    assertEquals(
        "no thing to post for: no instance of org.kuralink.thing is configured",
        refused(() -> run(Map.of(), "a=1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "main a=1 b", "=1", "main =1"})
  void printsTheUsageForAnInvalidLine(String line) {
    String answer = refused(() -> run(Map.of("main", ACCEPTING), line.split(" ")));

    assertTrue(answer.contains("usage: alink:post [THING]"), answer);
  }

  @Test
  void postsAnEventWithItsOutputs() {
    FakeThing thing = thing(new PostResult(List.of(Reply.success()), List.of()));
    PostCommand command = new PostCommand(Map.of("main", thing));

    assertEquals("accepted: code 200", command.event("main", "alarm", "level=2", "text=hot"));
    assertEquals("accepted: code 200", command.event("pump/p1", "alarm"));

    assertEquals("alarm", thing.events.get(0).identifier());
    assertEquals(Map.of("level", 2L, "text", "hot"), thing.events.get(0).event().outputs());
    assertEquals(Map.of(), thing.events.get(1).event().outputs());
    for (String[] words : new String[][] {{}, {"main"}, {"level=2"}, {"alarm", "hot"}}) {
      String answer = refused(() -> command.event(words));
      assertTrue(answer.contains("usage: alink:event [THING]"), answer);
    }
  }

  @Test
  void printsTheUsageWithoutArguments() {
    assertTrue(refused(() -> run(Map.of("main", ACCEPTING))).startsWith("usage: alink:post"));
  }

  private static FakeThing thing(PostResult answer) {
    return new FakeThing(CompletableFuture.completedFuture(answer));
  }

  private static String run(Map<String, Thing> things, String... words) {
    return new PostCommand(things).properties(words);
  }

  @Test
  void treatsAnExcessiveNumberAsText() {
    assertEquals("1e99999999999", Assignments.value("1e99999999999"));
    assertEquals("1e2147483647", Assignments.value("1e2147483647"));
  }
}

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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.DeviceTags;
import org.kuralink.api.thing.RejectedTagsException;
import org.kuralink.api.thing.RejectedTagsException.Breach;
import org.kuralink.api.thing.RejectedTagsException.Rule;

class TagsTest {

  private final ThingFixture fixture = new ThingFixture();
  private final FakeDeviceLink link = fixture.link;
  private final DeviceTags tags = fixture.withModel();

  @Test
  void setsTagsInOneRequest() {
    link.answerWithSuccess();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("Temperature", "36.8");
    values.put("_vendor", "a \"quoted\" 厂商\n");
    values.put("Empty1", "");
    assertTrue(tags.updateTags(values).toCompletableFuture().join().isSuccess());
    assertEquals("thing.deviceinfo.update", link.last().method());
    assertEquals(
        "[{\"attrKey\":\"Temperature\",\"attrValue\":\"36.8\"},"
            + "{\"attrKey\":\"_vendor\",\"attrValue\":\"a \\\"quoted\\\" 厂商\\n\"},"
            + "{\"attrKey\":\"Empty1\",\"attrValue\":\"\"}]",
        link.last().params().toString());
  }

  @Test
  void deletesTagsInOneRequest() {
    link.answerWithSuccess();
    assertTrue(
        tags.deleteTags(new LinkedHashSet<>(List.of("a", "B_2")))
            .toCompletableFuture()
            .join()
            .isSuccess());
    assertEquals("thing.deviceinfo.delete", link.last().method());
    assertEquals("[{\"attrKey\":\"a\"},{\"attrKey\":\"B_2\"}]", link.last().params().toString());
  }

  @Test
  void passesTheRefusalOfThePlatformOn() {
    link.answerNothing();
    CompletionStage<Reply> reply = tags.deleteTags(Set.of("a"));
    link.last().refuse(6100, "device not found");
    assertEquals(6100, reply.toCompletableFuture().join().code().value());
  }

  @Test
  void namesEachRuleThatIsBrokenAndSendsNothing() {
    assertRejected(Rule.NO_TAG, tags.updateTags(Map.of()));
    assertRejected(Rule.NO_TAG, tags.deleteTags(Set.of()));
    assertRejected(Rule.KEY_LENGTH, tags.deleteTags(Set.of("")));
    assertRejected(Rule.KEY_LENGTH, tags.deleteTags(Set.of("k".repeat(101))));
    assertRejected(Rule.KEY_LENGTH, tags.deleteTags(Collections.singleton(null)));
    assertRejected(Rule.KEY_START, tags.deleteTags(Set.of("1st")));
    for (String key : List.of("a-b", "a b", "a.b", "é", "温度", "a\u0000", "٣")) {
      assertRejected(Rule.KEY_CHARACTERS, tags.deleteTags(Set.of(key)));
      assertRejected(Rule.KEY_CHARACTERS, tags.updateTags(Map.of(key, "v")));
    }
    assertRejected(Rule.NO_VALUE, tags.updateTags(Collections.singletonMap("a", null)));
    assertRejected(Rule.TOO_MANY, tags.deleteTags(keys(201)));
    assertEquals(List.of(), link.sent());
  }

  @Test
  void takesWhatIsJustAllowed() {
    link.answerWithSuccess();
    tags.deleteTags(keys(200)).toCompletableFuture().join();
    tags.deleteTags(Set.of("k".repeat(100))).toCompletableFuture().join();
    assertEquals(2, link.sent().size());
  }

  @Test
  void saysWhichTagIsWrong() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("good", "1");
    values.put("9lives", "2");
    values.put("so-so", "3");
    RejectedTagsException e = rejection(tags.updateTags(values));
    assertEquals(
        List.of(new Breach("9lives", Rule.KEY_START), new Breach("so-so", Rule.KEY_CHARACTERS)),
        e.breaches());
    assertEquals(
        "tag '9lives': a key begins with a letter or _;"
            + " tag 'so-so': a key has only the characters a-z, A-Z, 0-9 and _",
        e.getMessage());
  }

  @Test
  void failsWithoutAConnection() {
    CompletionException e =
        assertThrows(
            CompletionException.class,
            () ->
                new ThingFixture()
                    .thing(Optional.empty())
                    .deleteTags(Set.of("a"))
                    .toCompletableFuture()
                    .join());
    assertEquals(LinkException.Reason.OFFLINE, ((LinkException) e.getCause()).reason());
  }

  /** Any keys are either sent unchanged as JSON or rejected, as one pattern says. */
  @Test
  void sendsExactlyTheKeysThatTheRulesAllow() {
    link.answerWithSuccess();
    Pattern allowed = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    Random random = new Random(98);
    String alphabet = "aZ_0-9 é\"\\\u0001";
    for (int i = 0; i < 5_000; i++) {
      String key =
          random
              .ints(random.nextInt(4), 0, alphabet.length())
              .mapToObj(c -> alphabet.substring(c, c + 1))
              .collect(Collectors.joining());
      link.clear();
      boolean sent =
          !tags.updateTags(Map.of(key, key)).toCompletableFuture().isCompletedExceptionally();
      assertEquals(allowed.matcher(key).matches(), sent, key);
      if (sent) {
        assertEquals(
            key,
            JsonParser.parseString(link.last().params().toString())
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject()
                .get("attrValue")
                .getAsString());
      }
    }
  }

  private static Set<String> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> "k" + i).collect(Collectors.toSet());
  }

  private static void assertRejected(Rule rule, CompletionStage<Reply> stage) {
    assertEquals(
        List.of(rule), rejection(stage).breaches().stream().map(Breach::rule).distinct().toList());
  }

  private static RejectedTagsException rejection(CompletionStage<Reply> stage) {
    CompletionException e =
        assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
    return assertInstanceOf(RejectedTagsException.class, e.getCause());
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.Thing;
import org.kuralink.console.command.Addressed;
import org.kuralink.console.command.Assignments;
import org.kuralink.console.command.Await;
import org.kuralink.console.command.CommandException;
import org.kuralink.console.command.Manual;
import org.kuralink.console.report.ScreenText;

/** Posts properties and events and formats the replies of the platform. */
final class PostCommand {

  private final Map<String, Thing> things;

  PostCommand(Map<String, Thing> things) {
    this.things = things;
  }

  String properties(String... words) {
    if (words.length == 0) {
      throw Manual.misused(ThingCommands.class, "post");
    }
    boolean named = words[0].indexOf('=') < 0 && words[0].indexOf('/') < 0;
    if (named && !things.isEmpty() && !things.containsKey(words[0])) {
      throw new CommandException(
          "unknown thing " + words[0] + "; the things are " + things.keySet());
    }
    Chosen chosen = choose(List.of(words));
    if (chosen.rest.isEmpty()) {
      throw Manual.misused(ThingCommands.class, "post");
    }
    return outcome(chosen.thing.post(PropertyPost.transientPost(values("post", chosen.rest))));
  }

  String event(String... words) {
    Chosen chosen = choose(List.of(words));
    if (chosen.rest.isEmpty() || chosen.rest.get(0).indexOf('=') >= 0) {
      throw Manual.misused(ThingCommands.class, "event");
    }
    return outcome(
        chosen.thing.post(
            EventPost.transientPost(
                chosen.rest.get(0), values("event", chosen.rest.subList(1, chosen.rest.size())))));
  }

  private static Map<String, Object> values(String command, List<String> words) {
    try {
      return Assignments.of(words);
    } catch (CommandException e) {
      throw Manual.misused(ThingCommands.class, command, e.words());
    }
  }

  private Chosen choose(List<String> words) {
    if (things.isEmpty()) {
      throw new CommandException(
          "no thing to post for: no instance of org.kuralink.thing is configured");
    }
    boolean named = !words.isEmpty() && things.containsKey(words.get(0));
    if (!named && things.size() > 1) {
      throw new CommandException(
          "there are several things; put one of these names first: " + things.keySet());
    }
    Thing only = things.values().iterator().next();
    Thing thing = named ? things.getOrDefault(words.get(0), only) : only;
    Addressed addressed = Addressed.of(named ? words.subList(1, words.size()) : words);
    return new Chosen(addressed.device().map(thing::of).orElse(thing), addressed.rest());
  }

  private static String outcome(CompletionStage<PostResult> post) {
    PostResult result = Await.result(post, "not posted: ", "alink:status");
    StringJoiner report = new StringJoiner(System.lineSeparator());
    result.violations().forEach(violation -> report.add(ScreenText.of("warning: " + violation)));
    result.replies().forEach(reply -> report.add(Await.words(reply)));
    result
        .refused()
        .forEach(
            (identifier, why) -> report.add(ScreenText.of("rejected: " + identifier + ": " + why)));
    if (!result.refused().isEmpty() || !result.replies().stream().allMatch(Reply::isSuccess)) {
      throw new CommandException(report.toString());
    }
    return report.toString();
  }

  private record Chosen(Thing thing, List<String> rest) {}
}

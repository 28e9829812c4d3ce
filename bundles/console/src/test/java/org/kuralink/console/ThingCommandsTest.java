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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.DeviceTags;
import org.kuralink.api.thing.FakeThing;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.api.thing.Thing;

class ThingCommandsTest {

  private static final Map<String, Object> THING =
      Map.of(CloudSession.PID, "main", Thing.CONNECTION, "link");

  private final ThingCommands commands = new ThingCommands();
  private final List<String> done = new ArrayList<>();

  @BeforeEach
  void add() {
    commands.addThing(
        new FakeThing(
            new CompletableFuture<>(), Optional.of(ServiceModel.of("Reset", "Start")), List.of()),
        THING);
    commands.addTags(new Tags(), THING);
  }

  @Test
  void selectsTheHandlerAsForThePlatform() {
    handler("all", Map.of(), ServiceResult.success());
    handler(
        "elsewhere",
        Map.of(ServiceHandler.SERVICE, "Reset", "connection", "other", "service.ranking", 9),
        ServiceResult.success());
    handler(
        "mine",
        Map.of(ServiceHandler.SERVICE, new String[] {"Reset"}, "connection", "link"),
        ServiceResult.success(Map.of("count", 3)));
    handler("pumps", Map.of("product.key", "pump"), ServiceResult.success());

    assertEquals(
        "called locally, without the platform; result: code 200 {count=3}",
        commands.call("Reset", "hard=true"));
    commands.call("main", "Start");
    commands.call("pump/p1", "Start");
    assertEquals(
        List.of("mine Reset {hard=true} pk/dn", "all Start {} pk/dn", "pumps Start {} pump/p1"),
        done);
  }

  @Test
  void reportsTheCodeThatThePlatformWouldGet() {
    assertEquals(
        "no handler for the service Reset; a call by the platform would be answered with code 400",
        refused(() -> commands.call("Reset")));
    assertEquals(
        "the thing model has no service Fly; its services are [Reset, Start]",
        refused(() -> commands.call("Fly")));
    handler("broken", Map.of(), ServiceResult.failure(new ResultCode(100001), "valve stuck"));
    assertTrue(refused(() -> commands.call("Reset")).endsWith("code 100001 valve stuck"));
    commands.addHandler(
        call -> CompletableFuture.failedFuture(new IllegalStateException("no power")),
        Map.of("service.ranking", 1));
    assertTrue(refused(() -> commands.call("Reset")).contains("no power"));
    for (String[] words : new String[][] {{}, {"main"}, {"hard=true"}, {"Reset", "hard"}}) {
      assertTrue(refused(() -> commands.call(words)).contains("usage: alink:call [THING]"));
    }
  }

  @Test
  void setsAndDeletesTagsOfGatewayAndSubDevice() {
    assertEquals("accepted: code 200", commands.tags("set", "room=3", "floor=0 west"));
    assertEquals("accepted: code 200", commands.tags("main", "pump/p1", "delete", "room"));
    assertEquals(List.of("set {floor=0 west, room=3}", "of pump/p1", "delete [room]"), done);
    assertEquals("refused: code 460 no", refused(() -> commands.tags("delete", "fails")));
    for (String[] words : new String[][] {{}, {"set"}, {"delete"}, {"get", "a"}}) {
      assertTrue(refused(() -> commands.tags(words)).startsWith("usage: alink:tags [NAME]"));
    }
  }

  @Test
  void completesNamesOfTheThingModel() {
    assertEquals(Set.of("Reset", "Start"), Set.copyOf(commands.words("call")));
    assertEquals(List.of("main"), commands.words("tags"));
  }

  @Test
  void connectsAndDisconnectsASession() {
    ConsoleComponent console = new ConsoleComponent();
    FakeCloudSession session = new FakeCloudSession();
    console.addSession(session, Map.of(CloudSession.PID, "main"));

    assertTrue(console.disconnect("main").contains("goes offline"));
    assertTrue(console.connect().endsWith("is online"));
    assertTrue(refused(() -> console.connect("other")).startsWith("usage: alink:connect [NAME]"));
    assertTrue(refused(() -> console.trace("x")).startsWith("usage: alink:trace [SECONDS]"));
  }

  private static String refused(Runnable command) {
    return org.kuralink.console.command.Refused.refused(
        () -> {
          command.run();
          return "";
        });
  }

  private void handler(String name, Map<String, ?> properties, ServiceResult result) {
    ServiceHandler handler =
        call -> {
          done.add(name + " " + call.service() + " " + call.inputs() + " " + call.device());
          return CompletableFuture.completedFuture(result);
        };
    commands.addHandler(handler, properties);
  }

  private final class Tags implements DeviceTags {

    @Override
    public CompletionStage<Reply> updateTags(Map<String, String> tags) {
      done.add("set " + new java.util.TreeMap<>(tags));
      return CompletableFuture.completedFuture(Reply.success());
    }

    @Override
    public CompletionStage<Reply> deleteTags(Set<String> keys) {
      if (keys.contains("fails")) {
        return CompletableFuture.completedFuture(
            new Reply(ResultCode.PARAMETER_ERROR, JsonText.of("{}"), Optional.of("no")));
      }
      done.add("delete " + keys);
      return CompletableFuture.completedFuture(Reply.success());
    }

    @Override
    public DeviceTags of(DeviceIdentity device) {
      done.add("of " + device);
      return this;
    }
  }
}

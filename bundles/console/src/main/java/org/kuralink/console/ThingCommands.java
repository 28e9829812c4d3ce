/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.thing.DeviceTags;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.console.command.Addressed;
import org.kuralink.console.command.Assignments;
import org.kuralink.console.command.Await;
import org.kuralink.console.command.CommandException;
import org.kuralink.console.command.Commands;
import org.kuralink.console.command.Manual;
import org.kuralink.console.view.Named;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The commands for a thing: posting properties and events, calling a service locally, and setting
 * tags.
 */
@Component(
    name = "org.kuralink.console.thing",
    service = {Commands.class, ThingCommands.class},
    property = {
      "osgi.command.scope=alink",
      "osgi.command.function=post",
      "osgi.command.function=event",
      "osgi.command.function=call",
      "osgi.command.function=tags"
    })
public final class ThingCommands implements Commands {

  private static final String PID = "org.kuralink.thing";

  private final Named<Thing> things = new Named<>();
  private final Map<Thing, String> connections = new ConcurrentHashMap<>();
  private final Named<DeviceTags> tags = new Named<>();
  private final LocalCall calls = new LocalCall();

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable ThingModels models;

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addThing(Thing thing, Map<String, ?> properties) {
    things.add(thing, properties);
    connections.put(thing, Objects.toString(properties.get(Thing.CONNECTION), ""));
  }

  void updatedThing(Thing thing, Map<String, ?> properties) {
    addThing(thing, properties);
  }

  void removeThing(Thing thing) {
    things.remove(thing);
    connections.remove(thing);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addTags(DeviceTags service, Map<String, ?> properties) {
    tags.add(service, properties);
  }

  void updatedTags(DeviceTags service, Map<String, ?> properties) {
    tags.add(service, properties);
  }

  void removeTags(DeviceTags service) {
    tags.remove(service);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addHandler(ServiceHandler handler, Map<String, ?> properties) {
    calls.add(handler, properties);
  }

  void updatedHandler(ServiceHandler handler, Map<String, ?> properties) {
    calls.add(handler, properties);
  }

  void removeHandler(ServiceHandler handler, Map<String, ?> properties) {
    calls.remove(handler, properties);
  }

  /** Posts properties and returns the replies of the platform. */
  @Descriptor("posts properties and prints the platform's replies")
  public String post(
      @Descriptor("[THING] [PRODUCTKEY/DEVICENAME] NAME=VALUE ...\n" + Assignments.NOTES)
          String... words) {
    return new PostCommand(things.all()).properties(words);
  }

  /** Posts an event and returns the reply of the platform. */
  @Descriptor("posts an event and prints the platform's reply")
  public String event(
      @Descriptor("[THING] [PRODUCTKEY/DEVICENAME] EVENT [OUTPUT=VALUE ...]\n" + Assignments.NOTES)
          String... words) {
    return new PostCommand(things.all()).event(words);
  }

  /** Calls a service handler locally, without the platform. */
  @Descriptor("calls a service handler locally, with the same checks as a call by the platform")
  public String call(
      @Descriptor("[THING] [PRODUCTKEY/DEVICENAME] SERVICE [INPUT=VALUE ...]\n" + Assignments.NOTES)
          String... words) {
    return things.choose(List.of(words), PID, this::call);
  }

  private String call(Thing thing, List<String> words) {
    Addressed addressed = Addressed.of(words);
    List<String> rest = addressed.rest();
    if (rest.isEmpty() || rest.get(0).indexOf('=') >= 0) {
      throw Manual.misused(ThingCommands.class, "call");
    }
    DeviceIdentity device = addressed.device().orElse(thing.identity());
    Thing called = addressed.device().map(thing::of).orElse(thing);
    LocalCall.Callee callee =
        new LocalCall.Callee(
            connections.getOrDefault(thing, ""), thing.identity(), device, called.model());
    return calls.run(callee, rest.get(0), values(rest.subList(1, rest.size())), models);
  }

  private static Map<String, Object> values(List<String> words) {
    try {
      return Assignments.of(words);
    } catch (CommandException e) {
      throw Manual.misused(ThingCommands.class, "call", e.words());
    }
  }

  /** Sets or deletes tags of a device on the platform. */
  @Descriptor("sets or deletes tags of a device on the platform")
  public String tags(
      @Descriptor("[NAME] [PRODUCTKEY/DEVICENAME] set KEY=VALUE ... | delete KEY ...")
          String... words) {
    return tags.choose(List.of(words), PID, ThingCommands::tags);
  }

  private static String tags(DeviceTags tags, List<String> words) {
    Addressed addressed = Addressed.of(words);
    DeviceTags chosen = addressed.device().map(tags::of).orElse(tags);
    List<String> rest = addressed.rest();
    List<String> arguments = rest.size() < 2 ? List.of() : rest.subList(1, rest.size());
    String verb = arguments.isEmpty() ? "" : rest.get(0);
    return switch (verb) {
      case "set" -> Await.reply(chosen.updateTags(Assignments.texts(arguments)), "alink:status");
      case "delete" -> Await.reply(chosen.deleteTags(Set.copyOf(arguments)), "alink:status");
      default -> throw Manual.misused(ThingCommands.class, "tags");
    };
  }

  @Override
  public List<String> words(String command) {
    if (command.equals("tags")) {
      return List.copyOf(tags.all().keySet());
    }
    List<String> words = new ArrayList<>();
    Map<String, Thing> all = things.all();
    if (all.size() > 1) {
      words.addAll(all.keySet());
    }
    all.values().stream()
        .flatMap(thing -> thing.model().stream())
        .flatMap(
            model ->
                switch (command) {
                  case "post" -> model.properties().keySet().stream().map(name -> name + "=");
                  case "event" -> model.events().keySet().stream();
                  case "call" -> model.services().keySet().stream();
                  default -> Stream.<String>of();
                })
        .forEach(words::add);
    return words;
  }
}

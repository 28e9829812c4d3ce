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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.service.command.Descriptor;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.console.command.CommandException;
import org.kuralink.console.command.Commands;
import org.kuralink.console.command.Manual;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The commands help and words: describe the commands to users and to shells with completion. */
@Component(
    name = "org.kuralink.console.help",
    service = HelpCommand.class,
    property = {
      "osgi.command.scope=alink",
      "osgi.command.function=help",
      "osgi.command.function=words"
    })
public final class HelpCommand {

  private static final String SCOPE = "alink:";
  private static final String FUNCTION = "osgi.command.function";

  private final Map<Commands, List<String>> commands = new ConcurrentHashMap<>();

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addCommands(Commands service, Map<String, ?> properties) {
    commands.put(service, List.copyOf(HandlerProperties.texts(properties, FUNCTION)));
  }

  void updatedCommands(Commands service, Map<String, ?> properties) {
    addCommands(service, properties);
  }

  void removeCommands(Commands service) {
    commands.remove(service);
  }

  /** Lists all commands, or describes one of them. */
  @Descriptor("lists all commands, or describes one of them")
  public String help(@Descriptor("[COMMAND]") String... words) {
    Map<String, Manual> manuals = manuals();
    if (words.length > 1) {
      throw Manual.misused(HelpCommand.class, "help");
    }
    if (words.length == 1) {
      Manual manual = manuals.get(name(words[0]));
      if (manual == null) {
        throw new CommandException(
            "unknown command " + words[0] + "; the commands are " + manuals.keySet());
      }
      return String.join(
          System.lineSeparator(),
          SCOPE + manual.command() + ": " + manual.summary(),
          manual.usage());
    }
    int width = manuals.keySet().stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    manuals.forEach(
        (name, manual) ->
            lines.add(SCOPE + name + " ".repeat(width - name.length()) + "  " + manual.summary()));
    lines.add("alink:help COMMAND describes a command");
    return String.join(System.lineSeparator(), lines);
  }

  /** Lists the possible arguments of a command. */
  @Descriptor("lists the possible arguments of a command, for shells with completion")
  public String words(@Descriptor("COMMAND") String... words) {
    if (words.length != 1) {
      throw Manual.misused(HelpCommand.class, "words");
    }
    String command = name(words[0]);
    List<String> all =
        new ArrayList<>(
            Optional.ofNullable(manuals().get(command)).map(Manual::verbs).orElse(List.of()));
    if (command.equals("help")) {
      all.addAll(manuals().keySet());
    }
    commands.forEach(
        (service, names) -> {
          if (names.contains(command)) {
            all.addAll(service.words(command));
          }
        });
    return String.join(System.lineSeparator(), all);
  }

  private Map<String, Manual> manuals() {
    Map<String, Manual> manuals = new TreeMap<>();
    for (String own : List.of("help", "words")) {
      Manual.of(HelpCommand.class, own).ifPresent(manual -> manuals.put(own, manual));
    }
    commands.forEach(
        (service, names) ->
            names.forEach(
                name ->
                    Manual.of(service.getClass(), name)
                        .ifPresent(manual -> manuals.put(name, manual))));
    return manuals;
  }

  private static String name(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return lower.startsWith(SCOPE) ? lower.substring(SCOPE.length()) : lower;
  }
}

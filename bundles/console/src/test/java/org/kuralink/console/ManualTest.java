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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.console.command.Refused.refused;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.console.command.CommandException;
import org.kuralink.console.command.Commands;
import org.kuralink.console.command.Manual;

/** Tests that every command is described and answers invalid arguments with its usage. */
class ManualTest {

  private static final Path SOURCES = Path.of("src/main/java/org/kuralink/console");
  private static final Path README = Path.of("README.md");
  private static final Pattern FUNCTION = Pattern.compile("\"osgi\\.command\\.function=([a-z]+)\"");

  /** Returns the command names by class, read from the sources. */
  private static Map<Class<?>, List<String>> registered() throws Exception {
    Map<Class<?>, List<String>> registered = new LinkedHashMap<>();
    List<Path> sources;
    try (Stream<Path> files = Files.walk(SOURCES)) {
      sources = files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
    for (Path source : sources) {
      List<String> names = new ArrayList<>();
      Matcher matcher = FUNCTION.matcher(Files.readString(source));
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
      if (!names.isEmpty()) {
        String name = SOURCES.relativize(source).toString().replace(".java", "");
        registered.put(Class.forName("org.kuralink.console." + name.replace('/', '.')), names);
      }
    }
    return registered;
  }

  private static Stream<Object[]> commands() throws Exception {
    return registered().entrySet().stream()
        .flatMap(entry -> entry.getValue().stream().map(n -> new Object[] {entry.getKey(), n}));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandIsDescribedAndAcceptsAnyArguments(Class<?> type, String command) {
    List<Method> methods =
        Arrays.stream(type.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isBridge())
            .filter(
                method ->
                    List.of(command, "get" + command, "set" + command, "is" + command)
                        .contains(method.getName().toLowerCase(Locale.ROOT)))
            .filter(method -> !Commands.class.isAssignableFrom(type) || !isOfCommands(method))
            .toList();
    assertEquals(1, methods.size(), methods::toString);
    Method method = methods.get(0);
    Descriptor summary = method.getAnnotation(Descriptor.class);
    assertTrue(summary != null && !summary.value().isBlank(), method::toString);
    assertTrue(summary.value().length() <= 100 && summary.value().indexOf('\n') < 0);
    assertEquals(List.of(String[].class), List.of(method.getParameterTypes()));
    assertTrue(method.isVarArgs(), method::toString);
    Descriptor words = method.getParameters()[0].getAnnotation(Descriptor.class);
    assertTrue(words != null, method::toString);
  }

  private static boolean isOfCommands(Method method) {
    return Arrays.stream(Commands.class.getMethods())
        .anyMatch(
            other ->
                other.getName().equals(method.getName())
                    && Arrays.equals(other.getParameterTypes(), method.getParameterTypes()));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void invalidArgumentsReturnTheUsageOrAnError(Class<?> type, String command) throws Exception {
    Object commands = type.getConstructor().newInstance();
    Method method =
        Arrays.stream(type.getMethods())
            .filter(m -> m.getName().equals(command) && m.isVarArgs())
            .findFirst()
            .orElseThrow();
    String[] words = {"=", "-", "\u001b", "x y", "99999999999999999999"};
    try {
      method.invoke(commands, (Object) words);
      assertTrue(command.isEmpty(), command + " accepts invalid arguments");
    } catch (java.lang.reflect.InvocationTargetException e) {
      assertEquals(CommandException.class, e.getCause().getClass(), command);
      String message = e.getCause().getMessage();
      assertTrue(
          message.startsWith("usage: alink:" + command)
              || message.matches("(no thing to post for: )?no instance of [a-z.]+ is configured"),
          message);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandIsInTheReadme(Class<?> type, String command) throws IOException {
    assertTrue(Files.readString(README).contains("`alink:" + command), type + " " + command);
  }

  @Test
  void helpListsAllCommandsAndDescribesOne() throws Exception {
    HelpCommand help = new HelpCommand();
    Map<String, Class<?>> all = new TreeMap<>();
    for (Map.Entry<Class<?>, List<String>> entry : registered().entrySet()) {
      entry.getValue().forEach(name -> all.put(name, entry.getKey()));
      if (entry.getKey().getConstructor().newInstance() instanceof Commands commands) {
        help.addCommands(
            commands, Map.of("osgi.command.function", entry.getValue().toArray(String[]::new)));
      }
    }
    List<String> lines = help.help().lines().toList();
    assertEquals(all.size() + 1, lines.size(), lines::toString);
    int line = 0;
    for (String command : all.keySet()) {
      assertTrue(lines.get(line).startsWith("alink:" + command + " "), lines.get(line));
      assertTrue(lines.get(line).length() > 20, lines.get(line));
      line++;
      assertTrue(help.help(command).contains("usage: alink:" + command), command);
      assertEquals(help.help(command), help.help("alink:" + command));
    }
    assertTrue(help.help("post").contains("[THING] [PRODUCTKEY/DEVICENAME] NAME=VALUE ..."));
    assertTrue(help.help("post").contains("a value is JSON or else plain text"));
    assertTrue(
        refused(() -> help.help("fly")).startsWith("unknown command fly; the commands are ["));
    assertTrue(refused(() -> help.help("a", "b")).startsWith("usage: alink:help [COMMAND]"));
  }

  @Test
  void wordsListsThePossibleArguments() {
    HelpCommand help = new HelpCommand();
    ConsoleComponent console = new ConsoleComponent();
    console.addSession(new FakeCloudSession(), Map.of(CloudSession.PID, "main"));
    help.addCommands(console, Map.of("osgi.command.function", "connect"));
    assertEquals("main", help.words("connect"));
    assertEquals("", help.words("unknown"));
    assertTrue(refused(help::words).startsWith("usage: alink:words COMMAND"));
    assertEquals(
        List.of("state", "journal", "request", "cancel"),
        Manual.of(org.kuralink.console.view.FirmwareView.class, "ota").orElseThrow().verbs());
    assertFalse(help.words("help").isEmpty());
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.itests.wiring.House;
import org.w3c.dom.Element;

/**
 * Tests that everything named in the documentation exists, and that both languages have the same
 * content.
 */
class DocsTest {

  /** What stands in the first column of a table, by the name of the column. */
  private static final Map<String, String> COLUMNS =
      Map.of(
          "Message", "message",
          "消息", "message",
          "Line", "message",
          "行", "message",
          "Property", "property",
          "属性", "property",
          "Factory PID", "factory",
          "工厂 PID", "factory",
          "Tab", "tab",
          "页签", "tab");

  /** Names of Kura and of its components, of metrics, and of things in examples. */
  private static final Set<String> KURAS =
      Set.of(
          "kura.service.pid",
          "kura.data",
          "value.type",
          "call.id",
          "call.code",
          "call.message",
          "tank-1.level",
          "org.kuralink.data");

  private static final Pattern DOTTED = Pattern.compile("[a-z]+(\\.[a-z]+)+");
  private static final Pattern CONNECTION =
      Pattern.compile("org\\.kuralink\\.AlibabaCloudIot(-\\w+)*(\\.[a-z]+)?");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{}");

  private static Set<String> properties;
  private static Set<String> pids;
  private static List<String> sources;

  @BeforeAll
  static void readTheHouse() throws IOException {
    properties = new TreeSet<>();
    pids = new TreeSet<>();
    BuiltBundle.onKura()
        .forEach(
            bundle -> {
              pids.add("org.kuralink." + bundle.name());
              Form.of(bundle)
                  .peek(form -> pids.add(form.pid()))
                  .flatMap(form -> form.attributes().stream())
                  .forEach(attribute -> properties.add(attribute.getAttribute("id")));
            });
    sources = new ArrayList<>();
    for (String folder : List.of("bundles", "libs")) {
      try (Stream<Path> files = Files.walk(House.root().resolve(folder))) {
        files
            .filter(file -> file.toString().contains("/src/main/java/"))
            .filter(file -> file.toString().endsWith(".java"))
            .map(file -> Page.text(file).replaceAll("\"\\s*\\+\\s*\"", ""))
            .forEach(sources::add);
      }
    }
  }

  static Stream<Page> all() {
    return Page.all();
  }

  static Stream<Page> english() {
    return Page.english();
  }

  @ParameterizedTest
  @MethodSource("all")
  void linksLeadSomewhere(Page page) {
    Path folder = House.root().resolve(page.path()).resolveSibling("");
    for (String link : page.links()) {
      if (!link.startsWith("https://")) {
        String[] parts = link.split("#", 2);
        Path target =
            parts[0].isEmpty() ? House.root().resolve(page.path()) : folder.resolve(parts[0]);
        assertTrue(Files.exists(target), link);
        if (parts.length > 1) {
          String path = House.root().relativize(target.normalize()).toString();
          assertTrue(Page.read(path).anchors().contains(parts[1]), link);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void propertiesExist(Page page) {
    Set<String> named = page.firsts(COLUMNS, "property").collect(Collectors.toSet());
    page.code().stream()
        .filter(code -> DOTTED.matcher(code).matches())
        .filter(code -> !code.startsWith("org.") && !code.matches(".*\\.(cmd|md|log|json|dp)"))
        .forEach(named::add);
    named.removeAll(KURAS);
    named.removeAll(properties);
    assertEquals(Set.of(), named);
  }

  @ParameterizedTest
  @MethodSource("all")
  void componentsExist(Page page) {
    Set<String> named = page.firsts(COLUMNS, "factory").collect(Collectors.toSet());
    page.code().stream()
        .filter(code -> code.matches("org\\.kuralink\\.[\\w.-]+"))
        .forEach(named::add);
    named.removeAll(KURAS);
    named.removeAll(pids);
    named.removeIf(name -> CONNECTION.matcher(name).matches());
    assertEquals(Set.of(), named);
  }

  @ParameterizedTest
  @MethodSource("all")
  void filesAndCommandsExist(Page page) {
    for (String code : page.code()) {
      String path = code.replace("<version>", House.version());
      if (path.matches("(features|bundles|distrib|docs)/[\\w./-]+\\.\\w+")) {
        assertTrue(Files.exists(House.root().resolve(path)), code);
      }
    }
    String launcher = Page.text(House.root().resolve("kuralink"));
    Stream.concat(page.code().stream(), page.blocks().stream().flatMap(String::lines))
        .filter(code -> code.startsWith("./kuralink "))
        .map(code -> code.split(" ")[1])
        .forEach(command -> assertTrue(launcher.contains("\n  " + command + " "), command));
  }

  @ParameterizedTest
  @MethodSource("all")
  void messagesStandInTheSources(Page page) {
    page.firsts(COLUMNS, "message")
        .forEach(
            message -> assertTrue(sources.stream().anyMatch(it -> says(it, message)), message));
  }

  /** Whether all words of a message, between what is filled in, stand in a source. */
  private static boolean says(String source, String message) {
    List<String> words =
        PLACEHOLDER
            .splitAsStream(message)
            .map(String::strip)
            .filter(it -> it.length() > 2)
            .toList();
    return !words.isEmpty() && words.stream().allMatch(source::contains);
  }

  @Test
  void tabsOfAConnectionAreAllNamed() {
    Set<String> offered = new TreeSet<>(Set.of("Connection"));
    BuiltBundle.onKura()
        .flatMap(
            bundle -> bundle.filesIn("OSGI-INF/org.").stream().map(it -> Form.read(bundle, it)))
        .flatMap(component -> elements(component, "property"))
        .filter(property -> property.getAttribute("name").equals("tab.factory.pid"))
        .map(property -> property.getAttribute("value"))
        .map(pid -> pid.substring(pid.lastIndexOf('.') + 1))
        .map(name -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1))
        .forEach(offered::add);
    assertEquals(
        offered,
        Page.read("docs/first-device.md").firsts(COLUMNS, "tab").collect(Collectors.toSet()));
  }

  @Test
  void publishersAndSubscribersAreAllNamed() {
    Set<String> offered =
        pids.stream()
            .filter(pid -> pid.matches("org\\.kuralink\\.kura\\.\\w+(Publisher|Subscriber)"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        offered,
        Page.read("docs/wiring-an-asset.md")
            .firsts(COLUMNS, "factory")
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static Stream<Element> elements(Element root, String name) {
    var nodes = root.getElementsByTagName(name);
    return Stream.iterate(0, i -> i < nodes.getLength(), i -> i + 1)
        .map(i -> (Element) nodes.item(i));
  }

  @ParameterizedTest
  @MethodSource("english")
  void bothLanguagesSayTheSame(Page page) {
    Page chinese = page.chinese();
    if (page.path().startsWith("docs/")) {
      assertEquals(page.headings(), chinese.headings());
      assertEquals(page.blocks(), chinese.blocks());
      assertEquals(page.code(), chinese.code());
    }
    assertTrue(page.blocks().containsAll(chinese.blocks()), chinese.path());
    List<List<String>> tables = page.tables().stream().map(Page.Table::firsts).toList();
    List<List<String>> translated = chinese.tables().stream().map(Page.Table::firsts).toList();
    assertEquals(tables.isEmpty(), translated.isEmpty());
    assertEquals(tables.subList(0, translated.size()), translated);
    assertEquals(page.steps(), chinese.steps());
  }
}

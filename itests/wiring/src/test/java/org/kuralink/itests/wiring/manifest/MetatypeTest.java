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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

/**
 * Tests that each form meets the requirements of Kura's reader, which opens a file by its PID and
 * ignores name spaces.
 */
class MetatypeTest {

  private static final Set<String> TYPES =
      Set.of(
          "String",
          "Integer",
          "Long",
          "Boolean",
          "Double",
          "Float",
          "Short",
          "Byte",
          "Char",
          "Password");

  private static final String ONE_PID = "1.2.0";
  private static final int LONGEST_SENTENCE = 160;

  static Stream<Form> forms() {
    return BuiltBundle.all().flatMap(Form::of);
  }

  @Test
  void everyConfigurationOfAComponentHasAForm() {
    Set<String> configurations = new TreeSet<>();
    BuiltBundle.all()
        .forEach(
            bundle ->
                bundle.filesIn("OSGI-INF/org.").stream()
                    .map(file -> Form.read(bundle, file))
                    .filter(root -> root.getAttribute("configuration-policy").equals("require"))
                    .map(MetatypeTest::configuration)
                    .forEach(configurations::add));
    assertEquals(List.copyOf(configurations), forms().map(Form::pid).sorted().toList());
  }

  /** Several components of a bundle may share one. */
  private static String configuration(Element component) {
    String pid = component.getAttribute("configuration-pid");
    return pid.isEmpty() ? component.getAttribute("name") : pid;
  }

  @ParameterizedTest
  @MethodSource("forms")
  void fileDefinitionAndDesignateHaveOneName(Form form) {
    assertEquals(form.pid(), form.only("OCD").getAttribute("id"));
    Element designate = form.only("Designate");
    assertEquals(form.pid(), designate.getAttribute("factoryPid"));
    assertEquals(form.pid(), form.only("Object").getAttribute("ocdref"));
    Element component = Form.read(form.bundle(), "OSGI-INF/" + componentFile(form));
    assertEquals(form.pid(), component.getAttribute("name"));
  }

  /**
   * Kura takes the text of a service's PID for the name of its configuration. From version 1.3 of
   * the descriptions on, a PID that is declared and one of a configuration make a list.
   */
  @Test
  void noServiceHasMoreThanOnePid() {
    List<String> declaring = components(MetatypeTest::declaresItsPid);
    List<String> wrong =
        components(
            component ->
                declaresItsPid(component)
                    && !component.getAttribute("configuration-policy").equals("ignore")
                    && version(component).compareTo(ONE_PID) > 0);
    assertTrue(declaring.contains("org.kuralink.kura.PropertyPublisher"), declaring.toString());
    assertEquals(List.of(), wrong);
  }

  /**
   * Kura applies the configuration of each component whose service comes. One that takes no change
   * while it lives comes anew with it, and so on without an end.
   */
  @Test
  void whatKuraConfiguresTakesChangesWhileItLives() {
    List<String> configured = components(MetatypeTest::isConfiguredByKura);
    List<String> wrong =
        components(
            component ->
                isConfiguredByKura(component) && component.getAttribute("modified").isEmpty());
    assertTrue(configured.contains("org.kuralink.channel.modbus"), configured.toString());
    assertEquals(List.of(), wrong);
  }

  private static List<String> components(Predicate<Element> which) {
    return BuiltBundle.all()
        .flatMap(
            bundle -> bundle.filesIn("OSGI-INF/org.").stream().map(file -> Form.read(bundle, file)))
        .filter(which)
        .map(component -> component.getAttribute("name"))
        .toList();
  }

  private static boolean isConfiguredByKura(Element component) {
    return component.getAttribute("configuration-policy").equals("require")
        && Form.elements(component, "provide").stream()
            .anyMatch(
                service ->
                    service
                        .getAttribute("interface")
                        .equals("org.eclipse.kura.configuration.ConfigurableComponent"));
  }

  private static boolean declaresItsPid(Element component) {
    return Form.elements(component, "property").stream()
        .anyMatch(property -> property.getAttribute("name").equals("service.pid"));
  }

  private static String version(Element component) {
    return component.getAttribute("xmlns:scr").replaceFirst(".*/v", "");
  }

  private static String componentFile(Form form) {
    return form.bundle().filesIn("OSGI-INF/org.").stream()
        .filter(file -> Form.read(form.bundle(), file).getAttribute("name").equals(form.pid()))
        .findFirst()
        .map(file -> file.substring("OSGI-INF/".length()))
        .orElseThrow(() -> new AssertionError("no component is named " + form.pid()));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void elementsHaveNoPrefix(Form form) {
    List<String> prefixed =
        form.elements("*").stream()
            .map(Element::getTagName)
            .filter(name -> name.contains(":") && !name.equals(form.root().getTagName()))
            .toList();
    assertEquals(List.of(), prefixed);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void textIsEnglishThenChinese(Form form) {
    List<Element> described = new ArrayList<>(form.attributes());
    described.add(form.only("OCD"));
    for (Element element : described) {
      for (String text : List.of("name", "description")) {
        String value = element.getAttribute(text);
        String where = element.getAttribute("id") + " " + text + ": " + value;
        assertTrue(value.matches("(?s)[^%\\p{IsHan}][^\\p{IsHan}]* / .*\\p{IsHan}.*"), where);
      }
      String description = element.getAttribute("description").replaceFirst("\\|TextArea$", "");
      assertFalse(description.contains("|"), description);
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void attributesAreScalarsOfTypesThatKuraKnows(Form form) {
    Set<String> ids = new HashSet<>();
    for (Element attribute : form.attributes()) {
      String id = attribute.getAttribute("id");
      assertTrue(ids.add(id), id + " appears twice");
      assertTrue(TYPES.contains(attribute.getAttribute("type")), id);
      assertTrue(Set.of("", "0").contains(attribute.getAttribute("cardinality")), id);
      assertFalse(attribute.getAttribute("default").contains(","), id);
      assertEquals(isSecret(id), attribute.getAttribute("type").equals("Password"), id);
    }
  }

  /** Kura's page shows quotes of a definition as entities; a sentence is what a person reads. */
  @ParameterizedTest
  @MethodSource("forms")
  void textIsOneShortSentenceWithoutQuotes(Form form) {
    List<Element> described = new ArrayList<>(form.attributes());
    described.add(form.only("OCD"));
    for (Element element : described) {
      String where = form.pid() + " " + element.getAttribute("id") + ": ";
      String description = element.getAttribute("description").replaceFirst("\\|TextArea$", "");
      for (String text : List.of(element.getAttribute("name"), description)) {
        assertFalse(text.matches("(?s).*[\"'<>&%].*"), where + text);
      }
      String english = description.substring(0, description.indexOf(" / "));
      assertTrue(english.matches("[^.]+(\\.\\S[^.]*)*\\."), where + english);
      assertTrue(english.length() <= LONGEST_SENTENCE, where + english.length() + " " + english);
    }
    for (Element option : form.elements("Option")) {
      assertFalse(option.getAttribute("label").matches(".*[\"'<>&%].*"), form.pid());
    }
  }

  /** What must be filled in comes first, so that nobody has to look for it. */
  @ParameterizedTest
  @MethodSource("forms")
  void whatIsRequiredAndHasNoDefaultComesFirst(Form form) {
    List<Boolean> mandatory =
        form.attributes().stream()
            .map(
                each ->
                    !each.getAttribute("required").equals("false")
                        && each.getAttribute("default").isEmpty())
            .toList();
    assertEquals(mandatory.stream().sorted(Comparator.reverseOrder()).toList(), mandatory);
  }

  /** Settings of one kind, told by the first word of their ids, stand together. */
  @ParameterizedTest
  @MethodSource("forms")
  void settingsOfOneKindStandTogether(Form form) {
    List<String> kinds = new ArrayList<>();
    for (Element attribute : form.attributes()) {
      String kind = attribute.getAttribute("id").replaceFirst("\\..*", "");
      if (kinds.isEmpty() || !kinds.get(kinds.size() - 1).equals(kind)) {
        kinds.add(kind);
      }
    }
    kinds.removeIf(
        kind -> !Set.of("sign", "queue", "reconnect", "command", "hook", "health").contains(kind));
    assertEquals(kinds.stream().distinct().toList(), kinds);
  }

  @Test
  void theEssentialsOfAConnectionStandFirstAndItsSignatureAndQueueLast() {
    List<String> ids = idsOf("org.kuralink.connection");
    List<String> essentials =
        List.of(
            "product.key", "device.name", "device.secret", "instance.id", "region", "transport");
    List<String> present = essentials.stream().filter(ids::contains).toList();
    assertEquals(present, ids.subList(0, present.size()));
    int signature = ids.indexOf("sign.method");
    assertTrue(
        ids.subList(signature, ids.size()).stream()
            .allMatch(id -> id.startsWith("sign.") || id.startsWith("queue.")),
        ids.toString());
  }

  @Test
  void theCommandOfTheUpdatesStandsLast() {
    List<String> ids = idsOf("org.kuralink.ota");
    int command = ids.indexOf("command.modules");
    assertTrue(
        ids.subList(command, ids.size()).stream().allMatch(id -> id.startsWith("command.")),
        ids.toString());
  }

  private static List<String> idsOf(String pid) {
    return forms()
        .filter(form -> form.pid().equals(pid))
        .flatMap(form -> form.attributes().stream())
        .map(attribute -> attribute.getAttribute("id"))
        .toList();
  }

  private static boolean isSecret(String id) {
    return id.matches(".*(secrets?|password|token)");
  }
}

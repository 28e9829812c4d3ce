/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Forms, read by Kura's rules and not by OSGi's. */
class FormsTest extends OnKura {

  private static final String FIELD =
      "<AD id=\"a\" name=\"A\" description=\"An a.\" type=\"Integer\" default=\"1\"/>";

  @Test
  void eachFactoryComponentHasAFormThatKuraCanDraw() {
    Set<String> factories =
        gateway
            .service(ServiceComponentRuntime.class)
            .getComponentDescriptionDTOs(ourBundles())
            .stream()
            .filter(component -> component.configurationPolicy.equals("require"))
            .map(component -> component.configurationPid[0])
            .collect(Collectors.toSet());
    assertTrue(factories.size() > 10, factories.toString());
    assertEquals(factories, kura().forms().stream().map(KuraForm::pid).collect(Collectors.toSet()));
  }

  @Test
  void aListOfServicesIsThatOfAReference() {
    ServiceComponentRuntime runtime = gateway.service(ServiceComponentRuntime.class);
    for (KuraForm form : kura().forms()) {
      Set<String> lists =
          form.fields().stream()
              .map(FormField::id)
              .filter(id -> id.endsWith(FormField.TARGET))
              .collect(Collectors.toSet());
      Set<String> references =
          runtime.getComponentDescriptionDTOs(ourBundles()).stream()
              .filter(component -> component.name.equals(form.pid()))
              .flatMap(component -> Stream.of(component.references))
              .map(reference -> reference.name + FormField.TARGET)
              .collect(Collectors.toSet());
      assertTrue(references.containsAll(lists), form.pid() + " " + lists);
    }
  }

  private static Bundle[] ourBundles() {
    return List.of(gateway.context().getBundles()).stream()
        .filter(bundle -> bundle.getSymbolicName().startsWith("org.kuralink."))
        .toArray(Bundle[]::new);
  }

  @Test
  void aPersonSeesWhatWasWritten() {
    for (KuraForm form : kura().forms()) {
      List<String> drawn = form.drawn();
      assertEquals(form.description(), drawn.get(0));
      assertEquals(1 + 3 * form.fields().size(), drawn.size());
      for (String line : drawn) {
        assertFalse(line.isBlank() || line.contains("&") || line.contains("|"), line);
      }
      for (FormField field : form.fields()) {
        assertTrue(field.drawn().get(1).endsWith("。"), form.pid() + ": " + field.drawn());
      }
    }
    KuraForm odd =
        read(
            "org.example.form",
            FIELD.replace("An a.", "Long.|TextArea").replace("Integer", "String"));
    assertEquals("Long.", odd.fields().get(0).drawn().get(1));
  }

  @Test
  void textsAreInBothLanguages() {
    for (KuraForm form : kura().forms()) {
      for (FormField field : form.fields()) {
        assertTrue(
            field.name().contains(" / ") || field.name().matches("[A-Z]{2,}.*"),
            form.pid() + ": " + field.name());
      }
    }
  }

  @Test
  void everyBundleRunsOnTheFrameworkOfKura() {
    for (Bundle bundle : gateway.context().getBundles()) {
      assertEquals(Bundle.ACTIVE, bundle.getState(), bundle.toString());
    }
  }

  @Test
  void aFormOfTheDoubleIsReadAsKuraReadsIt() {
    KuraForm form =
        read(
            "org.example.form",
            "<AD id=\"a\" name=\"A\" description=\"An a.\" type=\"String\" cardinality=\"1\""
                + " default=\"one\\, two\"/>"
                + "<AD id=\"b\" name=\"B\" description=\"Text.|TextArea\" type=\"String\""
                + " default=\"\"/>");
    assertEquals(Map.of("a", "one, two"), form.defaults());
    assertEquals(List.of("one", "two"), FormField.pieces("one, two"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "<AD id=\"a\";<p:AD id=\"a\"",
        "<AD id=\"a\";<AD id=\"Service.target\"",
        "Integer;Character",
        "Integer;integer",
        "An a.;A client id ends in | here.",
        "An a.;%a",
        "An a.;An a.|TextArea",
        "default=\"1\";default=\"one\"",
        "default=\"1\";default=\"1,2\"",
        "default=\"1\";min=\"3\" max=\"3\"",
        "default=\"1\";cardinality=\"2\"",
        "default=\"1\"/>;default=\"2\"><Option value=\"1\" label=\"One\"/></AD>",
        "/>;><Option value=\"1\" label=\"One\"/><Option value=\"2\" label=\"One\"/></AD>",
        "Integer\" default=\"1\"/>;Boolean\"/><AD id=\"b\" name=\"A\" description=\"B.\""
            + " type=\"Boolean\"/>",
        "factoryPid=\"org.example.form\";pid=\"org.example.form\"",
        "<OCD id=\"org.example.form\";<OCD id=\"org.example.Form\"",
        "<Designate;<m:Designate",
      })
  void aFormThatKuraCouldNotDrawIsAnError(String part, String instead) {
    String good = document("org.example.form", FIELD);
    assertTrue(good.contains(part), part);
    String bad = good.replace(part, instead);
    if (instead.contains(":Designate")) {
      bad = bad.replace("</Designate", "</m:Designate");
    }
    String wrong = bad;
    assertThrows(AssertionError.class, () -> parse("org.example.form", wrong));
    assertEquals(1, parse("org.example.form", good).fields().size());
  }

  private static KuraForm read(String pid, String fields) {
    return parse(pid, document(pid, fields));
  }

  private static KuraForm parse(String pid, String document) {
    try {
      return KuraForm.read(
          new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)), pid);
    } catch (NumberFormatException e) {
      throw new AssertionError(e);
    }
  }

  private static String document(String pid, String fields) {
    return "<metatype:MetaData xmlns:metatype=\"http://www.osgi.org/xmlns/metatype/v1.2.0\""
        + " xmlns:p=\"p\" xmlns:m=\"m\"><OCD id=\""
        + pid
        + "\" name=\"Form\" description=\"A form.\">"
        + fields
        + "</OCD><Designate factoryPid=\""
        + pid
        + "\"><Object ocdref=\""
        + pid
        + "\"/></Designate></metatype:MetaData>";
  }
}

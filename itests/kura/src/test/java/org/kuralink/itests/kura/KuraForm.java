/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.osgi.framework.Bundle;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A form as Kura reads it: by the name of the file, knowing no name spaces; and what its page could
 * not draw is an error here.
 *
 * @param pid of the factory
 */
record KuraForm(String pid, List<Attribute> attributes) {

  private static final Set<String> NUMBERS =
      Set.of("Integer", "Long", "Double", "Float", "Short", "Byte");

  /** A field. */
  record Attribute(String id, String type, String defaultText, List<String> options) {

    boolean isPassword() {
      return type.equals("Password");
    }

    boolean isNumber() {
      return NUMBERS.contains(type);
    }

    /** Kura splits a default at commas and takes the first piece for a scalar. */
    Object defaultValue() {
      String first = defaultText.split("(?<!\\\\),")[0].strip().replace("\\,", ",");
      return switch (type) {
        case "Integer" -> Integer.valueOf(first);
        case "Long" -> Long.valueOf(first);
        case "Double" -> Double.valueOf(first);
        case "Float" -> Float.valueOf(first);
        case "Short" -> Short.valueOf(first);
        case "Byte" -> Byte.valueOf(first);
        case "Boolean" -> Boolean.valueOf(first);
        case "String", "Password" -> first;
        default -> throw new AssertionError(id + " is of type " + type + ", which Kura ignores");
      };
    }
  }

  static KuraForm read(Bundle bundle, String pid) {
    URL file = bundle.getEntry("OSGI-INF/metatype/" + pid + ".xml");
    if (file == null) {
      throw new AssertionError(bundle + " has no OSGI-INF/metatype/" + pid + ".xml");
    }
    try (InputStream in = file.openStream()) {
      Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
      Element designate = only(document, "Designate");
      check(designate.getAttribute("factoryPid").equals(pid), pid + " is designated otherwise");
      Element definition = only(document, "OCD");
      check(definition.getAttribute("id").equals(pid), pid + " has an OCD of another id");
      List<Attribute> attributes = new ArrayList<>();
      NodeList found = definition.getElementsByTagName("AD");
      for (int i = 0; i < found.getLength(); i++) {
        attributes.add(attribute((Element) found.item(i)));
      }
      return new KuraForm(pid, attributes);
    } catch (IOException | ParserConfigurationException | SAXException e) {
      throw new AssertionError(pid, e);
    }
  }

  private static Element only(Document document, String name) {
    NodeList found = document.getElementsByTagName(name);
    check(found.getLength() == 1, found.getLength() + " elements called " + name);
    return (Element) found.item(0);
  }

  private static Attribute attribute(Element element) {
    String id = element.getAttribute("id");
    String description = element.getAttribute("description");
    check(
        !description.replaceFirst("\\|TextArea$", "").contains("|"),
        id + ": Kura would cut the description at its bar");
    check(
        Set.of("", "0", "1", "-1").contains(element.getAttribute("cardinality")),
        id + ": more than one value");
    List<String> options = new ArrayList<>();
    Set<String> labels = new java.util.HashSet<>();
    NodeList found = element.getElementsByTagName("Option");
    for (int i = 0; i < found.getLength(); i++) {
      Element option = (Element) found.item(i);
      options.add(option.getAttribute("value"));
      check(labels.add(option.getAttribute("label")), id + ": two options of one label");
    }
    Attribute attribute =
        new Attribute(id, element.getAttribute("type"), element.getAttribute("default"), options);
    if (!attribute.defaultText().isEmpty()) {
      String read = String.valueOf(attribute.defaultValue());
      check(read.equals(attribute.defaultText()), id + ": Kura reads its default as " + read);
      check(
          options.isEmpty() || options.contains(read), id + ": the default is none of the options");
    }
    return attribute;
  }

  private static void check(boolean right, String complaint) {
    if (!right) {
      throw new AssertionError(complaint);
    }
  }

  /** What Kura fills in: nothing for a field whose default is absent or empty. */
  Map<String, Object> defaults() {
    Map<String, Object> defaults = new HashMap<>();
    for (Attribute attribute : attributes) {
      if (!attribute.defaultText().isEmpty()) {
        defaults.put(attribute.id(), attribute.defaultValue());
      }
    }
    return defaults;
  }

  boolean isPassword(String id) {
    return attributes.stream().anyMatch(each -> each.id().equals(id) && each.isPassword());
  }
}

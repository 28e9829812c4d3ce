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
import java.util.HashSet;
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
 * A form as Kura reads it: by the name of the file, and without XML namespaces. A form that Kura's
 * page could not draw is an error.
 *
 * @param pid of the factory
 * @param description of the whole; null if Kura knows no such form
 */
record KuraForm(String pid, String description, List<FormField> fields) {

  private static final String FOLDER = "OSGI-INF/metatype/";

  /** Returns the empty form of a factory whose bundle has never been active. */
  static KuraForm none(String pid) {
    return new KuraForm(pid, null, List.of());
  }

  /** The form of a factory in the bundle that has it. */
  static KuraForm read(Bundle bundle, String pid) {
    URL file = bundle.getEntry(FOLDER + pid + ".xml");
    check(file != null, bundle + " has no " + FOLDER + pid + ".xml");
    try (InputStream in = file.openStream()) {
      return read(in, pid);
    } catch (IOException e) {
      throw new AssertionError(pid, e);
    }
  }

  static boolean isIn(Bundle bundle, String pid) {
    return bundle.getEntry(FOLDER + pid + ".xml") != null;
  }

  /** The factory PIDs that the files of a bundle are named after. */
  static List<String> pidsIn(Bundle bundle) {
    List<String> pids = new ArrayList<>();
    var files = bundle.getEntryPaths(FOLDER);
    while (files != null && files.hasMoreElements()) {
      pids.add(files.nextElement().replaceFirst(".*/", "").replaceFirst("\\.xml$", ""));
    }
    return pids;
  }

  static KuraForm read(InputStream file, String pid) {
    Document document = parse(file, pid);
    checkNames(document);
    Element designate = only(document, "Designate");
    check(designate.getAttribute("factoryPid").equals(pid), pid + " is designated otherwise");
    Element definition = only(document, "OCD");
    check(definition.getAttribute("id").equals(pid), pid + " has an OCD of another id");
    List<FormField> fields = new ArrayList<>();
    NodeList found = definition.getElementsByTagName("AD");
    Set<String> ids = new HashSet<>();
    Set<String> switches = new HashSet<>();
    for (int i = 0; i < found.getLength(); i++) {
      FormField field = FormField.read((Element) found.item(i));
      check(ids.add(field.id()), field.id() + " is there twice");
      check(
          !field.type().equals("Boolean") || switches.add(field.name()),
          field.id() + ": two switches of one name, which Kura would throw together");
      fields.add(field);
    }
    return new KuraForm(pid, definition.getAttribute("description"), fields);
  }

  private static Document parse(InputStream file, String pid) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(false);
      return factory.newDocumentBuilder().parse(file);
    } catch (IOException | ParserConfigurationException | SAXException e) {
      throw new AssertionError(pid, e);
    }
  }

  /** Kura finds elements by their whole names; only the root may have a prefix. */
  private static void checkNames(Document document) {
    NodeList all = document.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      check(
          element.equals(document.getDocumentElement()) || !element.getTagName().contains(":"),
          "Kura would not find " + element.getTagName());
    }
  }

  private static Element only(Document document, String name) {
    NodeList found = document.getElementsByTagName(name);
    check(found.getLength() == 1, found.getLength() + " elements called " + name);
    return (Element) found.item(0);
  }

  static void check(boolean right, String complaint) {
    if (!right) {
      throw new AssertionError(complaint);
    }
  }

  /** Returns the defaults that Kura sets: none for a field with an absent or empty default. */
  Map<String, Object> defaults() {
    Map<String, Object> defaults = new HashMap<>();
    for (FormField field : fields) {
      if (!field.defaultText().isEmpty()) {
        defaults.put(field.id(), field.defaultValue());
      }
    }
    return defaults;
  }

  boolean isNone() {
    return description == null;
  }

  /** What a person sees, line by line; of the whole form's description the markup is escaped. */
  List<String> drawn() {
    List<String> lines = new ArrayList<>();
    lines.add(
        description
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;"));
    fields.forEach(field -> lines.addAll(field.drawn()));
    return lines;
  }

  boolean isPassword(String id) {
    return fields.stream().anyMatch(each -> each.id().equals(id) && each.isPassword());
  }
}

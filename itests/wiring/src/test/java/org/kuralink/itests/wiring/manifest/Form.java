/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.manifest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * The form of a component, parsed as Kura parses it: without name spaces.
 *
 * @param bundle the bundle that contains it
 * @param pid the PID by which Kura finds it, which is the name of its file
 * @param root the root element
 */
record Form(BuiltBundle bundle, String pid, Element root) {

  private static final String FOLDER = "OSGI-INF/metatype/";

  /** The forms of a bundle. */
  static Stream<Form> of(BuiltBundle bundle) {
    return bundle.filesIn(FOLDER).stream()
        .map(
            file ->
                new Form(
                    bundle,
                    file.substring(FOLDER.length(), file.length() - ".xml".length()),
                    read(bundle, file)));
  }

  /** The root element of a file. */
  static Element read(BuiltBundle bundle, String file) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(bundle.open(file))
          .getDocumentElement();
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError(bundle + " " + file, e);
    }
  }

  /** All elements with a name. */
  List<Element> elements(String name) {
    return elements(root, name);
  }

  /** All elements with a name below another one. */
  static List<Element> elements(Element root, String name) {
    var nodes = root.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  /** The attribute definitions. */
  List<Element> attributes() {
    return elements("AD");
  }

  /** The one element with a name. */
  Element only(String name) {
    List<Element> elements = elements(name);
    if (elements.size() != 1) {
      throw new AssertionError(pid + " has " + elements.size() + " elements " + name);
    }
    return elements.get(0);
  }

  @Override
  public String toString() {
    return pid;
  }
}

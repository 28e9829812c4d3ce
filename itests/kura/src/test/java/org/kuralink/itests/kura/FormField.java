/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import static org.kuralink.itests.kura.KuraForm.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A field of a form, by Kura's rules. */
record FormField(
    String id,
    String name,
    String type,
    String defaultText,
    String min,
    String max,
    List<String> options,
    String description,
    boolean required) {

  /** For such a field Kura offers the services that the reference of this name could have. */
  static final String TARGET = ".target";

  private static final Set<String> NUMBERS =
      Set.of("Integer", "Long", "Double", "Float", "Short", "Byte");

  static FormField read(Element element) {
    String id = element.getAttribute("id");
    check(
        !id.isEmpty() && !(id.endsWith(TARGET) && !element.getAttribute("type").equals("String")),
        id + ": Kura would draw a list of services");
    checkTexts(id, element);
    check(
        Set.of("", "0", "1", "-1").contains(element.getAttribute("cardinality")),
        id + ": more than one value");
    FormField field =
        new FormField(
            id,
            element.getAttribute("name"),
            element.getAttribute("type"),
            element.getAttribute("default"),
            element.getAttribute("min"),
            element.getAttribute("max"),
            options(id, element),
            element.getAttribute("description"),
            !element.getAttribute("required").equals("false"));
    field.checkType();
    field.checkDefault();
    return field;
  }

  /**
   * What a person sees: the label, a star if it must be filled in, the help, and what to fill in.
   */
  List<String> drawn() {
    int bar = description.lastIndexOf('|');
    return List.of(
        name + (required ? "*" : ""), bar < 0 ? description : description.substring(0, bar), box());
  }

  private String box() {
    if (!options.isEmpty()) {
      return "<list>";
    }
    if (type.equals("Boolean")) {
      return "( ) true ( ) false";
    }
    if (isPassword()) {
      return "[********]";
    }
    return description.toLowerCase(Locale.ROOT).endsWith("|textarea")
        ? "[     10 lines     ]"
        : "[ ]";
  }

  private static void checkTexts(String id, Element element) {
    String description = element.getAttribute("description");
    check(
        !description.replaceFirst("\\|TextArea$", "").contains("|"),
        id + ": Kura would cut the description at its bar");
    for (String text : List.of(element.getAttribute("name"), description)) {
      check(!text.isBlank() && !text.startsWith("%"), id + ": Kura would show \"" + text + "\"");
    }
    check(
        !description.endsWith("|TextArea") || element.getAttribute("type").equals("String"),
        id + ": a text area that holds no text");
  }

  private static List<String> options(String id, Element element) {
    List<String> options = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    NodeList found = element.getElementsByTagName("Option");
    for (int i = 0; i < found.getLength(); i++) {
      Element option = (Element) found.item(i);
      options.add(option.getAttribute("value"));
      check(labels.add(option.getAttribute("label")), id + ": two options of one label");
    }
    return options;
  }

  private void checkType() {
    check(
        isNumber() || Set.of("String", "Boolean", "Char", "Password").contains(type),
        id + " is of type " + type + ", which Kura does not know");
    check(min.isEmpty() || !min.equals(max), id + ": Kura would let nobody change it");
    if (isNumber()) {
      for (String bound : List.of(min, max)) {
        check(bound.isEmpty() || isNumeric(bound), id + " is bounded by " + bound);
      }
    }
  }

  private static boolean isNumeric(String text) {
    try {
      Double.parseDouble(text);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private void checkDefault() {
    if (!defaultText.isEmpty()) {
      String read = String.valueOf(defaultValue());
      check(pieces(defaultText).size() == 1, id + ": Kura reads its default as " + read);
      check(
          options.isEmpty() || options.contains(read), id + ": the default is none of the options");
    }
  }

  boolean isPassword() {
    return type.equals("Password");
  }

  boolean isNumber() {
    return NUMBERS.contains(type);
  }

  /** Cardinalities 0, 1 and -1 are one value to Kura: the first piece of the default. */
  Object defaultValue() {
    String first = pieces(defaultText).get(0);
    return switch (type) {
      case "Integer" -> Integer.valueOf(first);
      case "Long" -> Long.valueOf(first);
      case "Double" -> Double.valueOf(first);
      case "Float" -> Float.valueOf(first);
      case "Short" -> Short.valueOf(first);
      case "Byte" -> Byte.valueOf(first);
      case "Boolean" -> Boolean.valueOf(first);
      default -> first;
    };
  }

  /** Kura splits a default at commas; a backslash takes their meaning away. */
  static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        piece.append(text.charAt(++i));
      } else if (c == ',') {
        pieces.add(piece.toString());
        piece.setLength(0);
      } else if (piece.length() > 0 || !Character.isWhitespace(c)) {
        piece.append(c);
      }
    }
    pieces.add(piece.toString());
    return pieces;
  }
}

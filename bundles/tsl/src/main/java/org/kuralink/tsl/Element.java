/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.tsl;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.tsl.MalformedModelException;

/**
 * A JSON value with its position in the document, so that errors can name the line and the path.
 */
final class Element {

  private final @Nullable Element parent;
  private final String step;
  private final int line;
  private final Object value;

  /**
   * @param step from the parent, for example {@code .dataType} or {@code [2]}
   * @param value String, {@link Numeral}, Boolean, {@code Map<String, Element>}, {@code
   *     List<Element>} or {@link Nothing}
   */
  Element(@Nullable Element parent, String step, int line, Object value) {
    this.parent = parent;
    this.step = step;
    this.line = line;
    this.value = value;
  }

  /** A number with its original spelling. */
  record Numeral(String text) {}

  /** A placeholder for an element without a value. */
  enum Nothing {
    /** The JSON null. */
    NULL,
    /** The member occurs more than once, so its value is ambiguous. */
    TWICE
  }

  /** Returns the line on which the element begins, from 1. */
  int line() {
    return line;
  }

  /** Returns the path, for example {@code properties[2].dataType.specs.min}. */
  String path() {
    if (parent == null) {
      return step;
    }
    return parent.parent == null && step.length() > 1 && step.startsWith(".")
        ? step.substring(1)
        : parent.path() + step;
  }

  /** Returns an exception for an error in this element. */
  MalformedModelException wrong(String message) {
    return new MalformedModelException(line, path(), message);
  }

  private MalformedModelException unlike(String expected) {
    return wrong(
        value == Nothing.TWICE ? "occurs twice" : "is " + kind() + ", expected " + expected);
  }

  /** Returns whether this is an object. */
  boolean isObject() {
    return value instanceof Map;
  }

  /** Returns whether this is an array. */
  boolean isArray() {
    return value instanceof List;
  }

  /**
   * Returns whether this is an empty text, which stands for "none" in many places of TSL documents.
   */
  boolean isBlank() {
    return value instanceof String text && text.isBlank();
  }

  /** Returns the members of an object. */
  @SuppressWarnings("unchecked")
  Map<String, Element> members() throws MalformedModelException {
    if (value instanceof Map<?, ?> members) {
      return (Map<String, Element>) members;
    }
    throw unlike("an object");
  }

  /** Returns a member of an object; empty if it is absent or null. */
  Optional<Element> member(String name) throws MalformedModelException {
    return Optional.ofNullable(members().get(name)).filter(e -> e.value != Nothing.NULL);
  }

  /** Returns a required member. */
  Element required(String name) throws MalformedModelException {
    Optional<Element> member = member(name);
    if (member.isEmpty()) {
      throw new Element(this, "." + name, line, Nothing.NULL).wrong("is missing");
    }
    return member.get();
  }

  /** Returns the elements of an array. */
  @SuppressWarnings("unchecked")
  List<Element> elements() throws MalformedModelException {
    if (value instanceof List<?> elements) {
      return (List<Element>) elements;
    }
    throw unlike("an array");
  }

  /** Returns the value of a string. */
  String text() throws MalformedModelException {
    if (value instanceof String text) {
      return text;
    }
    throw unlike("a string");
  }

  /** Returns the value of a string that is not blank. */
  String word() throws MalformedModelException {
    String text = text();
    if (text.isBlank()) {
      throw wrong("is empty");
    }
    return text;
  }

  /** Returns the value of a Boolean. */
  boolean truth() throws MalformedModelException {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw unlike("true or false");
  }

  /** Returns the spelling of a number, or of a text that represents one. */
  String number() throws MalformedModelException {
    if (value instanceof Numeral numeral) {
      return numeral.text();
    }
    if (value instanceof String text) {
      return text.strip();
    }
    throw unlike("a number");
  }

  /** Returns a text, or the spelling of a number. */
  String label() throws MalformedModelException {
    return value instanceof Numeral numeral ? numeral.text() : text();
  }

  private String kind() {
    if (value instanceof String) {
      return "a string";
    }
    if (value instanceof Numeral) {
      return "a number";
    }
    if (value instanceof Map) {
      return "an object";
    }
    return value instanceof List ? "an array" : value.toString().toLowerCase(Locale.ROOT);
  }
}

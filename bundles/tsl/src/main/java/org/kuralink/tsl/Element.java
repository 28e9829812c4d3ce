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
 * A JSON value with its place in the document, so that whoever finds a fault in it can say where.
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

  /** A number as it is spelled. */
  record Numeral(String text) {}

  /** What has no value. */
  enum Nothing {
    /** The JSON null. */
    NULL,
    /** Nobody knows which of several is meant. */
    TWICE
  }

  /** The line on which it begins, from 1. */
  int line() {
    return line;
  }

  /** For example {@code properties[2].dataType.specs.min}. */
  String path() {
    if (parent == null) {
      return step;
    }
    return parent.parent == null && step.length() > 1 && step.startsWith(".")
        ? step.substring(1)
        : parent.path() + step;
  }

  /** A fault of this element. */
  MalformedModelException wrong(String message) {
    return new MalformedModelException(line, path(), message);
  }

  private MalformedModelException unlike(String expected) {
    return wrong(
        value == Nothing.TWICE ? "stands there twice" : "is " + kind() + ", expected " + expected);
  }

  /** Whether it is an object. */
  boolean isObject() {
    return value instanceof Map;
  }

  /** Whether it is an array. */
  boolean isArray() {
    return value instanceof List;
  }

  /** Whether it is an empty text, which stands for "none" in many places of TSL documents. */
  boolean isBlank() {
    return value instanceof String text && text.isBlank();
  }

  /** The members of an object. */
  @SuppressWarnings("unchecked")
  Map<String, Element> members() throws MalformedModelException {
    if (value instanceof Map<?, ?> members) {
      return (Map<String, Element>) members;
    }
    throw unlike("an object");
  }

  /** A member of an object; empty if it is absent or null. */
  Optional<Element> member(String name) throws MalformedModelException {
    return Optional.ofNullable(members().get(name)).filter(e -> e.value != Nothing.NULL);
  }

  /** A member that has to be there. */
  Element required(String name) throws MalformedModelException {
    Optional<Element> member = member(name);
    if (member.isEmpty()) {
      throw new Element(this, "." + name, line, Nothing.NULL).wrong("is missing");
    }
    return member.get();
  }

  /** The elements of an array. */
  @SuppressWarnings("unchecked")
  List<Element> elements() throws MalformedModelException {
    if (value instanceof List<?> elements) {
      return (List<Element>) elements;
    }
    throw unlike("an array");
  }

  /** The value, if it is a string. */
  String text() throws MalformedModelException {
    if (value instanceof String text) {
      return text;
    }
    throw unlike("a string");
  }

  /** A text that is more than white space. */
  String word() throws MalformedModelException {
    String text = text();
    if (text.isBlank()) {
      throw wrong("is empty");
    }
    return text;
  }

  /** The value, if it is a boolean. */
  boolean truth() throws MalformedModelException {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw unlike("true or false");
  }

  /** A number, or a text that spells one, as it is spelled. */
  String number() throws MalformedModelException {
    if (value instanceof Numeral numeral) {
      return numeral.text();
    }
    if (value instanceof String text) {
      return text.strip();
    }
    throw unlike("a number");
  }

  /** A text, or a number as it is spelled. */
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

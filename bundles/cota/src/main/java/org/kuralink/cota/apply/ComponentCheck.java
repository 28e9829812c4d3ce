/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kuralink.api.cota.ConfigurationException;

/** Compares what a file wants for a component with the component's form. */
final class ComponentCheck {

  private final String key;
  private final ComponentForm form;

  ComponentCheck(String key, ComponentForm form) {
    this.key = key;
    this.form = form;
  }

  /**
   * The properties that the component will have: those that are stored, with those of the file over
   * them.
   *
   * @throws ConfigurationException naming the property and what it may be, never its value
   */
  Map<String, Object> merge(Map<String, Object> stored, Map<String, Object> wanted)
      throws ConfigurationException {
    Map<String, Object> merged = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    merged.putAll(stored);
    for (Map.Entry<String, Object> property : wanted.entrySet()) {
      String name = property.getKey();
      ComponentForm.Field field =
          form.field(name)
              .orElseThrow(
                  () -> refusal(ConfigurationDocument.printable(name), "is not a property of it"));
      merged.put(field.name(), value(field, property.getValue()));
    }
    for (ComponentForm.Field field : form.fields()) {
      Object value = merged.get(field.name());
      boolean given = value != null && !value.toString().isBlank();
      if (field.required() && !given && !(field.hasDefault() && value == null)) {
        throw refusal(field.name(), "is required");
      }
    }
    return merged;
  }

  private Object value(ComponentForm.Field field, Object wanted) throws ConfigurationException {
    if (field.cardinality() == 0) {
      if (wanted instanceof List) {
        throw refusal(field.name(), "must be " + field.type().words() + ", not an array");
      }
      return scalar(field, wanted);
    }
    List<?> elements = wanted instanceof List<?> list ? list : List.of(wanted);
    long most = Math.abs((long) field.cardinality());
    if (elements.size() > most) {
      throw refusal(field.name(), "may have at most " + most + " values");
    }
    List<Object> converted = new ArrayList<>();
    for (Object element : elements) {
      converted.add(scalar(field, element));
    }
    if (field.cardinality() < 0) {
      return converted;
    }
    Object array = Array.newInstance(field.type().javaType(), converted.size());
    for (int i = 0; i < converted.size(); i++) {
      Array.set(array, i, converted.get(i));
    }
    return array;
  }

  private Object scalar(ComponentForm.Field field, Object wanted) throws ConfigurationException {
    Object value =
        field
            .type()
            .convert(wanted)
            .orElseThrow(() -> refusal(field.name(), "must be " + field.type().words()));
    if (!field.check().allows(value.toString())) {
      throw refusal(field.name(), "is outside of the range or the options of its form");
    }
    return value;
  }

  private ConfigurationException refusal(String property, String what) {
    return new ConfigurationException(key + ": " + property + " " + what);
  }
}

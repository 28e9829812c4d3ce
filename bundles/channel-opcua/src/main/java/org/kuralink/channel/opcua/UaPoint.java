/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.tsl.Field;

/**
 * A property, service or event of a product, mapped to a variable, a method or an event type of an
 * OPC UA server.
 *
 * @param identifier the identifier in the thing model
 * @param displayName the display name of the node
 * @param inputs the identifiers of the arguments, in their order
 * @param outputs the identifiers of the results or event fields, in their order
 */
record UaPoint(String identifier, String displayName, List<String> inputs, List<String> outputs) {

  /** Reads and validates lists of points. */
  record Reader(Consumer<FieldError> errors) {

    private static final int MOST_ARGUMENTS = 1000;

    /**
     * Reads points by identifier; points with errors are included.
     *
     * @param inputs returns the inputs that the thing model defines for an identifier; null if they
     *     are not required
     * @param outputs the same for its outputs
     */
    Map<String, UaPoint> read(
        List<FieldPoint> points,
        Function<String, @Nullable Map<String, Field>> inputs,
        Function<String, @Nullable Map<String, Field>> outputs) {
      Map<String, UaPoint> read = new TreeMap<>();
      for (FieldPoint point : points) {
        String displayName = point.members().get("displayName") instanceof String text ? text : "";
        if (displayName.isBlank()) {
          error(point.place(), "displayName", "is missing; it must be the DisplayName of a node");
        }
        String identifier = point.identifier();
        read.put(
            identifier,
            new UaPoint(
                identifier,
                displayName,
                arguments(point, "inputData", inputs.apply(identifier)),
                arguments(point, "outputData", outputs.apply(identifier))));
      }
      return Map.copyOf(read);
    }

    private void error(String place, String member, String text) {
      errors.accept(new FieldError(place, member, text));
    }

    /**
     * Returns the entries in the order of {@code index}, which counts from 0 or 1 without gaps or
     * duplicates.
     */
    private List<String> arguments(
        FieldPoint point, String member, @Nullable Map<String, Field> model) {
      Object value = point.members().get(member);
      if (value == null || "".equals(value)) {
        return List.of();
      }
      if (!(value instanceof List<?> list)) {
        error(point.place(), member, "is not a list");
        return List.of();
      }
      TreeMap<Integer, String> ordered = new TreeMap<>();
      Set<String> names = new HashSet<>();
      for (int i = 0; i < list.size(); i++) {
        String place = point.place() + "." + member + "[" + i + "]";
        Map<?, ?> entry = list.get(i) instanceof Map<?, ?> map ? map : Map.of();
        String name = entry.get("identifier") instanceof String text ? text : "";
        if (name.isEmpty()) {
          error(place, "identifier", "is missing");
        } else if (!names.add(name)) {
          error(place, "identifier", "'" + name + "' is defined twice");
        } else if (model != null && !model.containsKey(name)) {
          error(
              place,
              "identifier",
              "'" + name + "' is not in the thing model, which contains " + known(model));
        }
        Optional<Integer> index = index(entry.get("index"));
        if (index.isEmpty()) {
          error(place, "index", "must be an integer, the position of the argument");
        } else if (ordered.put(index.get(), name) != null) {
          error(place, "index", index.get() + " is used twice");
        }
      }
      if (!ordered.isEmpty()
          && (ordered.firstKey() > 1
              || ordered.lastKey() - ordered.firstKey() != ordered.size() - 1)) {
        String all = "has the indexes " + ordered.keySet();
        error(point.place(), member, all + "; they must begin with 0 or 1 and have no gaps");
      }
      return List.copyOf(ordered.values());
    }

    private static String known(Map<String, Field> model) {
      return model.isEmpty()
          ? "none"
          : model.keySet().stream().limit(10).collect(Collectors.joining(", "));
    }

    private static Optional<Integer> index(@Nullable Object value) {
      try {
        int index = new BigDecimal(String.valueOf(value)).intValueExact();
        return index >= 0 && index < MOST_ARGUMENTS ? Optional.of(index) : Optional.empty();
      } catch (ArithmeticException | NumberFormatException e) {
        return Optional.empty();
      }
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.tsl.Event;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.Service;
import org.kuralink.api.tsl.ThingModel;

/**
 * A device of an OPC UA server: the path to its node and the names of its points (developer guide
 * 9.6).
 *
 * @param identity the identity under which it reports
 * @param path the display names from a child of Objects to the node of the device
 * @param properties the properties by identifier
 * @param services the services by identifier
 * @param events the events by identifier
 * @param model the thing model with the types
 */
record UaDevice(
    DeviceIdentity identity,
    List<String> path,
    Map<String, UaPoint> properties,
    Map<String, UaPoint> services,
    Map<String, UaPoint> events,
    ThingModel model) {

  private static final String OBJECTS = "Objects";
  private static final int DEEPEST = 32;

  /** Returns the path in the form in which it is configured. */
  String shownPath() {
    return OBJECTS + "/" + String.join("/", path);
  }

  static UaDevice read(FieldDevice device, Consumer<FieldError> errors) {
    ThingModel model = device.model().thingModel();
    UaPoint.Reader points = new UaPoint.Reader(errors);
    Map<String, UaPoint> properties =
        points.read(device.model().properties(), name -> null, name -> null);
    Map<String, UaPoint> services =
        points.read(
            device.model().services(),
            name -> fields(model, name, model.services().get(name), Service::inputs),
            name -> fields(model, name, model.services().get(name), Service::outputs));
    Map<String, UaPoint> events =
        points.read(
            device.model().events(),
            name -> null,
            name -> fields(model, name, model.events().get(name), Event::outputs));
    List<String> path =
        path(
            device.members().get("displayNamePath"),
            what -> errors.accept(new FieldError(device.place(), "displayNamePath", what)));
    return new UaDevice(device.identity(), path, properties, services, events, model);
  }

  /** Returns the feature of the thing model; null if the model is not required to have it. */
  private static <T> @Nullable Map<String, Field> fields(
      ThingModel model, String name, @Nullable T found, Function<T, Map<String, Field>> of) {
    return found != null ? of.apply(found) : model.coverage().includes(name) ? Map.of() : null;
  }

  /**
   * Parses a path. A leading slash and a leading {@code Objects} are optional. Blanks are part of a
   * name.
   */
  static List<String> path(@Nullable Object value, Consumer<String> wrong) {
    if (!(value instanceof String text) || text.isBlank()) {
      wrong.accept(
          value == null || value instanceof String
              ? "is missing; it must contain the display names from Objects to the device, separated by slashes"
              : "is not a text");
      return List.of();
    }
    List<String> names = new ArrayList<>(List.of(text.split("/", -1)));
    if (names.size() > 1 && names.get(0).isEmpty()) {
      names.remove(0);
    }
    if (names.get(0).equals(OBJECTS)) {
      names.remove(0);
    }
    if (names.size() > 1 && names.get(names.size() - 1).isEmpty()) {
      names.remove(names.size() - 1);
    }
    if (names.isEmpty() || names.contains("") || names.size() > DEEPEST) {
      wrong.accept(
          names.size() > DEEPEST
              ? "has more than " + DEEPEST + " names"
              : "'"
                  + text
                  + "' is not the path of a node below Objects, or contains an empty name");
      return List.of();
    }
    return List.copyOf(names);
  }
}

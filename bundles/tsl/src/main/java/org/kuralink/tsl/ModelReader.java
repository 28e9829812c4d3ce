/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.tsl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kuralink.api.tsl.AccessMode;
import org.kuralink.api.tsl.Event;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.MalformedModelException;
import org.kuralink.api.tsl.Property;
import org.kuralink.api.tsl.Service;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.ThingModels;

/**
 * Reads a thing model. Takes every model of the guide as it is printed there: specs as texts or
 * numbers, an empty text in the place of an empty list, features without {@code callType}, {@code
 * name} or {@code required}.
 */
final class ModelReader {

  /** The platform's own features, which repeat the properties. */
  private static final Set<String> OWN =
      Set.of(
          "thing.service.property.set", "thing.service.property.get", "thing.event.property.post");

  private int features;

  private ModelReader() {}

  static ThingModel read(Element root) throws MalformedModelException {
    return new ModelReader().model(root);
  }

  private ThingModel model(Element root) throws MalformedModelException {
    Optional<String> productKey = Optional.empty();
    Optional<Element> profile = root.member("profile");
    if (profile.isPresent()) {
      Optional<Element> key = profile.get().member("productKey").filter(e -> !e.isBlank());
      productKey = key.isPresent() ? Optional.of(key.get().text()) : Optional.empty();
    }
    return new ThingModel(productKey, properties(root), events(root), services(root));
  }

  private Map<String, Property> properties(Element root) throws MalformedModelException {
    Map<String, Property> properties = new LinkedHashMap<>();
    for (Element element : list(root, "properties")) {
      String identifier = identifier(element);
      Property property =
          new Property(
              identifier,
              TypeReader.name(element, identifier),
              access(element),
              required(element),
              TypeReader.read(element.required("dataType")),
              description(element));
      add(properties, element, identifier, property);
    }
    return properties;
  }

  private Map<String, Event> events(Element root) throws MalformedModelException {
    Map<String, Event> events = new LinkedHashMap<>();
    for (Element element : list(root, "events")) {
      String identifier = identifier(element);
      String method = method(element, "thing.event." + path(identifier) + ".post");
      if (!OWN.contains(method)) {
        Event event =
            new Event(
                identifier,
                TypeReader.name(element, identifier),
                type(element),
                required(element),
                method,
                fields(element, "outputData"),
                description(element));
        add(events, element, identifier, event);
      }
    }
    return events;
  }

  private Map<String, Service> services(Element root) throws MalformedModelException {
    Map<String, Service> services = new LinkedHashMap<>();
    for (Element element : list(root, "services")) {
      String identifier = identifier(element);
      String method = method(element, "thing.service." + path(identifier));
      if (!OWN.contains(method)) {
        Service service =
            new Service(
                identifier,
                TypeReader.name(element, identifier),
                isSynchronous(element),
                required(element),
                method,
                fields(element, "inputData"),
                fields(element, "outputData"),
                description(element));
        add(services, element, identifier, service);
      }
    }
    return services;
  }

  /** Where the method is not given: the platform's own features are known by their names. */
  private static String path(String identifier) {
    return switch (identifier) {
      case "set", "get" -> "property." + identifier;
      case "post" -> "property";
      default -> identifier;
    };
  }

  private <T> void add(Map<String, T> features, Element element, String identifier, T feature)
      throws MalformedModelException {
    if (features.put(identifier, feature) != null) {
      throw element.required("identifier").wrong("'" + identifier + "' stands there twice");
    }
    this.features++;
    if (this.features > ThingModels.MAX_FEATURES) {
      throw element.wrong("more than " + ThingModels.MAX_FEATURES + " features");
    }
  }

  private static List<Element> list(Element root, String name) throws MalformedModelException {
    Optional<Element> list = root.member(name);
    return list.isEmpty() || list.get().isBlank() ? List.of() : list.get().elements();
  }

  private static String identifier(Element element) throws MalformedModelException {
    return element.required("identifier").word();
  }

  private static boolean required(Element element) throws MalformedModelException {
    Optional<Element> required = element.member("required");
    return required.isPresent() && required.get().truth();
  }

  private static Optional<String> description(Element element) throws MalformedModelException {
    Optional<Element> words = element.member("desc").filter(e -> !e.isBlank());
    return words.isPresent() ? Optional.of(words.get().text()) : Optional.empty();
  }

  private static String method(Element element, String otherwise) throws MalformedModelException {
    Optional<Element> method = element.member("method").filter(e -> !e.isBlank());
    return method.isPresent() ? method.get().text() : otherwise;
  }

  private static Map<String, Field> fields(Element element, String name)
      throws MalformedModelException {
    Optional<Element> list = element.member(name);
    return list.isPresent() ? TypeReader.fields(list.get()) : Map.of();
  }

  private static AccessMode access(Element element) throws MalformedModelException {
    Optional<Element> mode = element.member("accessMode");
    if (mode.isEmpty()) {
      return AccessMode.READ_WRITE;
    }
    return switch (mode.get().text()) {
      case "r" -> AccessMode.READ;
      case "w" -> AccessMode.WRITE;
      case "rw" -> AccessMode.READ_WRITE;
      default -> throw mode.get().wrong("'" + mode.get().text() + "' is none of r, w, rw");
    };
  }

  private static Event.Type type(Element element) throws MalformedModelException {
    Optional<Element> type = element.member("type");
    if (type.isEmpty()) {
      return Event.Type.INFO;
    }
    return switch (type.get().text()) {
      case "info" -> Event.Type.INFO;
      case "alert" -> Event.Type.ALERT;
      case "error" -> Event.Type.ERROR;
      default ->
          throw type.get().wrong("'" + type.get().text() + "' is none of info, alert, error");
    };
  }

  private static boolean isSynchronous(Element element) throws MalformedModelException {
    Optional<Element> callType = element.member("callType");
    if (callType.isEmpty()) {
      return false;
    }
    return switch (callType.get().text()) {
      case "async" -> false;
      case "sync" -> true;
      default ->
          throw callType.get().wrong("'" + callType.get().text() + "' is none of async, sync");
    };
  }
}

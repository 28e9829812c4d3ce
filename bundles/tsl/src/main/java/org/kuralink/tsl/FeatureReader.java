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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.tsl.AccessMode;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Event;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.MalformedModelException;
import org.kuralink.api.tsl.Property;
import org.kuralink.api.tsl.Service;
import org.kuralink.api.tsl.ThingModels;

/**
 * Reads the properties, events and services of modules. Accepts specs as texts or numbers, an empty
 * text in place of an empty list, and features without {@code callType}, {@code name} or {@code
 * required}. Of a feature that cannot be read only the name is kept.
 */
final class FeatureReader {

  /** The platform's built-in features, which repeat the properties. */
  private static final Set<String> OWN =
      Set.of(
          "thing.service.property.set", "thing.service.property.get", "thing.event.property.post");

  private final Warnings warnings;
  private final Map<String, Property> properties = new LinkedHashMap<>();
  private final Map<String, Event> events = new LinkedHashMap<>();
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final Set<String> unread = new LinkedHashSet<>();
  private String module = "";
  private int inModule;
  private int read;
  private @Nullable MalformedModelException last;
  private @Nullable MalformedModelException nameless;

  FeatureReader(Warnings warnings) {
    this.warnings = warnings;
  }

  Map<String, Property> properties() {
    return properties;
  }

  Map<String, Event> events() {
    return events;
  }

  Map<String, Service> services() {
    return services;
  }

  /** Returns the identifiers of events and services that could not be read. */
  Set<String> unread() {
    return unread;
  }

  /** Returns how many features were read, including the platform's built-in ones. */
  int count() {
    return read;
  }

  boolean areNone() {
    return read == 0;
  }

  /** Returns why a feature of the last module could not be read. */
  Optional<MalformedModelException> lastFault() {
    return Optional.ofNullable(last);
  }

  /** Reads a module; returns the error if a feature of it has no readable name. */
  Optional<MalformedModelException> read(Element root, String ofModule) {
    module = ofModule;
    inModule = 0;
    last = null;
    nameless = null;
    each(root, "properties", this::property, this::unknownProperty);
    each(root, "events", this::event, unread::add);
    each(root, "services", this::service, unread::add);
    return Optional.ofNullable(nameless);
  }

  private void each(Element root, String name, Reader reader, Named otherwise) {
    List<Element> list;
    try {
      Optional<Element> member = root.member(name);
      list = member.isEmpty() || member.get().isBlank() ? List.of() : member.get().elements();
    } catch (MalformedModelException e) {
      namelessFault(e);
      return;
    }
    for (Element element : list) {
      if (inModule == ThingModels.MAX_FEATURES) {
        namelessFault(element.wrong("more than " + ThingModels.MAX_FEATURES + " features"));
        return;
      }
      each(element, reader, otherwise);
    }
  }

  private void each(Element element, Reader reader, Named otherwise) {
    String identifier;
    try {
      identifier = element.required("identifier").word();
    } catch (MalformedModelException e) {
      namelessFault(e);
      return;
    }
    String full = qualified(identifier);
    try {
      reader.read(element, identifier, full);
      read++;
    } catch (MalformedModelException e) {
      fault(e);
      otherwise.name(full);
    }
  }

  private void fault(MalformedModelException e) {
    last = last == null ? e : last;
    warnings.add(e);
  }

  private void namelessFault(MalformedModelException e) {
    nameless = nameless == null ? e : nameless;
    fault(e);
  }

  private String qualified(String identifier) {
    return module.isEmpty() || identifier.startsWith(module + ":")
        ? identifier
        : module + ":" + identifier;
  }

  private void property(Element element, String identifier, String full)
      throws MalformedModelException {
    Property property =
        new Property(
            full,
            TypeReader.name(element, identifier),
            access(element),
            required(element),
            new TypeReader(warnings).read(element.required("dataType")),
            description(element));
    add(properties, element, full, property);
  }

  private void unknownProperty(String full) {
    properties.putIfAbsent(
        full,
        new Property(
            full, full, AccessMode.READ_WRITE, false, new DataType.AnyType(), Optional.empty()));
  }

  private void event(Element element, String identifier, String full)
      throws MalformedModelException {
    String method = method(element, "thing.event.", path(identifier) + ".post", identifier, full);
    if (!OWN.contains(method)) {
      Event event =
          new Event(
              full,
              TypeReader.name(element, identifier),
              type(element),
              required(element),
              method,
              fields(element, "outputData"),
              description(element));
      add(events, element, full, event);
    }
  }

  private void service(Element element, String identifier, String full)
      throws MalformedModelException {
    String method = method(element, "thing.service.", path(identifier), identifier, full);
    if (!OWN.contains(method)) {
      Service service =
          new Service(
              full,
              TypeReader.name(element, identifier),
              isSynchronous(element),
              required(element),
              method,
              fields(element, "inputData"),
              fields(element, "outputData"),
              description(element));
      add(services, element, full, service);
    }
  }

  /**
   * Returns the last part of a method that is not specified; the platform's built-in features have
   * fixed names.
   */
  private static String path(String identifier) {
    return switch (identifier) {
      case "set", "get" -> "property." + identifier;
      case "post" -> "property";
      default -> identifier;
    };
  }

  /**
   * Returns the method; for a custom module it contains the module, whether or not the document
   * says so.
   */
  private static String method(
      Element element, String prefix, String path, String identifier, String full)
      throws MalformedModelException {
    Optional<Element> given = element.member("method").filter(e -> !e.isBlank());
    String method = given.isPresent() ? given.get().text().strip() : prefix + path;
    boolean bare = method.equals(prefix + path) && path.startsWith(identifier);
    return bare ? prefix + full + path.substring(identifier.length()) : method;
  }

  private <T> void add(Map<String, T> features, Element element, String full, T feature)
      throws MalformedModelException {
    if (features.putIfAbsent(full, feature) != null) {
      throw element.required("identifier").wrong("'" + full + "' occurs twice");
    }
    inModule++;
  }

  private static boolean required(Element element) throws MalformedModelException {
    Optional<Element> required = element.member("required");
    return required.isPresent() && required.get().truth();
  }

  private static Optional<String> description(Element element) throws MalformedModelException {
    Optional<Element> words = element.member("desc").filter(e -> !e.isBlank());
    return words.isPresent() ? Optional.of(words.get().text()) : Optional.empty();
  }

  private Map<String, Field> fields(Element element, String name) throws MalformedModelException {
    Optional<Element> list = element.member(name);
    return list.isPresent() ? new TypeReader(warnings).fields(list.get()) : Map.of();
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
      default -> throw mode.get().wrong("'" + mode.get().text() + "' is not one of r, w, rw");
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
          throw type.get().wrong("'" + type.get().text() + "' is not one of info, alert, error");
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
          throw callType.get().wrong("'" + callType.get().text() + "' is not one of async, sync");
    };
  }

  /** Reads one feature. */
  private interface Reader {
    void read(Element element, String identifier, String full) throws MalformedModelException;
  }

  /** Receives the name of a feature that could not be read. */
  private interface Named {
    void name(String full);
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.tsl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A thing model, read from TSL documents (developer guide 9.9). The platform's built-in services
 * {@code set} and {@code get} and its event {@code post}, which only repeat the properties, are
 * omitted.
 *
 * <p>A product has a default module and may have custom modules (function blocks), each in a
 * document of its own. The names of a custom module have the form {@code module:identifier}, as in
 * messages.
 *
 * @param productKey the product key, if the document contains it
 * @param properties by identifier, in the order of the TSL
 * @param events by identifier, in the order of the TSL
 * @param services by identifier, in the order of the TSL
 * @param coverage the names for which the model is complete
 * @param warnings elements that could not be read and are therefore not checked, each with line and
 *     element; at most 50
 */
public record ThingModel(
    Optional<String> productKey,
    Map<String, Property> properties,
    Map<String, Event> events,
    Map<String, Service> services,
    Coverage coverage,
    List<String> warnings) {

  /** The name of the default module. */
  public static final String DEFAULT_MODULE = "";

  /** Copies the maps and the list. */
  public ThingModel {
    properties = Field.copy(properties);
    events = Field.copy(events);
    services = Field.copy(services);
    warnings = List.copyOf(warnings);
  }

  /** Creates a complete model of the default module. */
  public ThingModel(
      Optional<String> productKey,
      Map<String, Property> properties,
      Map<String, Event> events,
      Map<String, Service> services) {
    this(
        productKey,
        properties,
        events,
        services,
        new Coverage(Set.of(DEFAULT_MODULE), Set.of(), Set.of()),
        List.of());
  }

  /** Returns whether the model has neither properties, events nor services. */
  public boolean isEmpty() {
    return properties.isEmpty() && events.isEmpty() && services.isEmpty();
  }

  /** Returns the module of a name: the part before the colon. */
  public static String moduleOf(String identifier) {
    int colon = identifier.indexOf(':');
    return colon < 0 ? DEFAULT_MODULE : identifier.substring(0, colon);
  }

  /**
   * The completeness of a model: it determines for which names the model can tell that they do not
   * exist.
   *
   * @param modules the modules for which a document was read
   * @param missing the modules that a document refers to but no document describes
   * @param unread the identifiers of events and services that exist but could not be read
   */
  public record Coverage(Set<String> modules, Set<String> missing, Set<String> unread) {

    /** Copies the sets. */
    public Coverage {
      modules = Set.copyOf(modules);
      missing = Set.copyOf(missing);
      unread = Set.copyOf(unread);
    }

    /** Returns whether a name that is not in the model does not exist. */
    public boolean includes(String identifier) {
      return modules.contains(moduleOf(identifier)) && !unread.contains(identifier);
    }
  }
}

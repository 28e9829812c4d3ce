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
 * A thing model, read from TSL documents (developer guide 9.9). The platform's own {@code set} and
 * {@code get} services and its {@code post} event, which only repeat the properties, are left out.
 *
 * <p>A product has a default module and may have custom ones (function blocks), each a document of
 * its own. What belongs to a custom module is called {@code module:identifier}, here as on the
 * wire.
 *
 * @param productKey of the product the model belongs to, if the document says so
 * @param properties by identifier, in the order of the TSL
 * @param events by identifier, in the order of the TSL
 * @param services by identifier, in the order of the TSL
 * @param coverage of which names the model can say that they do not exist
 * @param warnings what could not be read and is therefore not checked, each naming line and
 *     element; at most 50
 */
public record ThingModel(
    Optional<String> productKey,
    Map<String, Property> properties,
    Map<String, Event> events,
    Map<String, Service> services,
    Coverage coverage,
    List<String> warnings) {

  /** How the default module is called. */
  public static final String DEFAULT_MODULE = "";

  /** Copies the maps and the list. */
  public ThingModel {
    properties = Field.copy(properties);
    events = Field.copy(events);
    services = Field.copy(services);
    warnings = List.copyOf(warnings);
  }

  /** The default module, whole. */
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

  /** Whether there is neither a property, an event nor a service. */
  public boolean isEmpty() {
    return properties.isEmpty() && events.isEmpty() && services.isEmpty();
  }

  /** The module that a name belongs to: what stands before its colon. */
  public static String moduleOf(String identifier) {
    int colon = identifier.indexOf(':');
    return colon < 0 ? DEFAULT_MODULE : identifier.substring(0, colon);
  }

  /**
   * Of which names a model can say that they do not exist.
   *
   * @param modules those of which a document was read
   * @param missing modules that a document names and none describes
   * @param unread identifiers of events and services that are there but could not be read
   */
  public record Coverage(Set<String> modules, Set<String> missing, Set<String> unread) {

    /** Copies the sets. */
    public Coverage {
      modules = Set.copyOf(modules);
      missing = Set.copyOf(missing);
      unread = Set.copyOf(unread);
    }

    /** Whether a name that the model does not have does not exist. */
    public boolean includes(String identifier) {
      return modules.contains(moduleOf(identifier)) && !unread.contains(identifier);
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.tsl;

import java.util.Map;
import java.util.Optional;

/**
 * A thing model, read from a TSL document (developer guide 9.9). The platform's own {@code set} and
 * {@code get} services and its {@code post} event, which only repeat the properties, are left out.
 *
 * @param productKey of the product the model belongs to, if the document says so
 * @param properties by identifier, in the order of the TSL
 * @param events by identifier, in the order of the TSL
 * @param services by identifier, in the order of the TSL
 */
public record ThingModel(
    Optional<String> productKey,
    Map<String, Property> properties,
    Map<String, Event> events,
    Map<String, Service> services) {

  /** Copies the maps. */
  public ThingModel {
    properties = Field.copy(properties);
    events = Field.copy(events);
    services = Field.copy(services);
  }
}

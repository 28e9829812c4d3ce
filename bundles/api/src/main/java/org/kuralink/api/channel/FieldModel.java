/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.util.List;
import org.kuralink.api.tsl.ThingModel;

/**
 * The points of a product (an entry of {@code modelList} and the entry of {@code tslList} for the
 * same product, developer guide 9.6).
 *
 * @param productKey the product
 * @param properties the points that are read and written
 * @param services the points that are called
 * @param events the points that report events
 * @param thingModel the types, ranges and access modes of these points, from {@code tslList}
 */
public record FieldModel(
    String productKey,
    List<FieldPoint> properties,
    List<FieldPoint> services,
    List<FieldPoint> events,
    ThingModel thingModel) {

  /** Copies the lists. */
  public FieldModel {
    properties = List.copyOf(properties);
    services = List.copyOf(services);
    events = List.copyOf(events);
  }
}

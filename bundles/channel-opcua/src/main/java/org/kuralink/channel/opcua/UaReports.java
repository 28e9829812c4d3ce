/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Event;
import org.kuralink.api.tsl.Field;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server told, as the gateway wants it: the values of an interval by device, events by the
 * names of their outputs.
 */
record UaReports(UaTarget target, UaRecord kept, FieldReports reports) {

  private static final Logger LOG = LoggerFactory.getLogger(UaReports.class);

  void values(Map<UaSubscription.Watched, DataValue> values) {
    Map<DeviceIdentity, Map<String, Object>> all = new LinkedHashMap<>();
    values.forEach(
        (point, value) -> {
          String name = point.point().identifier();
          kept.value(point.device(), name, value)
              .ifPresent(
                  plain ->
                      all.computeIfAbsent(
                              point.device().identity(), device -> new LinkedHashMap<>())
                          .put(name, plain));
        });
    all.forEach((device, each) -> reports.values(device, each, kept.now()));
  }

  void event(UaSubscription.Watched point, List<Variant> fields) {
    String name = point.point().identifier();
    Event event = point.device().model().events().get(name);
    Map<String, Object> output = new LinkedHashMap<>();
    for (int i = 0; i < point.point().outputs().size() && i < fields.size(); i++) {
      String field = point.point().outputs().get(i);
      Field known = event == null ? null : event.outputs().get(field);
      DataType type = known == null ? new DataType.AnyType() : known.type();
      try {
        output.put(field, UaValues.toModel(fields.get(i).getValue(), type));
      } catch (FieldException e) {
        LOG.warn(
            "{}: {}: event {} without {}: it {}",
            target.address(),
            point.device().identity(),
            name,
            field,
            e.getMessage());
      }
    }
    reports.event(point.device().identity(), name, output, kept.now());
  }
}

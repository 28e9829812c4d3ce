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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
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
 * Passes values and events of a server to the gateway: the values of one interval by device, events
 * by the names of their outputs. Logs once when a point loses its value, and once when it has a
 * value again. Thread-safe.
 */
final class UaReports {

  private static final Logger LOG = LoggerFactory.getLogger(UaReports.class);
  private static final int MOST_NAMES = 10;

  private final UaTarget target;
  private final UaRecord kept;
  private final FieldReports reports;
  private final Map<UaSubscription.Watched, Integer> without = new ConcurrentHashMap<>();

  UaReports(UaTarget target, UaRecord kept, FieldReports reports) {
    this.target = target;
    this.kept = kept;
    this.reports = reports;
  }

  void values(Map<UaSubscription.Watched, DataValue> values) {
    Map<DeviceIdentity, Map<String, Object>> all = new LinkedHashMap<>();
    Map<DeviceIdentity, List<String>> began = new LinkedHashMap<>();
    Map<DeviceIdentity, List<String>> ended = new LinkedHashMap<>();
    values.forEach(
        (point, value) -> {
          String name = point.point().identifier();
          DeviceIdentity device = point.device().identity();
          Optional<Object> plain = kept.value(point.device(), name, value);
          if (plain.isPresent()) {
            all.computeIfAbsent(device, of -> new LinkedHashMap<>()).put(name, plain.get());
            Integer times = without.remove(point);
            if (times != null) {
              of(ended, device).add(name + " (after " + times + " intervals without a value)");
            }
          } else if (without.merge(point, 1, Integer::sum) == 1) {
            of(began, device).add(name + " (" + kept.why(point.device(), name).orElse("") + ")");
          }
        });
    began.forEach(
        (device, names) ->
            LOG.warn("{}: {}: no value for {}", target.address(), device, some(names)));
    ended.forEach(
        (device, names) ->
            LOG.info("{}: {}: values again for {}", target.address(), device, some(names)));
    all.forEach((device, each) -> reports.values(device, each, kept.now()));
  }

  private static List<String> of(Map<DeviceIdentity, List<String>> all, DeviceIdentity device) {
    return all.computeIfAbsent(device, each -> new ArrayList<>());
  }

  private static String some(List<String> names) {
    return names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
        + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "");
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
            "{}: {}: event {} without output {}: the value {}",
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

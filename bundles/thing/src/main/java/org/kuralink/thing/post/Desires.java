/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.post;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.DesiredProperties;
import org.kuralink.api.thing.DesiredValue;
import org.kuralink.api.tsl.CheckedValue;
import org.kuralink.json.Json;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.thing.device.Devices.Device;
import org.kuralink.thing.model.ModelCheck;
import org.kuralink.thing.model.ProductModels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for desired properties and takes them back. Any thread may call. */
public final class Desires {

  static final String GET = "thing.property.desired.get";
  static final String DELETE = "thing.property.desired.delete";

  private static final Logger LOG = LoggerFactory.getLogger(Desires.class);

  private final Uplink uplink;
  private final ProductModels models;

  /** Desires of the devices of one session. */
  public Desires(Uplink uplink, ProductModels models) {
    this.uplink = uplink;
    this.models = models;
  }

  /** What is desired. */
  public CompletionStage<DesiredProperties> get(Device device, Set<String> identifiers) {
    return uplink
        .request(device, GET, JsonOutput.text(List.copyOf(identifiers)))
        .thenApply(reply -> new DesiredProperties(reply, values(device, reply)));
  }

  /** Takes back what is fulfilled. */
  public CompletionStage<Reply> delete(Device device, Map<String, OptionalLong> versions) {
    Map<String, Map<String, Long>> params = new LinkedHashMap<>();
    versions.forEach(
        (identifier, version) ->
            params.put(
                identifier,
                version.isPresent() ? Map.of("version", version.getAsLong()) : Map.of()));
    return uplink.request(device, DELETE, JsonOutput.text(params));
  }

  private Map<String, DesiredValue> values(Device device, Reply reply) {
    Map<String, DesiredValue> values = new LinkedHashMap<>();
    if (!reply.isSuccess()) {
      return values;
    }
    ModelCheck check = models.check(device.identity().productKey());
    try {
      if (Json.read(reply.data()) instanceof Map<?, ?> data) {
        data.forEach(
            (identifier, desire) -> take(values, check, String.valueOf(identifier), desire));
      } else {
        LOG.warn("The platform's desired properties are no object of identifiers and values");
      }
    } catch (IOException e) {
      LOG.warn("The platform's desired properties cannot be read: its data {}", e.getMessage());
    }
    return values;
  }

  private static void take(
      Map<String, DesiredValue> values,
      ModelCheck check,
      String identifier,
      @Nullable Object desire) {
    if (!(desire instanceof Map<?, ?> each)) {
      LOG.warn("Left out of what the platform desires: {} is no object", identifier);
      return;
    }
    Object value = each.get("value");
    if (value == null) {
      return;
    }
    try {
      long version = new BigDecimal(String.valueOf(each.get("version"))).longValueExact();
      put(values, check, identifier, value, version);
    } catch (ArithmeticException | NumberFormatException e) {
      LOG.warn(
          "Left out of what the platform desires: {} has the version {}, which is no whole number",
          identifier,
          each.get("version"));
    }
  }

  private static void put(
      Map<String, DesiredValue> values,
      ModelCheck check,
      String identifier,
      Object value,
      long version) {
    CheckedValue checked = check.check(identifier, value);
    if (checked.isValid()) {
      values.put(identifier, new DesiredValue(checked.value(), version));
    } else {
      LOG.warn(
          "Left out of what the platform desires, since the thing model does not allow it: {}",
          checked.violations());
    }
  }
}

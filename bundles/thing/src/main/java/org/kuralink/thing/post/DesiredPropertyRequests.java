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

/** Requests that read and delete the desired properties of a device. Any thread may call. */
public final class DesiredPropertyRequests {

  static final String GET = "thing.property.desired.get";
  static final String DELETE = "thing.property.desired.delete";

  private static final Logger LOG = LoggerFactory.getLogger(DesiredPropertyRequests.class);

  private final ProductModels models;

  /** Creates the requests of one session. */
  public DesiredPropertyRequests(ProductModels models) {
    this.models = models;
  }

  /** Reads the desired values of properties. */
  public CompletionStage<DesiredProperties> get(Device device, Set<String> identifiers) {
    return device
        .send(link -> link.request(GET, JsonOutput.text(List.copyOf(identifiers))))
        .thenApply(reply -> new DesiredProperties(reply, values(device, reply)));
  }

  /** Deletes desired values, for example those that the device has reached. */
  public CompletionStage<Reply> delete(Device device, Map<String, OptionalLong> versions) {
    Map<String, Map<String, Long>> params = new LinkedHashMap<>();
    versions.forEach(
        (identifier, version) ->
            params.put(
                identifier,
                version.isPresent() ? Map.of("version", version.getAsLong()) : Map.of()));
    return device.send(link -> link.request(DELETE, JsonOutput.text(params)));
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
        LOG.warn("The desired properties from the platform are not a JSON object");
      }
    } catch (IOException e) {
      LOG.warn("The desired properties from the platform cannot be read: {}", e.getMessage());
    }
    return values;
  }

  private static void take(
      Map<String, DesiredValue> values,
      ModelCheck check,
      String identifier,
      @Nullable Object desire) {
    if (!(desire instanceof Map<?, ?> each)) {
      LOG.warn("The desired property {} is ignored: it is not a JSON object", identifier);
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
          "The desired property {} is ignored: its version {} is not an integer",
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
          "A desired property is ignored, because the thing model does not allow it: {}",
          checked.violations());
    }
  }
}

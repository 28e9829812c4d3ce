/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.api.thing.ServiceCall;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.api.tsl.CheckedValue;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.Service;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.console.command.Await;
import org.kuralink.console.command.CommandException;

/**
 * Calls a service handler of this gateway locally. Selects the handler and validates the inputs as
 * for a call by the platform.
 */
final class LocalCall {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final List<Place> places = new CopyOnWriteArrayList<>();

  /** Adds a handler or updates its properties. */
  synchronized void add(ServiceHandler handler, Map<String, ?> properties) {
    remove(handler, properties);
    places.add(
        new Place(
            handler,
            HandlerProperties.of(properties),
            HandlerProperties.texts(properties, ServiceHandler.SERVICE)));
  }

  synchronized void remove(ServiceHandler handler, Map<String, ?> properties) {
    long id = HandlerProperties.of(properties).id();
    places.removeIf(place -> place.handler == handler && place.properties.id() == id);
  }

  /**
   * Calls the handler and returns its result as text.
   *
   * @param models validates the inputs; null to skip validation
   */
  String run(
      Callee callee, String service, Map<String, Object> inputs, @Nullable ThingModels models) {
    Map<String, Object> checked =
        callee.model.map(model -> checked(model, service, inputs, models)).orElse(inputs);
    ServiceHandler handler =
        handler(callee, service)
            .orElseThrow(
                () ->
                    new CommandException(
                        "no handler for the service "
                            + service
                            + "; a call by the platform would be answered with code 400"));
    ServiceResult result =
        Await.result(
            handler.call(new ServiceCall(service, checked, LIMIT, callee.device)),
            "the service "
                + service
                + " failed; a call by the platform would be answered with code 400: ",
            "alink:services");
    String answer =
        "called locally, without the platform; result: code "
            + result.code()
            + result.message().map(message -> " " + message).orElse("")
            + (result.outputs().isEmpty() ? "" : " " + result.outputs());
    if (!result.code().isSuccess()) {
      throw new CommandException(answer);
    }
    return answer;
  }

  private Optional<ServiceHandler> handler(Callee callee, String service) {
    return places.stream()
        .filter(place -> place.serves(callee, service))
        .min(
            Comparator.comparing((Place place) -> place.services.isEmpty())
                .thenComparing(Place::properties, HandlerProperties.BEST_FIRST))
        .map(Place::handler);
  }

  private static Map<String, Object> checked(
      ThingModel model, String service, Map<String, Object> inputs, @Nullable ThingModels models) {
    Service known = model.services().get(service);
    if (known == null) {
      throw new CommandException(
          "the thing model has no service "
              + service
              + "; its services are "
              + model.services().keySet().stream().sorted().toList());
    }
    Map<String, Object> checked = new LinkedHashMap<>(inputs);
    for (Map.Entry<String, Object> input : inputs.entrySet()) {
      Field field = known.inputs().get(input.getKey());
      if (field != null && models != null) {
        CheckedValue value = models.check(field.identifier(), field.type(), input.getValue());
        refuse(value.violations());
        checked.put(input.getKey(), value.value());
      }
    }
    return checked;
  }

  private static void refuse(List<?> violations) {
    if (!violations.isEmpty()) {
      throw new CommandException(
          "invalid inputs; a call by the platform would be answered with code 460: " + violations);
    }
  }

  /**
   * The device whose service is called.
   *
   * @param connection the connection of the thing
   * @param gateway the identity of the gateway
   * @param device the called device: the gateway or one of its sub-devices
   * @param model the thing model of the device
   */
  record Callee(
      String connection,
      DeviceIdentity gateway,
      DeviceIdentity device,
      Optional<ThingModel> model) {}

  private record Place(ServiceHandler handler, HandlerProperties properties, Set<String> services) {

    boolean serves(Callee callee, String service) {
      return (services.isEmpty() || services.contains(service))
          && properties.serves(callee.connection)
          && properties.serves(Optional.of(callee.device), Optional.of(callee.gateway));
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kuralink.api.tsl.Service;
import org.kuralink.api.tsl.ThingModel;

/** Thing models that contain only services. */
public final class ServiceModel {

  private ServiceModel() {}

  /** Returns a model with services without inputs and outputs. */
  public static ThingModel of(String... services) {
    return new ThingModel(
        Optional.empty(),
        Map.of(),
        Map.of(),
        Arrays.stream(services)
            .collect(Collectors.toMap(Function.identity(), ServiceModel::service)));
  }

  private static Service service(String identifier) {
    return new Service(
        identifier,
        identifier,
        false,
        false,
        "thing.service." + identifier,
        Map.of(),
        Map.of(),
        Optional.empty());
  }
}

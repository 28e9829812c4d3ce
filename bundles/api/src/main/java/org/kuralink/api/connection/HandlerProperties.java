/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The standard service properties of a handler, installer or applier, which select the sessions and
 * devices that it serves; the same for all capabilities. Each property may have one value or
 * several ({@code String}, {@code String[]} or {@code Collection}).
 *
 * @param connections {@code connection}: the {@link CloudSession#PID} of the sessions; empty for
 *     all sessions
 * @param productKeys {@link #PRODUCT_KEY}: the products; empty, with no device names, for the
 *     gateway itself
 * @param deviceNames {@link #DEVICE_NAME}: the devices of these products; empty for all devices of
 *     the products. Device names without a product match no device
 * @param ranking {@code service.ranking}: the higher takes precedence
 * @param id {@code service.id}: with equal rankings, the lower (earlier registered) takes
 *     precedence
 */
public record HandlerProperties(
    Set<String> connections,
    Set<String> productKeys,
    Set<String> deviceNames,
    int ranking,
    long id) {

  /**
   * The service property with the product key; without {@link #DEVICE_NAME} it selects all devices
   * of the product.
   */
  public static final String PRODUCT_KEY = "product.key";

  /** The service property with the device name within the product. */
  public static final String DEVICE_NAME = "device.name";

  /** Orders services by precedence, as OSGi does: higher ranking first, then lower service id. */
  public static final Comparator<HandlerProperties> BEST_FIRST =
      Comparator.comparingInt(HandlerProperties::ranking)
          .reversed()
          .thenComparingLong(HandlerProperties::id);

  private static final String CONNECTION = "connection";
  private static final String RANKING = "service.ranking";
  private static final String ID = "service.id";

  /** Copies the sets. */
  public HandlerProperties {
    connections = Set.copyOf(connections);
    productKeys = Set.copyOf(productKeys);
    deviceNames = Set.copyOf(deviceNames);
  }

  /** Reads service properties; a value of a wrong type counts as absent. */
  public static HandlerProperties of(Map<String, ?> properties) {
    return new HandlerProperties(
        texts(properties, CONNECTION),
        texts(properties, PRODUCT_KEY),
        texts(properties, DEVICE_NAME),
        properties.get(RANKING) instanceof Integer number ? number : 0,
        properties.get(ID) instanceof Long number ? number : Long.MAX_VALUE);
  }

  /**
   * Returns the values of a property that may have one value or several, stripped and without blank
   * values.
   */
  public static Set<String> texts(Map<String, ?> properties, String name) {
    @Nullable Object value = properties.get(name);
    Stream<?> all =
        value instanceof Object[] array
            ? Arrays.stream(array)
            : value instanceof Collection<?> some ? some.stream() : Stream.ofNullable(value);
    return all.filter(Objects::nonNull)
        .map(each -> each.toString().strip())
        .filter(text -> !text.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Returns whether the service serves a session.
   *
   * @param pid the PID of the session; empty for the only session, which every service serves
   */
  public boolean serves(String pid) {
    return connections.isEmpty() || pid.isEmpty() || connections.contains(pid);
  }

  /**
   * Returns whether the service serves a device.
   *
   * @param device the device; empty for the gateway while its identity is not known
   * @param gateway the session's own identity; empty while it is not known
   */
  public boolean serves(Optional<DeviceIdentity> device, Optional<DeviceIdentity> gateway) {
    if (productKeys.isEmpty()) {
      return deviceNames.isEmpty() && (device.isEmpty() || device.equals(gateway));
    }
    return device
        .filter(
            one ->
                productKeys.contains(one.productKey())
                    && (deviceNames.isEmpty() || deviceNames.contains(one.deviceName())))
        .isPresent();
  }
}

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
 * What the service properties of a handler, an installer or an applier say about whom it serves,
 * the same on every door: the session, the devices, and which of several goes first. Each property
 * may be one text or several ({@code String}, {@code String[]}, {@code Collection}).
 *
 * @param connections {@code connection}: the sessions, by their {@link CloudSession#PID}; empty for
 *     every one
 * @param productKeys {@link #PRODUCT_KEY}: the products; empty with no device names for the gateway
 *     itself
 * @param deviceNames {@link #DEVICE_NAME}: the devices of these products; empty for all of them.
 *     Names without a product stand for nobody
 * @param ranking {@code service.ranking}: the higher goes first
 * @param id {@code service.id}: of the same ranking the lower, which came earlier, goes first
 */
public record HandlerProperties(
    Set<String> connections,
    Set<String> productKeys,
    Set<String> deviceNames,
    int ranking,
    long id) {

  /** The service property that names the product; alone it stands for all devices of it. */
  public static final String PRODUCT_KEY = "product.key";

  /** The service property that names the device within the product. */
  public static final String DEVICE_NAME = "device.name";

  /** Who goes first of several that would do, as OSGi orders services. */
  public static final Comparator<HandlerProperties> BEST_FIRST =
      Comparator.comparingInt(HandlerProperties::ranking)
          .reversed()
          .thenComparingLong(HandlerProperties::id);

  private static final String CONNECTION = "connection";
  private static final String RANKING = "service.ranking";
  private static final String ID = "service.id";

  /** Takes over what the sets hold at this moment. */
  public HandlerProperties {
    connections = Set.copyOf(connections);
    productKeys = Set.copyOf(productKeys);
    deviceNames = Set.copyOf(deviceNames);
  }

  /** Reads service properties; what is of a wrong type counts as absent. */
  public static HandlerProperties of(Map<String, ?> properties) {
    return new HandlerProperties(
        texts(properties, CONNECTION),
        texts(properties, PRODUCT_KEY),
        texts(properties, DEVICE_NAME),
        properties.get(RANKING) instanceof Integer number ? number : 0,
        properties.get(ID) instanceof Long number ? number : Long.MAX_VALUE);
  }

  /** A property that may be one text or several, without what is blank. */
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
   * Whether it serves a session.
   *
   * @param pid of the session; empty for the only one, which everybody serves
   */
  public boolean serves(String pid) {
    return connections.isEmpty() || pid.isEmpty() || connections.contains(pid);
  }

  /**
   * Whether it serves a device.
   *
   * @param device empty for the gateway whose identity is not known yet
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

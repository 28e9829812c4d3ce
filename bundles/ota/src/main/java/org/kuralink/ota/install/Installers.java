/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.install;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareOrder;

/** The installers that come and go, and which one fits an order. Any thread may call. */
public final class Installers {

  private static final String NAME = "component.name";
  private static final String RANKING = "service.ranking";
  private static final long LONGEST = 7 * 86_400;

  private final List<Offer> offers = new CopyOnWriteArrayList<>();

  /** An installer came, with its service properties. */
  public void add(FirmwareInstaller installer, Map<String, ?> properties) {
    Object name = properties.get(NAME);
    int ranking = properties.get(RANKING) instanceof Integer number ? number : 0;
    offers.add(
        new Offer(
            installer,
            name == null ? installer.getClass().getName() : name.toString(),
            texts(properties.get(FirmwareInstaller.MODULE)),
            texts(properties.get(FirmwareInstaller.FILE_TYPE)),
            ranking,
            limit(properties.get(FirmwareInstaller.TIME_LIMIT))));
  }

  /** An installer went. */
  public void remove(FirmwareInstaller installer) {
    offers.removeIf(offer -> offer.installer == installer);
  }

  /** The best one for an order. */
  public Optional<Offer> find(FirmwareOrder order) {
    return offers.stream()
        .filter(offer -> offer.fits(order))
        .max(Comparator.comparingInt(Offer::rank).thenComparingInt(Offer::ranking));
  }

  /** The one that was chosen before. */
  public Optional<Offer> named(String name) {
    return offers.stream().filter(offer -> offer.name.equals(name)).findFirst();
  }

  /** Whether one of them names the module. */
  public boolean names(String module) {
    return offers.stream().anyMatch(offer -> offer.modules.contains(module));
  }

  private static Optional<Duration> limit(@Nullable Object value) {
    return value instanceof Number number && number.longValue() > 0
        ? Optional.of(Duration.ofSeconds(Math.min(number.longValue(), LONGEST)))
        : Optional.empty();
  }

  private static List<String> texts(@Nullable Object value) {
    Stream<?> all =
        value instanceof Object[] array ? Arrays.stream(array) : Stream.ofNullable(value);
    return all.map(Object::toString).filter(text -> !text.isBlank()).toList();
  }

  /**
   * An installer and what it is for.
   *
   * @param name the same after a restart
   * @param modules empty: every one
   * @param types empty: every one
   * @param timeLimit how long a call may take; empty: as configured
   */
  public record Offer(
      FirmwareInstaller installer,
      String name,
      List<String> modules,
      List<String> types,
      int ranking,
      Optional<Duration> timeLimit) {

    private boolean fits(FirmwareOrder order) {
      return (modules.isEmpty() || modules.contains(order.module()))
          && (types.isEmpty() || types.contains(order.fileType()));
    }

    private int rank() {
      return (modules.isEmpty() ? 0 : 2) + (types.isEmpty() ? 0 : 1);
    }
  }
}

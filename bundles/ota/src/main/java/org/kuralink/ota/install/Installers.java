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
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.calls.Ranked;
import org.kuralink.ota.wire.UpdatedDevice;

/** The installers that come and go, and which one fits an order. Any thread may call. */
public final class Installers {

  private static final String NAME = "component.name";
  private static final long LONGEST = 7 * 86_400;

  private final Ranked<Offer> offers = new Ranked<>();

  /** An installer came, with its service properties; one may come with several. */
  public void add(FirmwareInstaller installer, Map<String, ?> properties) {
    offers.add(installer, properties, offer(installer, properties));
  }

  /** The properties of an installer changed: those that it had before count no more. */
  public void update(FirmwareInstaller installer, Map<String, ?> properties) {
    offers.put(installer, properties, offer(installer, properties));
  }

  /** A registration of an installer went: it is found by what that said no more. */
  public void remove(FirmwareInstaller installer, Map<String, ?> properties) {
    offers.remove(installer, properties);
  }

  private static Offer offer(FirmwareInstaller installer, Map<String, ?> properties) {
    Object name = properties.get(NAME);
    return new Offer(
        installer,
        name == null ? installer.getClass().getName() : name.toString(),
        HandlerProperties.texts(properties, FirmwareInstaller.MODULE),
        HandlerProperties.texts(properties, FirmwareInstaller.FILE_TYPE),
        limit(properties.get(FirmwareInstaller.TIME_LIMIT)));
  }

  /** The best one for an order. */
  public Optional<Offer> find(UpdatedDevice device, FirmwareOrder order) {
    // Of the same fitness the first, for that ranks higher.
    return offers
        .serving(device::isServedBy)
        .filter(offer -> offer.fits(order))
        .reduce(BinaryOperator.maxBy(Comparator.comparingInt(Offer::fitness)));
  }

  /** The one that was chosen before. */
  public Optional<Offer> named(UpdatedDevice device, String name) {
    return offers
        .serving(device::mayBeServedBy)
        .filter(offer -> offer.name.equals(name))
        .findFirst();
  }

  /** Whether one of them names the module. */
  public boolean names(UpdatedDevice device, String module) {
    return offers.serving(device::isServedBy).anyMatch(offer -> offer.modules.contains(module));
  }

  private static Optional<Duration> limit(@Nullable Object value) {
    return value instanceof Number number && number.longValue() > 0
        ? Optional.of(Duration.ofSeconds(Math.min(number.longValue(), LONGEST)))
        : Optional.empty();
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
      Set<String> modules,
      Set<String> types,
      Optional<Duration> timeLimit) {

    private boolean fits(FirmwareOrder order) {
      return (modules.isEmpty() || modules.contains(order.module()))
          && (types.isEmpty() || types.contains(order.fileType()));
    }

    private int fitness() {
      return (modules.isEmpty() ? 0 : 2) + (types.isEmpty() ? 0 : 1);
    }
  }

  /** An installer that leaves the work to others, and can say whom it waits for. */
  public interface Delegating {

    /** Whom it waits for at this moment, for people; empty: nobody. Any thread may call. */
    Optional<String> waitsFor();
  }
}

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

/** The registered installers, and the selection of one for an order. Any thread may call. */
public final class Installers {

  private static final String NAME = "component.name";
  private static final long LONGEST = 7 * 86_400;

  private final Ranked<RegisteredInstaller> registered = new Ranked<>();

  /** Registers an installer with its service properties; one may be registered several times. */
  public void add(FirmwareInstaller installer, Map<String, ?> properties) {
    registered.add(installer, properties, installer(installer, properties));
  }

  /** Replaces the properties of an installer. */
  public void update(FirmwareInstaller installer, Map<String, ?> properties) {
    registered.put(installer, properties, installer(installer, properties));
  }

  /** Removes a registration of an installer. */
  public void remove(FirmwareInstaller installer, Map<String, ?> properties) {
    registered.remove(installer, properties);
  }

  private static RegisteredInstaller installer(
      FirmwareInstaller installer, Map<String, ?> properties) {
    Object name = properties.get(NAME);
    return new RegisteredInstaller(
        installer,
        name == null ? installer.getClass().getName() : name.toString(),
        HandlerProperties.texts(properties, FirmwareInstaller.MODULE),
        HandlerProperties.texts(properties, FirmwareInstaller.FILE_TYPE),
        limit(properties.get(FirmwareInstaller.TIME_LIMIT)));
  }

  /** Returns the best installer for an order. */
  public Optional<RegisteredInstaller> find(UpdatedDevice device, FirmwareOrder order) {
    // Of equally specific installers the first one has the higher rank.
    return registered
        .serving(device::isServedBy)
        .filter(installer -> installer.fits(order))
        .reduce(BinaryOperator.maxBy(Comparator.comparingInt(RegisteredInstaller::fitness)));
  }

  /** Returns an installer by its name. */
  public Optional<RegisteredInstaller> named(UpdatedDevice device, String name) {
    return registered
        .serving(device::mayBeServedBy)
        .filter(installer -> installer.name.equals(name))
        .findFirst();
  }

  /** Returns whether an installer names the module in its properties. */
  public boolean names(UpdatedDevice device, String module) {
    return registered
        .serving(device::isServedBy)
        .anyMatch(installer -> installer.modules.contains(module));
  }

  private static Optional<Duration> limit(@Nullable Object value) {
    return value instanceof Number number && number.longValue() > 0
        ? Optional.of(Duration.ofSeconds(Math.min(number.longValue(), LONGEST)))
        : Optional.empty();
  }

  /**
   * A registered installer with its properties.
   *
   * @param name stable over restarts
   * @param modules the modules that it installs; empty for all
   * @param types the file types that it installs; empty for all
   * @param timeLimit the deadline of a call; empty for the configured one
   */
  public record RegisteredInstaller(
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

  /** An installer that calls other code, and can name it. */
  public interface Delegating {

    /**
     * Returns the name of the code whose return it waits for; empty if none. Any thread may call.
     */
    Optional<String> waitsFor();
  }
}

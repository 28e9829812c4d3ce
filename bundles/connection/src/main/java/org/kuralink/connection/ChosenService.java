/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.ServerTrustException;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/**
 * The service that the configured target filter selects, while it is registered. The framework
 * binds services, but a blank target lets it bind any service, and a changed target arrives before
 * the new service is bound; therefore the service must also match the configured filter. Any thread
 * may call.
 */
final class ChosenService<T> {

  private final String property;
  private @Nullable T service;
  private Map<String, ?> properties = Map.of();
  private boolean missed;

  /**
   * @param property the name of the configuration property with the filter
   */
  ChosenService(String property) {
    this.property = property;
  }

  /** Returns whether a text is a valid filter. */
  static boolean isFilter(String text) {
    try {
      FrameworkUtil.createFilter(text);
      return true;
    } catch (InvalidSyntaxException e) {
      return false;
    }
  }

  /** Binds the service; returns whether {@link #matching} failed before for want of a service. */
  synchronized boolean bind(T arrived, Map<String, ?> itsProperties) {
    service = arrived;
    properties = itsProperties;
    boolean asked = missed;
    missed = false;
    return asked;
  }

  /** Unbinds the service. */
  synchronized void unbind(T gone) {
    if (service == gone) {
      service = null;
      properties = Map.of();
    }
  }

  /**
   * Returns the service if the filter matches it, and remembers if none did.
   *
   * @throws ServerTrustException if no service matches
   */
  synchronized T matching(String target) throws ServerTrustException {
    T present = service;
    if (present == null || !filter(target).matches(properties)) {
      missed = true;
      throw new ServerTrustException(
          "no service matches "
              + property
              + " '"
              + target
              + "'; start the service, choose another one, or clear the field to use the roots of the"
              + " Java runtime");
    }
    return present;
  }

  private Filter filter(String target) throws ServerTrustException {
    try {
      return FrameworkUtil.createFilter(target);
    } catch (InvalidSyntaxException e) {
      throw new ServerTrustException(property + " '" + target + "' is not a filter");
    }
  }
}

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
 * The service that a person chose in the form, when it is there. The framework binds one, but a
 * blank target lets it bind any, and a changed one reaches us before the service does; so the
 * service must also match what the configuration says. Safe for any thread.
 */
final class ChosenService<T> {

  private final String property;
  private @Nullable T service;
  private Map<String, ?> properties = Map.of();
  private boolean missed;

  /**
   * @param property what the form calls it
   */
  ChosenService(String property) {
    this.property = property;
  }

  /** Whether a text is a filter. */
  static boolean isFilter(String text) {
    try {
      FrameworkUtil.createFilter(text);
      return true;
    } catch (InvalidSyntaxException e) {
      return false;
    }
  }

  /** The service came; says whether somebody has asked for it in vain. */
  synchronized boolean bind(T arrived, Map<String, ?> itsProperties) {
    service = arrived;
    properties = itsProperties;
    boolean asked = missed;
    missed = false;
    return asked;
  }

  /** The service goes. */
  synchronized void unbind(T gone) {
    if (service == gone) {
      service = null;
      properties = Map.of();
    }
  }

  /**
   * The service, if the filter fits it; that it was asked for in vain is remembered.
   *
   * @throws ServerTrustException if it is not there
   */
  synchronized T matching(String target) throws ServerTrustException {
    T present = service;
    if (present == null || !filter(target).matches(properties)) {
      missed = true;
      throw new ServerTrustException(
          "no service is there that "
              + property
              + " '"
              + target
              + "' names; start it, choose another one, or clear the field for the roots of the"
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

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.net.URI;
import java.util.Optional;
import org.kuralink.api.configuration.ConfigurationValues;

/** Reads the configured URL of a service of the platform that replaces the default one. */
final class ServiceUrl {

  private ServiceUrl() {}

  /**
   * Reads a property; empty if it is empty or invalid, which is reported as a problem.
   *
   * @param example a valid URL for the message
   */
  static Optional<URI> read(ConfigurationValues reader, String property, String example) {
    String text = reader.text(property);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI url = URI.create(text);
      if (!"https".equalsIgnoreCase(url.getScheme()) || url.getHost() == null) {
        reader.problem(property, "must begin with https:// and name a host");
      } else if (url.getUserInfo() != null
          || url.getQuery() != null
          || url.getFragment() != null
          || url.getPort() > 65_535) {
        reader.problem(property, "must have no user, query or fragment, and a valid port");
      } else {
        return Optional.of(url);
      }
    } catch (IllegalArgumentException e) {
      reader.problem(property, "is not a URL; for example " + example);
    }
    return Optional.empty();
  }
}

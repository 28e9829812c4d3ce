/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.configuration;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Marks a capability as a part of every cloud connection: on Kura each connection, an existing one
 * as well as a new one, has an instance of the capability's factory component and shows its form as
 * a tab. A capability registers the mark as a service with the property {@link #FACTORY_PID}; a
 * Declarative Services component without a configuration says all that is needed:
 *
 * <pre>{@code
 * @Component(property = ConnectionTab.FACTORY_PID + "=org.kuralink.shadow")
 * public final class ShadowTab implements ConnectionTab {}
 * }</pre>
 *
 * <p>The instance is created with the property {@link #CONNECTION}, the {@code kura.service.pid} of
 * the session, and with {@link #PART}. The component's description carries the property {@code
 * kura.ui.factory.hide}, or Kura would offer the factory apart from connections. The tab is called
 * as the last part of the factory PID, so that no two of them may end alike. Of the services of an
 * instance only one may carry its {@code kura.service.pid}, or Kura draws the tab twice.
 */
@ConsumerType
public interface ConnectionTab {

  /** The service property with the PID of the factory component, which is that of its form. */
  String FACTORY_PID = "tab.factory.pid";

  /** The property of a capability's configuration that names the session. */
  String CONNECTION = "connection";

  /**
   * The property, {@code true}, of a configuration that belongs to a connection of Kura, and so of
   * its service: with it Kura does not list the service apart from the connection.
   */
  String PART = "kura.ui.service.hide";

  /**
   * The session that a capability is configured with: the named one; where none is named, that of
   * the same connection of Kura.
   *
   * @param properties of the configuration, or of the service of a capability
   * @return a {@code kura.service.pid}; empty for the only session there is
   */
  static String sessionOf(Map<String, ?> properties) {
    ConfigurationValues values = ConfigurationValues.of(properties);
    String named = values.text(CONNECTION);
    String own = values.text("kura.service.pid");
    int dot = own.lastIndexOf('.');
    return !named.isEmpty() || dot < 0 || values.text(PART).isEmpty()
        ? named
        : own.substring(0, dot) + ".connection";
  }
}

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
 * Marks a capability as part of every cloud connection. On Kura, each existing and new connection
 * has an instance of the capability's factory component, and shows its form as a tab. A capability
 * registers this marker as a service with the property {@link #FACTORY_PID}, for example with a
 * Declarative Services component without configuration:
 *
 * <pre>{@code
 * @Component(property = ConnectionTab.FACTORY_PID + "=org.kuralink.shadow")
 * public final class ShadowTab implements ConnectionTab {}
 * }</pre>
 *
 * <p>The instance is created with the properties {@link #CONNECTION}, the {@code kura.service.pid}
 * of the session, and {@link #PART}. The component itself needs the property {@code
 * kura.ui.factory.hide}; otherwise Kura also offers the factory outside of connections. The title
 * of the tab is the last part of the factory PID, which therefore has to be unique. Only one
 * service of an instance may have its {@code kura.service.pid}; otherwise Kura shows the tab twice.
 */
@ConsumerType
public interface ConnectionTab {

  /**
   * The service property with the PID of the factory component, which is also the id of its form.
   */
  String FACTORY_PID = "tab.factory.pid";

  /**
   * The property of a capability's configuration with the {@code kura.service.pid} of the session.
   */
  String CONNECTION = "connection";

  /**
   * The property, with the value {@code true}, of a configuration that belongs to a connection of
   * Kura, and of its service. It makes Kura hide the service outside of the connection.
   */
  String PART = "kura.ui.service.hide";

  /**
   * Returns the session that a capability is configured with: the named one, or, without a name,
   * that of the same connection of Kura.
   *
   * @param properties the properties of the configuration or of the capability's service
   * @return a {@code kura.service.pid}; empty for the only session
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

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationPlugin;

/**
 * A configuration plugin that removes empty target filters from the configuration of a connection
 * before Declarative Services reads it: Kura's page sends an empty text for a service that was not
 * chosen, which is not a valid filter, and Declarative Services would log an error at each Apply.
 * The framework starts it as a bundle activator because a component would start after the first
 * configuration was read.
 */
public final class EmptyTargets implements BundleActivator, ConfigurationPlugin {

  private static final String TARGET = ".target";
  private static final int MAY_CHANGE = 500;

  @Override
  public void start(BundleContext context) {
    Map<String, Object> properties =
        Map.of(CM_TARGET, new String[] {ConnectionConfig.PID}, CM_RANKING, MAY_CHANGE);
    context.registerService(ConfigurationPlugin.class, this, new Hashtable<>(properties));
  }

  /** Does nothing: the framework unregisters the service. */
  @Override
  public void stop(BundleContext context) {}

  @Override
  public void modifyConfiguration(
      ServiceReference<?> reference, Dictionary<String, Object> properties) {
    List<String> keys = Collections.list(properties.keys());
    for (String key : keys) {
      if (key.endsWith(TARGET) && properties.get(key).toString().isBlank()) {
        properties.remove(key);
      }
    }
  }
}

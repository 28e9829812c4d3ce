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
 * Takes targets that are empty out of a connection's configuration before Declarative Services gets
 * it: Kura's page sends what a person has not chosen as an empty text, which is no filter, and
 * Declarative Services would complain at each Apply. Started by the framework, because a component
 * would come after the first configuration has been read.
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

  /** The framework takes the service away. */
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

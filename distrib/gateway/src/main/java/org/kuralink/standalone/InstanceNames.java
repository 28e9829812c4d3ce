/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import java.util.Dictionary;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationPlugin;

/**
 * A plug-in that adds {@code kura.service.pid}, the persistent name, to the properties of each
 * factory instance, as Kura does. The name is not stored, because the Web Console removes
 * properties that its form does not show.
 */
final class InstanceNames implements ConfigurationPlugin {

  /** The property for the persistent name of an instance in Kura. */
  static final String KURA_PID = "kura.service.pid";

  /** A ranking that allows a plug-in to modify the properties. */
  static final int RANKING = 500;

  @Override
  public void modifyConfiguration(
      ServiceReference<?> reference, Dictionary<String, Object> properties) {
    Object factory = properties.get(ConfigurationAdmin.SERVICE_FACTORYPID);
    Object pid = properties.get(Constants.SERVICE_PID);
    if (factory != null && pid != null && properties.get(KURA_PID) == null) {
      properties.put(KURA_PID, name(factory.toString(), pid.toString()));
    }
  }

  private static String name(String factory, String pid) {
    boolean named = pid.startsWith(factory) && pid.length() > factory.length() + 1;
    return named ? pid.substring(factory.length() + 1) : pid;
  }
}

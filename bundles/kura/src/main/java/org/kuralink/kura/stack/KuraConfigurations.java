/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.stack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ConfigurationService;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Kura's configurations. They are listed from the configuration admin, which Kura fills from its
 * snapshot before it offers its own service: that one forgets a configuration while the component
 * is being replaced, and would create a second of the same name.
 */
public final class KuraConfigurations implements Configurations {

  private static final String ALL =
      "(&(service.factoryPid=*)(" + ConfigurationService.KURA_SERVICE_PID + "=*))";

  private final ConfigurationAdmin admin;
  private final ConfigurationService service;

  /** The configurations of both services. */
  public KuraConfigurations(ConfigurationAdmin admin, ConfigurationService service) {
    this.admin = admin;
    this.service = service;
  }

  @Override
  public List<Entry> list() throws KuraException {
    List<Entry> result = new ArrayList<>();
    try {
      Configuration[] all = admin.listConfigurations(ALL);
      for (Configuration each : all == null ? new Configuration[0] : all) {
        add(result, each);
      }
      return result;
    } catch (IOException | InvalidSyntaxException e) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, e, "the configurations");
    }
  }

  private static void add(List<Entry> result, Configuration configuration) {
    try {
      Dictionary<String, Object> properties = configuration.getProperties();
      String factoryPid = configuration.getFactoryPid();
      Object pid =
          properties == null ? null : properties.get(ConfigurationService.KURA_SERVICE_PID);
      if (pid != null && factoryPid != null) {
        result.add(new Entry(pid.toString(), factoryPid));
      }
    } catch (IllegalStateException deletedMeanwhile) {
      return;
    }
  }

  @Override
  public void create(Entry entry, Map<String, Object> properties, boolean snapshot)
      throws KuraException {
    service.createFactoryConfiguration(entry.factoryPid(), entry.pid(), properties, snapshot);
  }

  @Override
  public void delete(Entry entry, boolean snapshot) throws KuraException {
    service.deleteFactoryConfiguration(entry.pid(), snapshot);
  }
}

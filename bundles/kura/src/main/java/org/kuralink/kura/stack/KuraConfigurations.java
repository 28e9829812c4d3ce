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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.metatype.OCD;
import org.kuralink.api.configuration.Explanation;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configurations of Kura's configuration service and of ConfigurationAdmin, whether their
 * components are active or not. Both are needed: Kura fills ConfigurationAdmin from its snapshot
 * before it registers its own service, and its service forgets a configuration while the component
 * is being replaced; without ConfigurationAdmin we would create a second one with the same name.
 * Only configurations with our names are queried one by one, because Kura reads some of the others
 * from the hardware, which is slow.
 */
public final class KuraConfigurations implements Configurations {

  private static final Logger LOG = LoggerFactory.getLogger(KuraConfigurations.class);
  private static final String FACTORY_PID = "service.factoryPid";
  private static final String ALL =
      "(&(" + FACTORY_PID + "=*)(" + ConfigurationService.KURA_SERVICE_PID + "=*))";

  private final Optional<ConfigurationAdmin> admin;
  private final ConfigurationService service;

  /** Creates the view of both services, or of Kura's alone. */
  public KuraConfigurations(Optional<ConfigurationAdmin> admin, ConfigurationService service) {
    this.admin = admin;
    this.service = service;
  }

  /** Lists the configurations; fails only if neither service answers. */
  @Override
  public List<Entry> list() throws KuraException {
    Map<String, Entry> found = new LinkedHashMap<>();
    boolean held = admin.isPresent() && addHeld(found);
    try {
      addKnown(found);
    } catch (RuntimeException e) {
      if (!held) {
        throw new KuraException(
            KuraErrorCode.CONFIGURATION_ERROR,
            e,
            "the configurations cannot be listed: " + Explanation.of(e));
      }
      LOG.debug("Kura does not list its configurations now: {}", e.toString());
    }
    return List.copyOf(found.values());
  }

  private boolean addHeld(Map<String, Entry> found) {
    try {
      Configuration[] all = admin.orElseThrow().listConfigurations(ALL);
      for (Configuration each : all == null ? new Configuration[0] : all) {
        add(found, each);
      }
      return true;
    } catch (IOException | InvalidSyntaxException | RuntimeException e) {
      LOG.debug("The configuration admin does not list its configurations now: {}", e.toString());
      return false;
    }
  }

  private static void add(Map<String, Entry> found, Configuration configuration) {
    try {
      Dictionary<String, Object> properties = configuration.getProperties();
      String factoryPid = configuration.getFactoryPid();
      Object pid =
          properties == null ? null : properties.get(ConfigurationService.KURA_SERVICE_PID);
      if (pid != null && factoryPid != null) {
        found.put(pid.toString(), new Entry(pid.toString(), factoryPid));
      }
    } catch (IllegalStateException deletedMeanwhile) {
      return;
    }
  }

  private void addKnown(Map<String, Entry> found) {
    for (String pid : new ArrayList<>(service.getConfigurableComponentPids())) {
      if (StackNames.isOurs(pid) && !found.containsKey(pid)) {
        known(pid)
            .flatMap(KuraConfigurations::factoryPid)
            .ifPresent(factoryPid -> found.put(pid, new Entry(pid, factoryPid)));
      }
    }
  }

  private Optional<ComponentConfiguration> known(String pid) {
    try {
      return Optional.ofNullable(service.getComponentConfiguration(pid));
    } catch (KuraException | RuntimeException e) {
      LOG.debug("{}: Kura does not return this configuration: {}", pid, Explanation.of(e));
      return Optional.empty();
    }
  }

  /** Returns the factory PID of a configuration, else the id of its form if the bundle is there. */
  private static Optional<String> factoryPid(ComponentConfiguration configuration) {
    return Optional.ofNullable(configuration.getConfigurationProperties())
        .map(properties -> properties.get(FACTORY_PID))
        .map(Object::toString)
        .or(() -> Optional.ofNullable(configuration.getDefinition()).map(OCD::getId));
  }

  @Override
  public void create(Entry entry, Map<String, Object> properties, boolean snapshot)
      throws KuraException {
    service.createFactoryConfiguration(entry.factoryPid(), entry.pid(), properties, snapshot);
  }

  @Override
  public void update(Entry entry, Map<String, Object> properties, boolean snapshot)
      throws KuraException {
    service.updateConfiguration(entry.pid(), properties, snapshot);
  }

  @Override
  public void delete(Entry entry, boolean snapshot) throws KuraException {
    service.deleteFactoryConfiguration(entry.pid(), snapshot);
  }
}

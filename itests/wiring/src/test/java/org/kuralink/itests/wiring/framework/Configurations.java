/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.framework;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Configurations as Kura creates them: one instance called {@code main} of each factory. */
final class Configurations {

  /** The {@code kura.service.pid} of every instance. */
  static final String MAIN = "main";

  private final ConfigurationAdmin admin;

  Configurations(ConfigurationAdmin admin) {
    this.admin = admin;
  }

  /** Makes an instance that needs no platform to answer. */
  void createOffline(String factoryPid) throws IOException {
    create(
        factoryPid,
        Map.of(
            "product.key", "a1KuraTest1",
            "device.name", "gateway-01",
            "device.secret", "an invented secret",
            "transport", "tcp",
            "host", "127.0.0.1",
            "port", 1));
  }

  /** Makes an instance. */
  void create(String factoryPid, Map<String, ?> properties) throws IOException {
    Configuration configuration = admin.createFactoryConfiguration(factoryPid, "?");
    Map<String, Object> all = new HashMap<>(properties);
    all.put("kura.service.pid", MAIN);
    all.put("connection", MAIN);
    configuration.update(FrameworkUtil.asDictionary(all));
  }

  /** Changes the instance of a factory. */
  void change(String factoryPid, Map<String, ?> changes) throws Exception {
    Configuration[] found = admin.listConfigurations("(service.factoryPid=" + factoryPid + ")");
    Map<String, Object> all = new HashMap<>(FrameworkUtil.asMap(found[0].getProperties()));
    all.putAll(changes);
    found[0].update(FrameworkUtil.asDictionary(all));
  }

  /** What there is: the properties of each instance by its PID. */
  Map<String, Map<String, Object>> all() throws Exception {
    Map<String, Map<String, Object>> all = new TreeMap<>();
    for (Configuration configuration : ours()) {
      all.put(configuration.getPid(), FrameworkUtil.asMap(configuration.getProperties()));
    }
    return all;
  }

  /** The factories that have an instance. */
  Set<String> factoryPids() throws Exception {
    return ours().stream().map(Configuration::getFactoryPid).collect(Collectors.toSet());
  }

  void deleteAll() throws Exception {
    for (Configuration configuration : ours()) {
      configuration.delete();
    }
  }

  private List<Configuration> ours() throws Exception {
    Configuration[] found = admin.listConfigurations("(service.factoryPid=org.kuralink.*)");
    return found == null ? List.of() : List.of(found);
  }
}

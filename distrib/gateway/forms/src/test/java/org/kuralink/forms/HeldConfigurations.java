/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.forms;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A Configuration Admin that only lists configurations. */
final class HeldConfigurations {

  private final List<Dictionary<String, Object>> held = new ArrayList<>();

  void put(String pid, String factoryPid, Map<String, ?> properties) {
    Dictionary<String, Object> all = new Hashtable<>(properties);
    all.put("service.pid", pid);
    if (!factoryPid.isEmpty()) {
      all.put("service.factoryPid", factoryPid);
    }
    held.add(all);
  }

  ConfigurationAdmin admin() {
    return (ConfigurationAdmin)
        Proxy.newProxyInstance(
            HeldConfigurations.class.getClassLoader(),
            new Class<?>[] {ConfigurationAdmin.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("listConfigurations")) {
                throw new UnsupportedOperationException(method.getName());
              }
              return list((String) arguments[0]);
            });
  }

  private Configuration[] list(String filter) throws InvalidSyntaxException {
    Configuration[] found =
        held.stream()
            .filter(matching(filter))
            .map(HeldConfigurations::configuration)
            .toArray(Configuration[]::new);
    return found.length == 0 ? null : found;
  }

  private static Predicate<Dictionary<String, Object>> matching(String filter)
      throws InvalidSyntaxException {
    var wanted = FrameworkUtil.createFilter(filter);
    return wanted::match;
  }

  private static Configuration configuration(Dictionary<String, Object> properties) {
    return (Configuration)
        Proxy.newProxyInstance(
            HeldConfigurations.class.getClassLoader(),
            new Class<?>[] {Configuration.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getPid" -> properties.get("service.pid");
                  case "getFactoryPid" -> properties.get("service.factoryPid");
                  case "getProperties" -> properties;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}

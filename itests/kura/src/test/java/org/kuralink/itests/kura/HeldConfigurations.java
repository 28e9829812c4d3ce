/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.io.IOException;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.Password;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** What the framework's configuration admin holds, as Kura's configuration service uses it. */
final class HeldConfigurations {

  private final ConfigurationAdmin admin;
  private final Deliveries deliveries;

  HeldConfigurations(BundleContext context, ConfigurationAdmin admin) {
    this.admin = admin;
    deliveries = new Deliveries(context, admin);
  }

  /** Waits until the components have been given all that is held. */
  void awaitDelivered() {
    deliveries.await();
  }

  /** Makes a configuration of a factory; gives back the framework's own name of it. */
  String create(String factoryPid, Map<String, Object> properties) {
    try {
      Configuration made = admin.createFactoryConfiguration(factoryPid, "?");
      made.update(stored(properties));
      deliveries.made();
      return made.getPid();
    } catch (IOException e) {
      throw new AssertionError(factoryPid, e);
    }
  }

  /** The properties under a name of the framework's; null if there is no such configuration. */
  Map<String, Object> get(String servicePid) {
    try {
      Dictionary<String, Object> held = admin.getConfiguration(servicePid, "?").getProperties();
      return held == null ? null : map(held);
    } catch (IOException e) {
      throw new AssertionError(servicePid, e);
    }
  }

  /** Changes the one of that name, or makes it: then it belongs to no factory. */
  void update(String servicePid, Map<String, Object> properties) {
    try {
      admin.getConfiguration(servicePid, "?").update(stored(properties));
      deliveries.made();
    } catch (IOException e) {
      throw new AssertionError(servicePid, e);
    }
  }

  /** Deletes the one that a factory has under a lasting name; says whether there was one. */
  boolean delete(String pid) {
    Optional<Configuration> found = find(pid);
    try {
      if (found.isPresent()) {
        found.get().delete();
        deliveries.made();
      }
      return found.isPresent();
    } catch (IOException e) {
      throw new AssertionError(pid, e);
    }
  }

  /** The framework's own name of a configuration, new after each start. */
  String servicePid(String pid) {
    return find(pid).orElseThrow().getPid();
  }

  private Optional<Configuration> find(String pid) {
    List<Configuration> found =
        list("(" + ConfigurationService.KURA_SERVICE_PID + "=" + pid + ")")
            .filter(each -> each.getFactoryPid() != null)
            .toList();
    if (found.size() > 1) {
      throw new AssertionError(found.size() + " configurations are called " + pid);
    }
    return found.stream().findFirst();
  }

  /** Names of configurations that carry a lasting name and belong to no factory: nobody's. */
  List<String> nobodys() {
    return list("(" + ConfigurationService.KURA_SERVICE_PID + "=*)")
        .filter(each -> each.getFactoryPid() == null)
        .map(Configuration::getPid)
        .toList();
  }

  /** Each configuration of a factory by its lasting name, without the framework's names. */
  Map<String, Map<String, Object>> byLastingName() {
    Map<String, Map<String, Object>> all = new HashMap<>();
    list("(" + ConfigurationService.KURA_SERVICE_PID + "=*)")
        .filter(each -> each.getFactoryPid() != null)
        .map(each -> map(each.getProperties()))
        .forEach(
            properties -> {
              properties.remove("service.pid");
              all.put(properties.get(ConfigurationService.KURA_SERVICE_PID).toString(), properties);
            });
    return all;
  }

  private Stream<Configuration> list(String filter) {
    try {
      Configuration[] found = admin.listConfigurations(filter);
      return Stream.ofNullable(found).flatMap(Arrays::stream).filter(Objects::nonNull);
    } catch (IOException | InvalidSyntaxException e) {
      throw new AssertionError(filter, e);
    }
  }

  private static Map<String, Object> map(Dictionary<String, Object> held) {
    Map<String, Object> map = new HashMap<>();
    for (Enumeration<String> keys = held.keys(); keys.hasMoreElements(); ) {
      String key = keys.nextElement();
      map.put(key, held.get(key));
    }
    return map;
  }

  /** Passwords as texts, without what is null. */
  private static Dictionary<String, Object> stored(Map<String, Object> properties) {
    Dictionary<String, Object> dictionary = new Hashtable<>();
    properties.forEach(
        (key, value) -> {
          if (value != null) {
            dictionary.put(key, value instanceof Password ? value.toString() : value);
          }
        });
    return dictionary;
  }
}

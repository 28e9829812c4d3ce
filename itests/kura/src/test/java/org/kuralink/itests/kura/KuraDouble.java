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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.OCD;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Filter;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Kura's configuration service as it was read and observed: forms are found by their PIDs and give
 * defaults, nothing is validated, each creation is followed by a second update with the same values
 * and so is each start of a bundle, an update encrypts passwords anew and a creation does not, null
 * takes a key away, an unknown PID is ignored.
 */
final class KuraDouble {

  private final BundleContext context;
  private final ConfigurationAdmin admin;
  private final Snapshots snapshots;
  private final CryptoDouble crypto = new CryptoDouble();
  private final Map<String, String> factories = new TreeMap<>();

  KuraDouble(BundleContext context, ConfigurationAdmin admin, Snapshots snapshots) {
    this.context = context;
    this.admin = admin;
    this.snapshots = snapshots;
    context.addBundleListener(
        event -> {
          if (event.getType() == BundleEvent.STARTED) {
            seed(event.getBundle());
          }
        });
  }

  /** The service, of which our bundles may use no more than is written here. */
  ConfigurationService service() {
    return Doubles.of(ConfigurationService.class, this);
  }

  CryptoDouble crypto() {
    return crypto;
  }

  Snapshots snapshots() {
    return snapshots;
  }

  /** The form of a factory, if a bundle that is active has it. */
  KuraForm form(String factoryPid) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
        .filter(bundle -> KuraForm.isIn(bundle, factoryPid))
        .findFirst()
        .map(bundle -> KuraForm.read(bundle, factoryPid))
        .orElse(new KuraForm(factoryPid, List.of()));
  }

  /** All forms of our bundles. */
  List<KuraForm> forms() {
    List<KuraForm> forms = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getSymbolicName().startsWith("org.kuralink.")) {
        KuraForm.pidsIn(bundle).forEach(pid -> forms.add(KuraForm.read(bundle, pid)));
      }
    }
    return forms;
  }

  /** When a bundle has become active its components are given what is new in their forms. */
  private synchronized void seed(Bundle bundle) {
    for (String factoryPid : KuraForm.pidsIn(bundle)) {
      Map<String, Object> defaults = KuraForm.read(bundle, factoryPid).defaults();
      factories.forEach(
          (pid, factory) -> {
            if (factory.equals(factoryPid)) {
              Map<String, Object> merged = new HashMap<>(defaults);
              merged.putAll(properties(pid));
              update(pid, merged);
            }
          });
    }
  }

  synchronized void createFactoryConfiguration(
      String factoryPid, String pid, Map<String, Object> properties, boolean takeSnapshot)
      throws KuraException {
    if (pid == null || factories.containsKey(pid)) {
      throw new KuraException(KuraErrorCode.INVALID_PARAMETER, "pid " + pid + " already exists");
    }
    Map<String, Object> merged = form(factoryPid).defaults();
    merged.putAll(properties == null ? Map.of() : properties);
    make(factoryPid, pid, merged);
    update(pid, properties(pid));
    snapshotIf(takeSnapshot);
  }

  private void make(String factoryPid, String pid, Map<String, Object> properties)
      throws KuraException {
    try {
      Map<String, Object> named = new HashMap<>(properties);
      named.put(ConfigurationService.KURA_SERVICE_PID, pid);
      admin.createFactoryConfiguration(factoryPid, "?").update(stored(named));
      factories.put(pid, factoryPid);
    } catch (IOException e) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, e, pid);
    }
  }

  synchronized void deleteFactoryConfiguration(String pid, boolean takeSnapshot)
      throws KuraException {
    Configuration found = find(pid);
    if (found != null) {
      try {
        found.delete();
      } catch (IOException e) {
        throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, e, pid);
      }
      factories.remove(pid);
    }
    snapshotIf(takeSnapshot);
  }

  void updateConfiguration(String pid, Map<String, Object> properties) {
    updateConfiguration(pid, properties, true);
  }

  synchronized void updateConfiguration(
      String pid, Map<String, Object> properties, boolean takeSnapshot) {
    if (find(pid) == null || !factories.containsKey(pid)) {
      return;
    }
    KuraForm form = form(factories.get(pid));
    Map<String, Object> merged = form.defaults();
    merged.putAll(properties(pid));
    merged.putAll(properties);
    merged.replaceAll(
        (key, value) ->
            form.isPassword(key) && value != null && !value.toString().isEmpty()
                ? crypto.encryptAnew(value.toString())
                : value);
    update(pid, merged);
    snapshotIf(takeSnapshot);
  }

  synchronized Set<String> getConfigurableComponentPids() {
    return Set.copyOf(factories.keySet());
  }

  /** Passwords are readable here. */
  synchronized ComponentConfiguration getComponentConfiguration(String pid) {
    if (find(pid) == null) {
      return null;
    }
    KuraForm form = form(factories.getOrDefault(pid, ""));
    Map<String, Object> shown = properties(pid);
    shown.replaceAll(
        (key, value) ->
            form.isPassword(key) ? new Password(crypto.plain(value.toString())) : value);
    return new Shown(pid, shown);
  }

  /** One for each service of the name, as Kura does it: two services are two tabs. */
  List<ComponentConfiguration> getComponentConfigurations(Filter filter) throws KuraException {
    List<ComponentConfiguration> result = new ArrayList<>();
    try {
      for (ServiceReference<?> reference : context.getAllServiceReferences(null, null)) {
        Object pid = reference.getProperty(ConfigurationService.KURA_SERVICE_PID);
        if (filter.match(reference) && pid instanceof String text && find(text) != null) {
          result.add(new Shown(text, properties(text)));
        }
      }
      return result;
    } catch (InvalidSyntaxException e) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, e, filter);
    }
  }

  synchronized long snapshot() {
    List<Snapshots.Saved> all = new ArrayList<>();
    factories.forEach(
        (pid, factoryPid) -> all.add(new Snapshots.Saved(factoryPid, pid, properties(pid))));
    return snapshots.take(all);
  }

  private void snapshotIf(boolean wanted) {
    if (wanted) {
      snapshot();
    }
  }

  Set<Long> getSnapshots() {
    return snapshots.ids();
  }

  synchronized long rollback() throws KuraException {
    long previous = snapshots.previous();
    rollback(previous);
    return previous;
  }

  /** As Kura 5 does it: all are deleted and made again, under new names of the framework's. */
  synchronized void rollback(long id) throws KuraException {
    if (!snapshots.ids().contains(id)) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_SNAPSHOT_NOT_FOUND);
    }
    for (String pid : List.copyOf(factories.keySet())) {
      deleteFactoryConfiguration(pid, false);
    }
    load(snapshots.get(id));
    snapshot();
  }

  /** What a start of Kura does. */
  synchronized void loadLatest() throws KuraException {
    load(snapshots.latest());
  }

  private void load(List<Snapshots.Saved> all) throws KuraException {
    for (Snapshots.Saved saved : all) {
      Map<String, Object> properties = new HashMap<>(saved.properties());
      properties.keySet().removeAll(Set.of("service.pid", "service.factoryPid"));
      make(saved.factoryPid(), saved.pid(), properties);
      update(saved.pid(), properties(saved.pid()));
    }
  }

  /** The framework's own name of a configuration, new after each start. */
  synchronized String servicePid(String pid) {
    return find(pid).getPid();
  }

  private Map<String, Object> properties(String pid) {
    Map<String, Object> map = new HashMap<>();
    Dictionary<String, Object> held = find(pid).getProperties();
    for (Enumeration<String> keys = held.keys(); keys.hasMoreElements(); ) {
      String key = keys.nextElement();
      map.put(key, held.get(key));
    }
    return map;
  }

  private void update(String pid, Map<String, Object> properties) {
    try {
      find(pid).update(stored(properties));
    } catch (IOException e) {
      throw new AssertionError(pid, e);
    }
  }

  private Configuration find(String pid) {
    try {
      Configuration[] found =
          admin.listConfigurations("(" + ConfigurationService.KURA_SERVICE_PID + "=" + pid + ")");
      if (found != null && found.length > 1) {
        throw new AssertionError(found.length + " configurations are called " + pid);
      }
      return found == null ? null : found[0];
    } catch (IOException | InvalidSyntaxException e) {
      throw new AssertionError(pid, e);
    }
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

  private record Shown(String getPid, Map<String, Object> getConfigurationProperties)
      implements ComponentConfiguration {
    @Override
    public OCD getDefinition() {
      throw new UnsupportedOperationException();
    }
  }
}

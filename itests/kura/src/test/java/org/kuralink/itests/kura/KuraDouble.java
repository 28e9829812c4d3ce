/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.OCD;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.ServiceTracker;

/**
 * A double of Kura's configuration service, written from its sources and from observation. It knows
 * a component by its service: the {@code service.pid} of the service, as a string, is the name of
 * the configuration. A service that goes is forgotten; one that comes is registered again and gets
 * the defaults of its form. Nothing is validated; an update encrypts passwords, a creation does
 * not; null removes a key; an unknown PID is ignored. A snapshot has the known configurations, and
 * the unknown ones of the previous snapshot.
 */
final class KuraDouble {

  private static final String KURA_PID = ConfigurationService.KURA_SERVICE_PID;
  private static final String FACTORY_PID = ConfigurationAdmin.SERVICE_FACTORYPID;

  private final BundleContext context;
  private final HeldConfigurations held;
  private final Snapshots snapshots;
  private final CryptoDouble crypto = new CryptoDouble();
  private final Map<String, KuraForm> forms = new HashMap<>();
  private final Map<String, String> servicePids = new HashMap<>();
  private final Map<String, String> factoryPids = new HashMap<>();
  private final Set<String> known = new TreeSet<>();
  private final Set<String> pendingDeletion = new HashSet<>();

  KuraDouble(BundleContext context, ConfigurationAdmin admin, Snapshots snapshots) {
    this.context = context;
    this.held = new HeldConfigurations(context, admin);
    this.snapshots = snapshots;
  }

  /** Starts like Kura: applies the latest snapshot, then reads forms and components. */
  void open() throws KuraException {
    for (Snapshots.Saved saved : snapshots.latest()) {
      if (saved.factoryPid() == null) {
        held.update(saved.pid(), saved.properties());
      } else {
        createFactoryConfiguration(saved.factoryPid(), saved.pid(), saved.properties(), false);
      }
    }
    new ActiveBundles(context).open();
    new Components(context).open();
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

  HeldConfigurations held() {
    return held;
  }

  /** The form of a factory, if its bundle has been active once. */
  synchronized KuraForm form(String factoryPid) {
    return forms.getOrDefault(factoryPid, KuraForm.none(factoryPid));
  }

  /** As if the bundle of a form had never been there. */
  synchronized void forgetForm(String factoryPid) {
    forms.remove(factoryPid);
  }

  /** All forms of our bundles. */
  List<KuraForm> forms() {
    List<KuraForm> all = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getSymbolicName().startsWith("org.kuralink.")) {
        KuraForm.pidsIn(bundle).forEach(pid -> all.add(KuraForm.read(bundle, pid)));
      }
    }
    return all;
  }

  private KuraForm formOf(String pid) {
    return form(factoryPids.getOrDefault(pid, pid));
  }

  private synchronized void learn(KuraForm form) {
    forms.put(form.pid(), form);
    factoryPids.forEach(
        (pid, factoryPid) -> {
          if (factoryPid.equals(form.pid())) {
            seed(pid, form);
          }
        });
  }

  private void seed(String pid, KuraForm form) {
    String servicePid = servicePids.getOrDefault(pid, pid);
    Map<String, Object> properties = new HashMap<>(form.defaults());
    Map<String, Object> present = held.get(servicePid);
    if (present != null) {
      properties.putAll(present);
    }
    properties.putIfAbsent(KURA_PID, pid);
    held.update(servicePid, properties);
  }

  private synchronized void register(String pid, String servicePid, String factoryPid) {
    if (pid == null || servicePid == null || known.contains(pid)) {
      return;
    }
    servicePids.put(pid, servicePid);
    if (factoryPid != null) {
      factoryPids.put(pid, factoryPid);
      if (forms.containsKey(factoryPid)) {
        seed(pid, form(factoryPid));
      }
    }
    known.add(pid);
  }

  private synchronized void unregister(String pid) {
    servicePids.remove(pid);
    factoryPids.remove(pid);
    known.remove(pid);
  }

  synchronized void createFactoryConfiguration(
      String factoryPid, String pid, Map<String, Object> properties, boolean takeSnapshot)
      throws KuraException {
    if (pid == null || servicePids.containsKey(pid)) {
      throw new KuraException(KuraErrorCode.INVALID_PARAMETER, "pid " + pid + " already exists");
    }
    Map<String, Object> merged = form(factoryPid).defaults();
    merged.putAll(properties == null ? Map.of() : properties);
    merged.put(KURA_PID, pid);
    register(pid, held.create(factoryPid, merged), factoryPid);
    pendingDeletion.remove(pid);
    snapshotIf(takeSnapshot);
  }

  synchronized void deleteFactoryConfiguration(String pid, boolean takeSnapshot) {
    if (held.delete(pid)) {
      unregister(pid);
      pendingDeletion.add(pid);
      snapshotIf(takeSnapshot);
    }
  }

  void updateConfiguration(String pid, Map<String, Object> properties) throws KuraException {
    updateConfiguration(pid, properties, true);
  }

  /**
   * What a person may send may also name a factory: then it is created. Passwords are encrypted in
   * the map of the caller. The components have been given what was sent before.
   */
  void updateConfiguration(String pid, Map<String, Object> properties, boolean takeSnapshot)
      throws KuraException {
    held.awaitDelivered();
    update(pid, properties, takeSnapshot);
  }

  private synchronized void update(String pid, Map<String, Object> properties, boolean takeSnapshot)
      throws KuraException {
    properties.entrySet().stream()
        .filter(each -> each.getValue() instanceof Password)
        .forEach(
            each -> each.setValue(new Password(crypto.encryptAnew(each.getValue().toString()))));
    Map<String, Object> change = new HashMap<>(properties);
    Map<String, Snapshots.Saved> all = all(Map.of(pid, change));
    if (known.contains(pid) && !formOf(pid).isNone()) {
      Map<String, Object> merged = formOf(pid).defaults();
      merged.putAll(properties(pid));
      merged.putAll(change);
      held.update(servicePids.get(pid), merged);
    } else if (!known.contains(pid) && change.get(FACTORY_PID) instanceof String factoryPid) {
      createFactoryConfiguration(factoryPid, pid, change, false);
      all = all(Map.of());
    }
    if (takeSnapshot) {
      save(all.values());
    }
  }

  synchronized Set<String> getConfigurableComponentPids() {
    return Set.copyOf(known);
  }

  /** Passwords are readable here. */
  synchronized ComponentConfiguration getComponentConfiguration(String pid) {
    Map<String, Object> shown = properties(pid);
    if (shown == null) {
      return null;
    }
    shown.replaceAll(
        (key, value) ->
            value instanceof Password ? new Password(crypto.plain(value.toString())) : value);
    return new Shown(pid, shown);
  }

  /** One for each service of the name, as Kura does it: two services are two tabs. */
  List<ComponentConfiguration> getComponentConfigurations(Filter filter) throws KuraException {
    List<ComponentConfiguration> result = new ArrayList<>();
    try {
      for (ServiceReference<?> reference : context.getAllServiceReferences(null, null)) {
        if (filter.match(reference) && reference.getProperty(KURA_PID) instanceof String pid) {
          synchronized (this) {
            Map<String, Object> shown = properties(pid);
            if (shown != null) {
              result.add(new Shown(pid, shown));
            }
          }
        }
      }
      return result;
    } catch (InvalidSyntaxException e) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, e, filter);
    }
  }

  synchronized long snapshot() {
    return save(all(Map.of()).values());
  }

  private void snapshotIf(boolean wanted) {
    if (wanted) {
      snapshot();
    }
  }

  private long save(Collection<Snapshots.Saved> all) {
    pendingDeletion.clear();
    return snapshots.take(List.copyOf(all));
  }

  /** What is known, with changes, and what the latest snapshot knows besides. */
  private Map<String, Snapshots.Saved> all(Map<String, Map<String, Object>> changes) {
    Map<String, Snapshots.Saved> all = new LinkedHashMap<>();
    for (String pid : known) {
      Map<String, Object> properties = properties(pid);
      if (properties != null) {
        properties.putAll(changes.getOrDefault(pid, Map.of()));
        properties.values().removeIf(value -> value == null);
        all.put(pid, new Snapshots.Saved((String) properties.get(FACTORY_PID), pid, properties));
      }
    }
    snapshots.latest().forEach(saved -> all.putIfAbsent(saved.pid(), saved));
    pendingDeletion.forEach(all::remove);
    return all;
  }

  Set<Long> getSnapshots() {
    return snapshots.ids();
  }

  synchronized long rollback() throws KuraException {
    long previous = snapshots.previous();
    rollback(previous);
    return previous;
  }

  /** All are deleted and made again, under new names of the framework's. */
  synchronized void rollback(long id) throws KuraException {
    if (!snapshots.ids().contains(id)) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_SNAPSHOT_NOT_FOUND);
    }
    List<Snapshots.Saved> all = snapshots.get(id);
    for (String pid : List.copyOf(factoryPids.keySet())) {
      deleteFactoryConfiguration(pid, false);
    }
    for (Snapshots.Saved saved : all) {
      if (saved.factoryPid() != null) {
        createFactoryConfiguration(saved.factoryPid(), saved.pid(), saved.properties(), false);
      }
    }
    Map<String, Map<String, Object>> restored = new HashMap<>();
    known.forEach(pid -> restored.put(pid, Map.of()));
    all.forEach(saved -> restored.put(saved.pid(), saved.properties()));
    restored.forEach(this::restore);
    save(all);
  }

  private void restore(String pid, Map<String, Object> properties) {
    if (known.contains(pid) && !formOf(pid).isNone()) {
      Map<String, Object> merged = formOf(pid).defaults();
      merged.putAll(properties);
      merged.putIfAbsent(KURA_PID, pid);
      held.update(servicePids.get(pid), merged);
    }
  }

  /**
   * The configuration behind the service, by the name that the service gives; passwords as such.
   */
  private Map<String, Object> properties(String pid) {
    String servicePid = servicePids.get(pid);
    Map<String, Object> properties = servicePid == null ? null : held.get(servicePid);
    if (properties != null) {
      KuraForm form = formOf(pid);
      properties.replaceAll(
          (key, value) -> form.isPassword(key) ? new Password(value.toString()) : value);
    }
    return properties;
  }

  /** A text of whatever it is, as Kura makes it. */
  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  /** Forms are read when a bundle has become active. */
  private final class ActiveBundles extends BundleTracker<Bundle> {

    ActiveBundles(BundleContext context) {
      super(context, Bundle.ACTIVE, null);
    }

    @Override
    public Bundle addingBundle(Bundle bundle, BundleEvent event) {
      KuraForm.pidsIn(bundle).forEach(pid -> learn(KuraForm.read(bundle, pid)));
      return bundle;
    }
  }

  /** Components are known while their services are there. */
  private final class Components
      extends ServiceTracker<ConfigurableComponent, ServiceReference<ConfigurableComponent>> {

    Components(BundleContext context) {
      super(context, ConfigurableComponent.class, null);
    }

    @Override
    public ServiceReference<ConfigurableComponent> addingService(
        ServiceReference<ConfigurableComponent> reference) {
      register(
          text(reference.getProperty(KURA_PID)),
          text(reference.getProperty(Constants.SERVICE_PID)),
          text(reference.getProperty(FACTORY_PID)));
      return reference;
    }

    @Override
    public void removedService(
        ServiceReference<ConfigurableComponent> reference,
        ServiceReference<ConfigurableComponent> same) {
      if (reference.getProperty(Constants.SERVICE_PID) != null) {
        unregister(text(reference.getProperty(KURA_PID)));
      }
    }
  }

  private record Shown(String getPid, Map<String, Object> getConfigurationProperties)
      implements ComponentConfiguration {
    @Override
    public OCD getDefinition() {
      throw new UnsupportedOperationException();
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.factory.CloudConnectionFactory;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.ConfigurationService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConnectionTab;
import org.kuralink.api.configuration.Explanation;
import org.kuralink.check.QuietCheck;
import org.kuralink.kura.stack.KuraConfigurations;
import org.kuralink.kura.stack.StackNames;
import org.kuralink.kura.stack.Stacks;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The factory of connections to Alibaba Cloud IoT Platform for Kura's Cloud Connections page. An
 * exception from one of its three queries would break the page for all connectors, so they return
 * an empty result instead. Owns the daemon threads {@code kuralink-kura-stacks}, which creates and
 * deletes configurations, and {@code kuralink-kura-settled}, which waits until Kura has finished to
 * install or delete; both end when there is nothing to do.
 */
@Component(
    name = StackNames.FACTORY,
    service = {CloudConnectionFactory.class, ConfigurationListener.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.IGNORE,
    property = {
      "service.pid=" + StackNames.FACTORY,
      "kura.ui.csf.pid.default=" + StackNames.DEFAULT_PID,
      "kura.ui.csf.pid.regex=" + StackNames.PID_PATTERN
    })
public final class ConnectionFactory implements CloudConnectionFactory, ConfigurationListener {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionFactory.class);
  private static final int PATIENCE_SECONDS = 60;
  private static final int MOST_WAITING = 32;

  private final Map<Object, String> tabs = new ConcurrentHashMap<>();
  private final Map<Object, String> listed = new ConcurrentHashMap<>();
  private final AtomicBoolean completing = new AtomicBoolean();
  private volatile @Nullable ConfigurationService service;
  private volatile @Nullable ConfigurationAdmin admin;
  private volatile @Nullable WorkerThread thread;
  private final QuietCheck settled = new QuietCheck("kuralink-kura-settled", this::completeSoon);

  @Activate
  void activate() {
    thread = new WorkerThread("kuralink-kura-stacks", MOST_WAITING);
    completeSoon();
  }

  @Deactivate
  void deactivate() {
    WorkerThread last = thread;
    thread = null;
    settled.close();
    if (last != null) {
      last.close();
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindService(ConfigurationService configurations) {
    service = configurations;
    completeSoon();
  }

  void unbindService(ConfigurationService configurations) {
    if (configurations.equals(service)) {
      service = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindAdmin(ConfigurationAdmin configurations) {
    admin = configurations;
    completeSoon();
  }

  void unbindAdmin(ConfigurationAdmin configurations) {
    if (configurations.equals(admin)) {
      admin = null;
    }
  }

  /**
   * Adds a tab after a capability was installed. All capabilities of a package get their parts with
   * one snapshot, because Kura keeps only ten.
   */
  @Reference(
      service = ConnectionTab.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addTab(Map<String, Object> properties) {
    Object factoryPid = properties.get(ConnectionTab.FACTORY_PID);
    if (factoryPid != null) {
      tabs.put(idOf(properties), factoryPid.toString());
      settled.changed();
    }
  }

  void updatedTab(Map<String, Object> properties) {
    tabs.remove(idOf(properties));
    addTab(properties);
  }

  void removeTab(Map<String, Object> properties) {
    tabs.remove(idOf(properties));
  }

  /** Adds a component of ours that Kura lists among its services, so that it may be hidden. */
  @Reference(
      service = ConfigurableComponent.class,
      target =
          "(&(kura.service.pid=" + StackNames.DEFAULT_PID + "*)(!(" + ConnectionTab.PART + "=*)))",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addListed")
  void addListed(Map<String, Object> properties) {
    listed.put(idOf(properties), String.valueOf(properties.get("kura.service.pid")));
    completeSoon();
  }

  void removeListed(Map<String, Object> properties) {
    listed.remove(idOf(properties));
  }

  /** Completes the connections if Kura rolled back to a snapshot from before an installation. */
  @Override
  public void configurationEvent(ConfigurationEvent event) {
    if (event.getType() == ConfigurationEvent.CM_DELETED
        && tabs.containsValue(String.valueOf(event.getFactoryPid()))) {
      settled.changed();
    }
  }

  private static Object idOf(Map<String, Object> properties) {
    return String.valueOf(properties.get("service.id"));
  }

  @Override
  public String getFactoryPid() {
    return StackNames.ENDPOINT;
  }

  @Override
  public Set<String> getManagedCloudConnectionPids() {
    try {
      Optional<Stacks> stacks = stacks();
      return stacks.isPresent() ? stacks.get().connections() : Set.of();
    } catch (KuraException | RuntimeException e) {
      LOG.warn("The connections cannot be listed: {}", Explanation.of(e));
      return Set.of();
    }
  }

  @Override
  public List<String> getStackComponentsPids(String pid) {
    return getManagedCloudConnectionPids().contains(pid)
        ? Stacks.parts(pid, tabs.values())
        : List.of();
  }

  @Override
  public void createConfiguration(String pid) throws KuraException {
    change(stacks -> stacks.create(pid));
  }

  @Override
  public void deleteConfiguration(String pid) throws KuraException {
    change(stacks -> stacks.delete(pid));
  }

  private void change(Change change) throws KuraException {
    WorkerThread present = thread;
    if (present == null) {
      throw new KuraException(KuraErrorCode.SERVICE_UNAVAILABLE, "the bundle is being stopped");
    }
    try {
      Future<?> done =
          present.submit(
              () -> {
                change.apply(
                    stacks()
                        .orElseThrow(
                            () ->
                                new KuraException(
                                    KuraErrorCode.SERVICE_UNAVAILABLE,
                                    "Kura's configuration service is not there")));
                return null;
              });
      done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KuraException(KuraErrorCode.INTERNAL_ERROR, e, "interrupted");
    } catch (TimeoutException | RejectedExecutionException e) {
      throw new KuraException(
          KuraErrorCode.SERVICE_UNAVAILABLE,
          e,
          "Kura did not change the configurations in time; try again");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KuraException refused) {
        throw refused;
      }
      throw new KuraException(
          KuraErrorCode.INTERNAL_ERROR, e.getCause(), "the configurations: " + Explanation.of(e));
    }
  }

  /** Schedules one completion of the connections, however many services come at once. */
  private void completeSoon() {
    WorkerThread present = thread;
    if (present == null || service == null || admin == null || completing.getAndSet(true)) {
      return;
    }
    if (!present.run(this::complete)) {
      completing.set(false);
    }
  }

  private void complete() {
    completing.set(false);
    try {
      Optional<Stacks> stacks = stacks();
      if (stacks.isPresent()) {
        stacks.get().complete();
        stacks.get().hide(Set.copyOf(listed.values()));
      }
    } catch (KuraException | RuntimeException e) {
      LOG.warn("The connections could not be completed: {}", Explanation.of(e));
    }
  }

  private Optional<Stacks> stacks() {
    Optional<ConfigurationAdmin> presentAdmin = Optional.ofNullable(admin);
    ConfigurationService presentService = service;
    Collection<String> presentTabs = tabs.values();
    return presentService == null
        ? Optional.empty()
        : Optional.of(
            new Stacks(new KuraConfigurations(presentAdmin, presentService), presentTabs));
  }

  /** A change of the stacks. */
  private interface Change {
    void apply(Stacks stacks) throws KuraException;
  }
}

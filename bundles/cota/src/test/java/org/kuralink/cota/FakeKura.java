/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.osgi.framework.Filter;

/**
 * A double of Kura's configuration service with Kura's behaviour: it checks no value, ignores PIDs
 * that it does not track, merges updates, removes properties that are null, encrypts passwords to a
 * different text each time, and starts from its newest snapshot. Components are notified of a
 * change later.
 */
final class FakeKura implements ConfigurationService {

  private static final String CIPHER = "encrypted-";

  private final FakeComponents running;
  private final Life life;
  private final TreeMap<Long, Map<String, Map<String, Object>>> snapshots;
  final Set<String> untracked = new HashSet<>();
  final Set<String> failing = new HashSet<>();
  int rollbacks;
  private int encryptions = 1;

  private FakeKura(
      FakeComponents running,
      Life life,
      TreeMap<Long, Map<String, Map<String, Object>>> snapshots) {
    this.running = running;
    this.life = life;
    this.snapshots = snapshots;
  }

  /** A gateway that starts for the first time, from the snapshot of its profile. */
  static FakeKura first(FakeComponents running, Life life) {
    TreeMap<Long, Map<String, Map<String, Object>>> snapshots = new TreeMap<>();
    snapshots.put(0L, running.everything());
    return new FakeKura(running, life, snapshots);
  }

  /** What a process starts with: only snapshots are kept. */
  FakeComponents kept() {
    return running.nextProcess(snapshots.lastEntry().getValue());
  }

  FakeKura nextProcess(FakeComponents next, Life nextLife) {
    return new FakeKura(next, nextLife, snapshots);
  }

  /** A password as if it had been encrypted at the beginning. */
  static String encrypted(String plain) {
    return CIPHER + "0-" + plain;
  }

  /** The password itself. */
  static Object plain(Object text) {
    return text instanceof String cipher && cipher.startsWith(CIPHER)
        ? cipher.substring(cipher.indexOf('-', CIPHER.length()) + 1)
        : text;
  }

  @Override
  public Set<String> getConfigurableComponentPids() {
    Set<String> pids = new TreeSet<>(running.everything().keySet());
    pids.removeAll(untracked);
    return pids;
  }

  @Override
  public List<ComponentConfiguration> getComponentConfigurations(Filter filter) {
    List<ComponentConfiguration> found = new ArrayList<>();
    for (String pid : getConfigurableComponentPids()) {
      if (filter.matches(Map.of(KURA_SERVICE_PID, pid))) {
        found.add(configuration(pid, false));
      }
    }
    return found;
  }

  @Override
  public ComponentConfiguration getComponentConfiguration(String pid) {
    return getConfigurableComponentPids().contains(pid) ? configuration(pid, true) : null;
  }

  private ComponentConfiguration configuration(String pid, boolean decrypted) {
    Map<String, Object> properties = new HashMap<>(running.properties(pid));
    properties.put(KURA_SERVICE_PID, pid);
    OCD definition = running.definition(pid);
    for (AD attribute : definition.getAD()) {
      Object value = properties.get(attribute.getId());
      if (attribute.getType() == Scalar.PASSWORD && value instanceof String text) {
        properties.put(attribute.getId(), new Password(decrypted ? plain(text).toString() : text));
      }
    }
    return new ComponentConfiguration() {
      @Override
      public String getPid() {
        return pid;
      }

      @Override
      public OCD getDefinition() {
        return definition;
      }

      @Override
      public Map<String, Object> getConfigurationProperties() {
        return properties;
      }
    };
  }

  @Override
  public void updateConfiguration(String pid, Map<String, Object> properties, boolean takeSnapshot)
      throws KuraException {
    for (Map.Entry<String, Object> property : properties.entrySet()) {
      if (property.getValue() instanceof Password password) {
        properties.put(property.getKey(), new Password(encrypt(password.toString())));
      }
    }
    if (!getConfigurableComponentPids().contains(pid)) {
      return;
    }
    if (failing.contains(pid)) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_UPDATE, pid);
    }
    Map<String, Object> merged = running.properties(pid);
    properties.forEach(
        (name, value) -> {
          if (value == null) {
            merged.remove(name);
          } else {
            merged.put(name, value instanceof Password ? value.toString() : value);
          }
        });
    try {
      running.find(pid).orElseThrow().update(merged);
    } catch (java.io.IOException e) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_UPDATE, e, pid);
    }
    if (takeSnapshot) {
      snapshot();
    }
  }

  private String encrypt(String text) {
    return text.isEmpty() || text.startsWith(CIPHER) ? text : CIPHER + encryptions++ + "-" + text;
  }

  @Override
  public Set<Long> getSnapshots() {
    return new TreeSet<>(snapshots.keySet());
  }

  @Override
  public long snapshot() {
    life.step();
    long id = snapshots.lastKey() + 1;
    snapshots.put(id, running.everything());
    life.step();
    return id;
  }

  @Override
  public void rollback(long id) throws KuraException {
    life.step();
    rollbacks++;
    running.replaceAll(
        Optional.ofNullable(snapshots.get(id))
            .orElseThrow(() -> new KuraException(KuraErrorCode.CONFIGURATION_SNAPSHOT_NOT_FOUND)));
    snapshot();
  }

  @Override
  public void updateConfiguration(String pid, Map<String, Object> properties) throws KuraException {
    updateConfiguration(pid, properties, true);
  }

  @Override
  public Set<String> getFactoryComponentPids() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void createFactoryConfiguration(
      String factoryPid, String pid, Map<String, Object> properties, boolean takeSnapshot) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void deleteFactoryConfiguration(String pid, boolean takeSnapshot) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ComponentConfiguration> getComponentConfigurations() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ComponentConfiguration getDefaultComponentConfiguration(String pid) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void updateConfigurations(List<ComponentConfiguration> configs) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void updateConfigurations(List<ComponentConfiguration> configs, boolean takeSnapshot) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ComponentConfiguration> getSnapshot(long sid) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long rollback() {
    throw new UnsupportedOperationException();
  }
}

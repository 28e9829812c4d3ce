/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.stack;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.factory.CloudConnectionFactory;
import org.kuralink.api.configuration.ConnectionTab;
import org.kuralink.api.configuration.Explanation;
import org.kuralink.kura.stack.Configurations.Entry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stacks of connections. A stack has the configurations of the endpoint, the session, and each
 * installed capability; they are created, completed and deleted together. Used by one thread.
 */
public final class Stacks {

  private static final Logger LOG = LoggerFactory.getLogger(Stacks.class);

  private static final Map<String, Object> HIDDEN = Map.of(ConnectionTab.PART, true);

  private final Configurations configurations;
  private final Collection<String> tabs;

  /**
   * Creates a view of the stacks.
   *
   * @param tabs the factory PIDs of the installed capabilities
   */
  public Stacks(Configurations configurations, Collection<String> tabs) {
    this.configurations = configurations;
    this.tabs = new TreeSet<>(tabs);
  }

  /** Returns the existing connections, whether their components are active or not. */
  public Set<String> connections() throws KuraException {
    Set<String> pids = new LinkedHashSet<>();
    for (Entry entry : configurations.list()) {
      if (entry.factoryPid().equals(StackNames.ENDPOINT)) {
        pids.add(entry.pid());
      }
    }
    return pids;
  }

  /** Returns the parts of a connection that have a tab. */
  public static List<String> parts(String connection, Collection<String> tabs) {
    List<String> pids = new ArrayList<>();
    pids.add(StackNames.session(connection));
    for (String tab : new TreeSet<>(tabs)) {
      pids.add(StackNames.part(connection, tab));
    }
    return pids.stream().distinct().toList();
  }

  /** Creates a connection; reuses parts that an earlier one of the same name has left. */
  public void create(String connection) throws KuraException {
    if (!StackNames.isConnection(connection)) {
      throw new KuraException(
          KuraErrorCode.INVALID_PARAMETER,
          connection + " is not a name such as " + StackNames.DEFAULT_PID + "-2");
    }
    if (connections().contains(connection)) {
      throw new KuraException(KuraErrorCode.INVALID_PARAMETER, connection + " already exists");
    }
    List<Entry> made = new ArrayList<>();
    try {
      make(missing(connection), made);
    } catch (KuraException e) {
      takeBack(made);
      throw e;
    }
    LOG.info("{}: created with {} parts", connection, made.size());
  }

  /** Deletes a connection with all its parts, including those of absent capabilities. */
  public void delete(String connection) throws KuraException {
    List<Entry> doomed = new ArrayList<>();
    for (Entry entry : configurations.list()) {
      if (entry.factoryPid().equals(StackNames.ENDPOINT) && entry.pid().equals(connection)) {
        doomed.add(0, entry);
      } else if (StackNames.isPart(connection, entry)) {
        doomed.add(entry);
      }
    }
    for (int i = 0; i < doomed.size(); i++) {
      configurations.delete(doomed.get(i), i == doomed.size() - 1);
    }
    LOG.info("{}: deleted with {} parts", connection, doomed.size());
  }

  /** Creates the missing parts of each connection, after a capability was installed. */
  public void complete() throws KuraException {
    Map<Entry, Map<String, Object>> missing = new LinkedHashMap<>();
    for (String connection : connections()) {
      missing.putAll(missing(connection));
    }
    make(missing, new ArrayList<>());
    missing.keySet().forEach(entry -> LOG.info("{}: created", entry.pid()));
  }

  /**
   * Hides parts that Kura lists outside of their connection, because an earlier version created it.
   * Does not change configurations without a connection.
   *
   * @param listed the names of the components that Kura lists
   */
  public void hide(Collection<String> listed) throws KuraException {
    Set<String> connections = connections();
    List<Entry> parts = new ArrayList<>();
    for (Entry entry : configurations.list()) {
      if (listed.contains(entry.pid())
          && connections.stream().anyMatch(each -> StackNames.isPart(each, entry))) {
        parts.add(entry);
      }
    }
    for (int i = 0; i < parts.size(); i++) {
      configurations.update(parts.get(i), HIDDEN, i == parts.size() - 1);
    }
  }

  private Map<Entry, Map<String, Object>> missing(String connection) throws KuraException {
    String session = StackNames.session(connection);
    Map<Entry, Map<String, Object>> wanted = new LinkedHashMap<>();
    wanted.put(
        new Entry(connection, StackNames.ENDPOINT),
        Map.of(
            CloudConnectionFactory.KURA_CLOUD_CONNECTION_FACTORY_PID,
            StackNames.FACTORY,
            ConnectionTab.CONNECTION,
            session));
    wanted.put(new Entry(session, StackNames.SESSION), HIDDEN);
    for (String tab : tabs) {
      wanted.put(
          new Entry(StackNames.part(connection, tab), tab),
          Map.of(ConnectionTab.CONNECTION, session, ConnectionTab.PART, true));
    }
    Set<String> present = new LinkedHashSet<>();
    configurations.list().forEach(entry -> present.add(entry.pid()));
    wanted.keySet().removeIf(entry -> present.contains(entry.pid()));
    return wanted;
  }

  private void make(Map<Entry, Map<String, Object>> missing, List<Entry> made)
      throws KuraException {
    int left = missing.size();
    for (Map.Entry<Entry, Map<String, Object>> each : missing.entrySet()) {
      left--;
      configurations.create(each.getKey(), each.getValue(), left == 0);
      made.add(each.getKey());
    }
  }

  private void takeBack(List<Entry> made) {
    for (Entry entry : made) {
      try {
        configurations.delete(entry, false);
      } catch (KuraException e) {
        LOG.warn("{} could not be deleted again: {}", entry.pid(), Explanation.of(e));
      }
    }
  }
}

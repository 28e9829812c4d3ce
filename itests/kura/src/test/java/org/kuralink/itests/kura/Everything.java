/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.osgi.framework.ServiceReference;

/**
 * Everything that a person has set up: a connection with all its parts, one of each publisher and
 * subscriber, and something in the configuration of each.
 */
final class Everything {

  private static final String MARK = "a.mark";
  private static final String PID = OnKura.PID;

  private final KuraGateway gateway;
  private Map<String, Map<String, Object>> before = Map.of();

  private Everything(KuraGateway gateway) {
    this.gateway = gateway;
  }

  static Everything setUp(KuraGateway gateway) throws Exception {
    Everything everything = new Everything(gateway);
    gateway.page().create(PID);
    for (String factoryPid : gateway.page().publishersAndSubscribers()) {
      gateway.page().createPublisherOrSubscriber(factoryPid, "our" + title(factoryPid), PID);
    }
    int number = 0;
    for (String pid : gateway.kura().getConfigurableComponentPids()) {
      gateway.kura().updateConfiguration(pid, Map.of(MARK, "mark " + number++));
    }
    everything.keep();
    assertTrue(everything.before.size() >= 15, everything.pids().toString());
    return everything;
  }

  private static String title(String factoryPid) {
    return factoryPid.substring(factoryPid.lastIndexOf('.') + 1);
  }

  Set<String> pids() {
    return before.keySet();
  }

  /** What a person has applied since is meant as well. */
  void keep() {
    before = gateway.kura().held().byLastingName();
  }

  /** Now, and after a snapshot and a restart; and what a person applies reaches the component. */
  void isThereAndStaysSo() throws Exception {
    isThere();
    for (String pid : before.keySet()) {
      gateway.kura().updateConfiguration(pid, Map.of(MARK, "applied"));
    }
    gateway.page().await("not applied", () -> notApplied().isEmpty());
    before.replaceAll(
        (pid, properties) -> {
          Map<String, Object> changed = new TreeMap<>(properties);
          changed.put(MARK, "applied");
          return changed;
        });
    assertTheSnapshotIsComplete();
    gateway.restart();
    isThere();
  }

  private void isThere() throws Exception {
    KuraPage page = gateway.page();
    KuraDouble kura = gateway.kura();
    page.awaitComplete(PID);
    for (String pid : before.keySet()) {
      page.await(pid + " is not there", () -> page.named(pid));
      page.await(pid + " is not known", () -> kura.getConfigurableComponentPids().contains(pid));
      page.await(
          pid + " is another one: " + kura.held().byLastingName().get(pid),
          () -> before.get(pid).equals(kura.held().byLastingName().get(pid)));
    }
    assertEquals(before.keySet(), kura.held().byLastingName().keySet());
    assertEquals(before.keySet(), kura.getConfigurableComponentPids());
    assertEquals(List.of(), kura.held().nobodys());
    for (ServiceReference<ConfigurableComponent> component : components()) {
      assertInstanceOf(String.class, component.getProperty("service.pid"), component.toString());
    }
    assertFalse(KeptLog.complains("already exists"));
  }

  private void assertTheSnapshotIsComplete() {
    Map<String, Object> factories = new TreeMap<>();
    Map<String, Object> saved = new TreeMap<>();
    before.forEach((pid, properties) -> factories.put(pid, properties.get("service.factoryPid")));
    gateway
        .kura()
        .snapshots()
        .latest()
        .forEach(each -> saved.put(each.pid(), String.valueOf(each.factoryPid())));
    assertEquals(factories, saved);
  }

  private List<ServiceReference<ConfigurableComponent>> components() throws Exception {
    return List.copyOf(gateway.context().getServiceReferences(ConfigurableComponent.class, null));
  }

  /** A session keeps its configuration from its service's properties. */
  private List<String> notApplied() throws Exception {
    List<String> without = new ArrayList<>();
    for (ServiceReference<ConfigurableComponent> component : components()) {
      Object pid = component.getProperty("kura.service.pid");
      boolean isSession = (PID + ".connection").equals(pid);
      if (!isSession && !"applied".equals(component.getProperty(MARK))) {
        without.add(String.valueOf(pid));
      }
    }
    return without;
  }
}

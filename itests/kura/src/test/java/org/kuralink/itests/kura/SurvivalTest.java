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
import java.util.TreeMap;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.ServiceReference;

/**
 * Everything that a person has set up lives through whatever happens to our bundles, to the
 * configurations and to Kura: a connection with all its parts, and one of each publisher and
 * subscriber.
 */
class SurvivalTest extends OnKura {

  private static final String MARK = "a.mark";

  private Map<String, Map<String, Object>> before;

  @BeforeEach
  void setUpOneOfEach() throws Exception {
    page().create(PID);
    for (String factoryPid : page().publishersAndSubscribers()) {
      page().createPublisherOrSubscriber(factoryPid, "our" + title(factoryPid), PID);
    }
    int number = 0;
    for (String pid : kura().getConfigurableComponentPids()) {
      kura().updateConfiguration(pid, Map.of(MARK, "mark " + number++));
    }
    before = kura().held().byLastingName();
    assertTrue(before.size() >= 15, before.keySet().toString());
  }

  private static String title(String factoryPid) {
    return factoryPid.substring(factoryPid.lastIndexOf('.') + 1);
  }

  static List<String> bundles() {
    return KuraGateway.ours();
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void aBundleStopsAndStarts(String bundle) throws Exception {
    gateway.bundle(bundle).stop();
    gateway.bundle(bundle).start();
    everythingIsThereAndStaysSo();
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void aBundleIsReplaced(String bundle) throws Exception {
    gateway.replace(bundle);
    everythingIsThereAndStaysSo();
  }

  @Test
  void kuraRestarts() throws Exception {
    gateway.restart();
    everythingIsThereAndStaysSo();
  }

  @Test
  void aPersonGoesBackToASnapshot() throws Exception {
    long good = kura().snapshot();
    for (String pid : before.keySet()) {
      kura().updateConfiguration(pid, Map.of(MARK, "another"));
    }
    kura().rollback(good);
    everythingIsThereAndStaysSo();
  }

  @Test
  void everyPartIsApplied() throws Exception {
    for (String pid : before.keySet()) {
      if (!pid.equals(PID)) {
        page().apply(pid, Map.of());
      }
    }
    before = kura().held().byLastingName();
    everythingIsThereAndStaysSo();
  }

  @Test
  void theDeploymentPackageIsUpgraded() throws Exception {
    gateway.upgradeAll();
    everythingIsThereAndStaysSo();
  }

  /** A snapshot that is taken while it is away keeps what Kura does not know then. */
  @Test
  void theDeploymentPackageIsUninstalledAndInstalled() throws Exception {
    gateway.reinstallAll(() -> kura().snapshot());
    everythingIsThereAndStaysSo();
  }

  @Test
  void theDeploymentPackageIsInstalledAgainAfterARestart() throws Exception {
    gateway.reinstallAll(() -> kura().snapshot());
    gateway.restart();
    gateway.upgradeAll();
    everythingIsThereAndStaysSo();
  }

  /** Now, and after a snapshot and a restart; and what a person applies reaches the component. */
  private void everythingIsThereAndStaysSo() throws Exception {
    everythingIsThere();
    for (String pid : before.keySet()) {
      kura().updateConfiguration(pid, Map.of(MARK, "applied"));
    }
    page().await("not applied", () -> notApplied().isEmpty());
    before.replaceAll(
        (pid, properties) -> {
          Map<String, Object> changed = new TreeMap<>(properties);
          changed.put(MARK, "applied");
          return changed;
        });
    gateway.restart();
    everythingIsThere();
  }

  private void everythingIsThere() throws Exception {
    page().awaitComplete(PID);
    for (String pid : before.keySet()) {
      page().await(pid + " is not there", () -> page().named(pid));
      page().await(pid + " is not known", () -> known().contains(pid));
      page()
          .await(
              pid + " is another one: " + kura().held().byLastingName().get(pid),
              () -> before.get(pid).equals(kura().held().byLastingName().get(pid)));
    }
    assertEquals(before.keySet(), kura().held().byLastingName().keySet());
    assertEquals(List.of(), kura().held().nobodys());
    for (ServiceReference<ConfigurableComponent> component : components()) {
      assertInstanceOf(String.class, component.getProperty("service.pid"), component.toString());
    }
    assertFalse(KeptLog.complains("already exists"));
  }

  private static java.util.Set<String> known() {
    return kura().getConfigurableComponentPids();
  }

  private static List<ServiceReference<ConfigurableComponent>> components() throws Exception {
    return List.copyOf(gateway.context().getServiceReferences(ConfigurableComponent.class, null));
  }

  /** A session keeps its configuration from its service's properties. */
  private static List<String> notApplied() throws Exception {
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

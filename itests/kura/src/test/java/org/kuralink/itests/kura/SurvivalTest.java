/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All components that an operator has set up survive updates of our bundles, changes of the
 * configurations, and restarts of Kura.
 */
class SurvivalTest extends OnKura {

  private Everything everything;

  @BeforeEach
  void setUpOneOfEach() throws Exception {
    everything = Everything.setUp(gateway);
  }

  static List<String> bundles() {
    return KuraGateway.ours();
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void aBundleStopsAndStarts(String bundle) throws Exception {
    gateway.bundle(bundle).stop();
    gateway.bundle(bundle).start();
    everything.isThereAndStaysSo();
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void aBundleIsReplaced(String bundle) throws Exception {
    gateway.replace(bundle);
    everything.isThereAndStaysSo();
  }

  @Test
  void kuraRestarts() throws Exception {
    gateway.restart();
    everything.isThereAndStaysSo();
  }

  @Test
  void aPersonGoesBackToASnapshot() throws Exception {
    long good = kura().snapshot();
    for (String pid : everything.pids()) {
      kura().updateConfiguration(pid, Map.of("a.mark", "another"));
    }
    kura().rollback(good);
    everything.isThereAndStaysSo();
  }

  @Test
  void everyPartIsApplied() throws Exception {
    for (String pid : everything.pids()) {
      if (!pid.equals(PID)) {
        page().apply(pid, Map.of());
      }
    }
    everything.keep();
    everything.isThereAndStaysSo();
  }

  @Test
  void theDeploymentPackageIsUpgraded() throws Exception {
    gateway.upgradeAll();
    everything.isThereAndStaysSo();
  }

  /** A snapshot that is taken while it is away keeps what Kura does not know then. */
  @Test
  void theDeploymentPackageIsUninstalledAndInstalled() throws Exception {
    gateway.reinstallAll(() -> kura().snapshot());
    everything.isThereAndStaysSo();
  }

  @Test
  void theDeploymentPackageIsInstalledAgainAfterARestart() throws Exception {
    gateway.reinstallAll(() -> kura().snapshot());
    gateway.restart();
    gateway.upgradeAll();
    everything.isThereAndStaysSo();
  }
}

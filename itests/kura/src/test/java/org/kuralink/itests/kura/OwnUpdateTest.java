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
import static org.kuralink.itests.kura.OnKura.PID;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;

/**
 * An OTA update of the platform replaces our bundles on a Kura whose DeploymentAdmin has installed
 * them; then Kura restarts.
 */
class OwnUpdateTest {

  private static final String NEXT = "99.0.0";
  private static final String DEVICE = "gateway-01";
  private static final String PACKAGE = "kuralink";

  @TempDir Path directory;

  @BeforeEach
  void forgetTheLog() {
    KeptLog.clear();
  }

  @AfterEach
  void forgetTheAgent() {
    DeploymentAgent.clearProperties();
  }

  static List<Set<String>> replaced() {
    return List.of(
        Set.of("kura"), Set.of("kura", "thing", "tsl"), new HashSet<>(KuraGateway.ours()));
  }

  @ParameterizedTest
  @MethodSource("replaced")
  void everythingIsThereAfterAnUpdateOverTheAirAndARestart(Set<String> replaced) throws Exception {
    Set<String> names =
        replaced.stream().map(name -> "org.kuralink." + name).collect(Collectors.toSet());
    try (Platform platform = Platform.start();
        KuraGateway gateway = KuraGateway.startDeployed(directory)) {
      Everything everything = setUp(platform, gateway);
      Map<String, String> expected = versions(gateway);
      names.forEach(name -> expected.put(name, NEXT));

      platform.update(
          DEVICE, PACKAGE, NEXT, NextPackage.of(KuraGateway.deploymentPackage(), NEXT, names));
      awaitDone(platform, gateway);
      assertEquals(expected, versions(gateway));
      everything.isThereAndStaysSo();

      assertEquals(expected, versions(gateway));
      gateway.page().await("not online", () -> isConnected(gateway));
      assertEquals(NEXT, reported(platform));
    }
  }

  /** All that a person sets up, with updates allowed, online at the platform. */
  private static Everything setUp(Platform platform, KuraGateway gateway) throws Exception {
    KuraPage page = gateway.page();
    Everything everything = Everything.setUp(gateway);
    page.apply(PID + ".connection", platform.login(DEVICE));
    Map<String, Object> ota = new HashMap<>();
    ota.put("module.versions", PACKAGE + "=" + version());
    ota.put("allow.http", true);
    ota.put("health.window.seconds", 1);
    page.apply(PID + ".ota", ota);
    everything.keep();
    page.await("not online", () -> isConnected(gateway));
    page.await("no version", () -> version().equals(reported(platform)));
    return everything;
  }

  private static void awaitDone(Platform platform, KuraGateway gateway) {
    gateway
        .page()
        .await(
            "not updated: " + task(platform),
            () -> task(platform).get("state").getAsString().equals("succeeded"));
  }

  private static JsonObject task(Platform platform) {
    return platform
        .device(DEVICE)
        .held("firmware")
        .getAsJsonArray("tasks")
        .get(0)
        .getAsJsonObject();
  }

  private static String reported(Platform platform) {
    return platform
        .device(DEVICE)
        .held("firmware")
        .getAsJsonObject("versions")
        .getAsJsonObject(PACKAGE)
        .get("version")
        .getAsString();
  }

  private static boolean isConnected(KuraGateway gateway) throws Exception {
    return gateway.page().state(PID).equals("CONNECTED");
  }

  private static String version() {
    return System.getProperty("kuralink.version");
  }

  /** The versions of our bundles that run, by name. */
  private static Map<String, String> versions(KuraGateway gateway) {
    return Stream.of(gateway.context().getBundles())
        .filter(bundle -> bundle.getSymbolicName().startsWith("org.kuralink."))
        .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
        .collect(
            Collectors.toMap(
                Bundle::getSymbolicName,
                bundle -> bundle.getVersion().toString(),
                (one, other) -> one + " and " + other,
                TreeMap::new));
  }
}

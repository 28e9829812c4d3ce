/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.framework;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.kuralink.itests.wiring.House;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.deploymentadmin.DeploymentAdmin;
import org.osgi.service.deploymentadmin.DeploymentException;

/** Tests upgrades of the deployment package on a gateway that posts all the time. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerMethod.class)
public class LiveUpgradeTest {

  private static final String NEXT = "99.0.0";
  private static final String UPLINKS = "kuralink-uplinks";
  private static final String HTTP = "org.kuralink.http";
  private static final String TSL = "org.kuralink.tsl";
  private static final String THING = "org.kuralink.thing";
  private static final String CONNECTION = "org.kuralink.connection";
  private static final String STOP_UNAFFECTED =
      "org.apache.felix.deploymentadmin.stopunaffectedbundle";

  @Inject private BundleContext context;
  @Inject private DeploymentAdmin admin;
  @Inject private ConfigurationAdmin configurations;
  @Inject private ServiceComponentRuntime runtime;

  @Configuration
  public Option[] framework() {
    return new Option[] {Platform.withoutKuralink(), Simulator.isRunning()};
  }

  @Test
  public void whatDoesNotTouchTheSessionCostsNoLogInAndNoMessage() throws Exception {
    byte[] built = built();
    try (LiveGateway gateway = gateway()) {
      Map<String, String> first = gateway.activeVersions();
      Map<String, Map<String, Object>> configured = gateway.configurations();

      assertEquals(Set.of(THING), gateway.install(next(THING)));
      assertEquals(with(first, THING), gateway.activeVersions());
      assertEquals(NEXT, admin.getDeploymentPackage("kuralink").getVersion().toString());

      assertEquals("the same again", Set.of(), gateway.install(next(THING)));
      assertEquals("and back", Set.of(THING), gateway.install(built));
      assertEquals(first, gateway.activeVersions());

      assertThrows(DeploymentException.class, () -> gateway.install(broken(THING, TSL)));
      assertEquals(first, gateway.activeVersions());
      assertEquals(House.version(), admin.getDeploymentPackage("kuralink").getVersion().toString());

      assertEquals(configured, gateway.configurations());
      assertEquals(Map.of(), gateway.stopPosting());
      assertEquals(List.of("connected"), gateway.watch().sessionChanges());

      assertEquals(Set.of(), gateway.uninstall());
      assertEquals(configured, gateway.configurations());
      assertNull(System.getProperty(STOP_UNAFFECTED));
    }
  }

  @Test
  public void otherWaysComeChangeAndGoWithoutALogInAndWithoutALostMessage() throws Exception {
    Path uplinks = House.deploymentPackage(UPLINKS);
    try (LiveGateway gateway = gateway()) {
      Map<String, String> first = gateway.activeVersions();
      assertEquals(Set.of(), gateway.install(Files.readAllBytes(uplinks)));
      Map<String, String> more = gateway.activeVersions();
      assertTrue(more.toString(), more.containsKey(HTTP));
      assertEquals(
          Set.of(HTTP), gateway.install(NextVersion.deploymentPackage(uplinks, NEXT, HTTP)));
      assertEquals(with(more, HTTP), gateway.activeVersions());
      gateway.uninstallOnly(UPLINKS);
      assertEquals(first, gateway.activeVersions());
      assertEquals(Map.of(), gateway.stopPosting());
      assertEquals(List.of("connected"), gateway.watch().sessionChanges());
      assertEquals(Set.of(), gateway.uninstall());
    }
  }

  /** With the package a session over HTTPS begins by itself, and without it it waits again. */
  @Test
  public void aSessionOverHttpsWaitsForItsPackage() throws Exception {
    try (LiveGateway gateway = gateway()) {
      assertEquals(Map.of(), gateway.stopPosting());
      gateway.logInOver("https");
      gateway.awaitFault("no line for https");
      try (InputStream dp = Files.newInputStream(House.deploymentPackage(UPLINKS))) {
        admin.installDeploymentPackage(dp);
      }
      gateway.awaitOnline();
      gateway.uninstallOnly(UPLINKS);
      gateway.awaitFault("no line for https");
      assertEquals(Set.of(), gateway.uninstall());
    }
  }

  @Test
  public void aNewConnectionBundleCostsOneLogInAndNoMessage() throws Exception {
    try (LiveGateway gateway = gateway()) {
      Map<String, String> first = gateway.activeVersions();
      assertEquals(Set.of(CONNECTION), gateway.install(next(CONNECTION)));
      assertEquals(with(first, CONNECTION), gateway.activeVersions());
      assertNoneIsLost(gateway.stopPosting());
      assertEquals(2, gateway.watch().logins());
      assertEquals(Set.of(), gateway.uninstall());
    }
  }

  @Test
  public void whereTheOperatorHasAllBundlesStoppedEachUpgradeCostsOneLogInAndNoMessage()
      throws Exception {
    System.setProperty(STOP_UNAFFECTED, "true");
    try (LiveGateway gateway = gateway()) {
      Map<String, String> first = gateway.activeVersions();
      Map<String, Map<String, Object>> configured = gateway.configurations();
      assertEquals(first.keySet(), gateway.install(next(THING)));
      assertEquals(with(first, THING), gateway.activeVersions());
      gateway.watch().awaitNumber(gateway.lastPost());
      assertEquals(2, gateway.watch().logins());

      assertThrows(DeploymentException.class, () -> gateway.install(broken(THING, TSL)));
      assertEquals(with(first, THING), gateway.activeVersions());
      assertNoneIsLost(gateway.stopPosting());
      assertEquals(3, gateway.watch().logins());

      assertEquals(configured, gateway.configurations());
      assertEquals(Set.of(), gateway.uninstall());
    } finally {
      System.clearProperty(STOP_UNAFFECTED);
    }
  }

  /** A message whose confirmation went with the session arrives once more: at least once. */
  private static void assertNoneIsLost(Map<Integer, Long> lostOrDoubled) {
    assertFalse(lostOrDoubled.toString(), lostOrDoubled.containsValue(0L));
  }

  private LiveGateway gateway() throws Exception {
    try (InputStream dp = Files.newInputStream(House.deploymentPackage("kuralink"))) {
      admin.installDeploymentPackage(dp);
    }
    return new LiveGateway(context, admin, configurations, runtime);
  }

  private static byte[] built() throws Exception {
    return Files.readAllBytes(House.deploymentPackage("kuralink"));
  }

  private static byte[] next(String bundle) throws Exception {
    return NextVersion.deploymentPackage(House.deploymentPackage("kuralink"), NEXT, bundle);
  }

  /** A later package in which one bundle is good and one cannot be installed. */
  private static byte[] broken(String broken, String good) throws Exception {
    return NextVersion.brokenPackage(House.deploymentPackage("kuralink"), "99.1.0", broken, good);
  }

  private static Map<String, String> with(Map<String, String> versions, String bundle) {
    Map<String, String> with = new TreeMap<>(versions);
    with.put(bundle, NEXT);
    return with;
  }
}

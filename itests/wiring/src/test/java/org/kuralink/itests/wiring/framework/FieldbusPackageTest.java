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
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.kuralink.itests.wiring.House;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.deploymentadmin.DeploymentAdmin;

/**
 * Tests that the field channel package is installed, upgraded and removed beside the base package
 * in a running framework.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerMethod.class)
public class FieldbusPackageTest {

  private static final String NEXT = "99.0.0";
  private static final String FIELDBUS = "kuralink-fieldbus";
  private static final String MODBUS = "org.kuralink.channel-modbus";
  private static final String OPC_UA = "org.kuralink.channel-opcua";
  private static final Set<String> BOTH = Set.of(MODBUS, OPC_UA);
  private static final String CHANNEL = "org.kuralink.api.channel.FieldChannel";

  @Inject private BundleContext context;
  @Inject private DeploymentAdmin admin;
  @Inject private ConfigurationAdmin configurations;
  @Inject private ServiceComponentRuntime runtime;

  @Configuration
  public Option[] framework() {
    return new Option[] {Platform.withoutKuralink(), Simulator.isRunning()};
  }

  @Test
  public void comesChangesAndGoesWithoutALogInAndWithoutALostMessage() throws Exception {
    try (LiveGateway gateway = gateway()) {
      Map<String, String> first = gateway.activeVersions();
      assertEquals(Set.of(), spoken());
      assertEquals(Set.of(), gateway.install(built()));
      Map<String, String> more = gateway.activeVersions();
      assertEquals(with(first, House.version(), BOTH), more);
      assertEquals(Set.of("OPCUA", "OPC_UA", "RTU", "TCP"), spoken());

      assertEquals(Set.of(MODBUS), gateway.install(next(MODBUS)));
      assertEquals(with(more, NEXT, Set.of(MODBUS)), gateway.activeVersions());
      assertEquals(Set.of(OPC_UA), gateway.install(next(MODBUS, OPC_UA)));
      assertEquals(BOTH, gateway.install(built()));
      assertEquals(more, gateway.activeVersions());

      gateway.uninstallOnly(FIELDBUS);
      assertEquals(first, gateway.activeVersions());
      assertEquals(Set.of(), spoken());
      assertEquals(Map.of(), gateway.stopPosting());
      assertEquals(List.of("connected"), gateway.watch().sessionChanges());
      assertEquals(Set.of(), gateway.uninstall());
    }
  }

  /** Nothing of it runs, the framework says so once, and installed again it runs. */
  @Test
  public void waitsUnresolvedForTheBasePackageAndThatIsToldOnce() throws Exception {
    try (WarningLog log = new WarningLog(FrameworkUtil.getBundle(admin.getClass()))) {
      install(built());
      Map<String, List<String>> told = whileWaiting(log);
      try (LiveGateway gateway = gateway()) {
        assertEquals(Set.of(), gateway.install(built()));
        assertTrue(gateway.activeVersions().keySet().containsAll(BOTH));
        gateway.uninstallOnly(FIELDBUS);
        assertEquals(Map.of(), gateway.stopPosting());
        assertEquals(List.of("connected"), gateway.watch().sessionChanges());
        assertEquals(Set.of(), gateway.uninstall());
      }
      assertEquals("not again", told, told(log));
    }
  }

  /** What the log says of each bundle, which is one line. */
  private Map<String, List<String>> whileWaiting(WarningLog log) throws InvalidSyntaxException {
    assertEquals(Set.of(), spoken());
    for (String name : BOTH) {
      Bundle bundle = admin.getDeploymentPackage(FIELDBUS).getBundle(name);
      assertEquals(Bundle.INSTALLED, bundle.getState());
      assertTrue(
          "begins at the next start of the framework",
          bundle.adapt(BundleStartLevel.class).isPersistentlyStarted());
      List<String> told = told(log).get(name);
      assertEquals(told.toString(), 1, told.size());
      assertTrue(told.toString(), told.get(0).contains("org.kuralink.api."));
    }
    return told(log);
  }

  /** What was said of a bundle that does not start, by the bundle's name. */
  private static Map<String, List<String>> told(WarningLog log) {
    Map<String, List<String>> told = new TreeMap<>();
    BOTH.forEach(name -> told.put(name, log.with("Could not start bundle '" + name + "'")));
    return told;
  }

  /** The protocols for which there is a channel. */
  private Set<String> spoken() throws InvalidSyntaxException {
    ServiceReference<?>[] channels = context.getAllServiceReferences(CHANNEL, null);
    return Stream.ofNullable(channels)
        .flatMap(Arrays::stream)
        .flatMap(channel -> Arrays.stream((String[]) channel.getProperty("protocol")))
        .collect(Collectors.toSet());
  }

  private LiveGateway gateway() throws Exception {
    install(Files.readAllBytes(House.deploymentPackage("kuralink")));
    return new LiveGateway(context, admin, configurations, runtime);
  }

  private void install(byte[] dp) throws Exception {
    try (var stream = new ByteArrayInputStream(dp)) {
      admin.installDeploymentPackage(stream);
    }
  }

  private static byte[] built() throws Exception {
    return Files.readAllBytes(House.deploymentPackage(FIELDBUS));
  }

  private static byte[] next(String... bundles) throws Exception {
    return NextVersion.deploymentPackage(House.deploymentPackage(FIELDBUS), NEXT, bundles);
  }

  private static Map<String, String> with(
      Map<String, String> versions, String version, Set<String> bundles) {
    Map<String, String> with = new TreeMap<>(versions);
    bundles.forEach(bundle -> with.put(bundle, version));
    return with;
  }
}

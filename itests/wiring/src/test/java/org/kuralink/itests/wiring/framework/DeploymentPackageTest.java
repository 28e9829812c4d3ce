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
import static org.junit.Assert.assertNull;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.kuralink.itests.wiring.House;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.deploymentadmin.BundleInfo;
import org.osgi.service.deploymentadmin.DeploymentAdmin;
import org.osgi.service.deploymentadmin.DeploymentPackage;

/** Tests the deployment package with the operations of Kura's package manager. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DeploymentPackageTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String CHANGED = "org.kuralink.connection";
  private static final String NEXT = "99.0.0";

  @Inject private BundleContext context;
  @Inject private DeploymentAdmin admin;
  @Inject private ConfigurationAdmin configurations;
  @Inject private ServiceComponentRuntime runtime;

  @Configuration
  public Option[] framework() {
    return new Option[] {Platform.withoutKuralink()};
  }

  @Test
  public void isInstalledUpgradedInOneBundleAndUninstalled() throws Exception {
    Path built = House.deploymentPackage("kuralink");
    Components components = new Components(context, runtime);

    DeploymentPackage installed = install(Files.newInputStream(built));
    assertEquals(House.version(), installed.getVersion().toString());
    Map<String, String> before = activeVersions();
    assertEquals(names(installed), before.keySet());
    for (String factoryPid : components.factoryPids()) {
      new Configurations(configurations).createOffline(factoryPid);
    }
    components.awaitSatisfied(PATIENCE);

    List<String> updated = new CopyOnWriteArrayList<>();
    SynchronousBundleListener listener = event -> recordUpdate(event, updated);
    context.addBundleListener(listener);
    DeploymentPackage upgraded =
        install(new ByteArrayInputStream(NextVersion.deploymentPackage(built, NEXT, CHANGED)));
    context.removeBundleListener(listener);

    assertEquals(NEXT, upgraded.getVersion().toString());
    assertEquals(List.of(CHANGED), updated);
    Map<String, String> expected = new TreeMap<>(before);
    expected.put(CHANGED, NEXT);
    assertEquals(expected, activeVersions());
    components.awaitSatisfied(PATIENCE);

    upgraded.uninstall();
    assertEquals(Map.of(), activeVersions());
    assertNull(admin.getDeploymentPackage("kuralink"));
  }

  private DeploymentPackage install(InputStream dp) throws Exception {
    try (dp) {
      return admin.installDeploymentPackage(dp);
    }
  }

  private static Set<String> names(DeploymentPackage dp) {
    return Arrays.stream(dp.getBundleInfos())
        .map(BundleInfo::getSymbolicName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void recordUpdate(BundleEvent event, List<String> updated) {
    if (event.getType() == BundleEvent.UPDATED) {
      updated.add(event.getBundle().getSymbolicName());
    }
  }

  /** What the package has brought and what runs, by name. */
  private Map<String, String> activeVersions() {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getLocation().startsWith("osgi-dp:"))
        .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
        .collect(
            Collectors.toMap(
                Bundle::getSymbolicName,
                bundle -> bundle.getVersion().toString(),
                (first, second) -> second,
                TreeMap::new));
  }
}

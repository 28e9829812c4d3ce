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

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Tests that all bundles resolve together. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ResolveTest {

  @Inject private BundleContext context;
  @Inject private ConfigurationAdmin configurations;
  @Inject private ServiceComponentRuntime runtime;

  @Configuration
  public Option[] framework() {
    return new Option[] {Platform.with(House.bundles())};
  }

  @Test
  public void eachBundleIsActive() {
    List<String> idle =
        Arrays.stream(context.getBundles())
            .filter(bundle -> bundle.getSymbolicName().startsWith("org.kuralink."))
            .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
            .map(Bundle::toString)
            .toList();
    assertEquals(List.of(), idle);
  }

  @Test
  public void eachComponentIsSatisfiedOnceItIsConfigured() throws Exception {
    Components components = new Components(context, runtime);
    for (String factoryPid : components.factoryPids()) {
      new Configurations(configurations).createOffline(factoryPid);
    }
    components.awaitSatisfied(Duration.ofSeconds(20));
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.framework;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceListener;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** The components of Kuralink as reported by Declarative Services. */
final class Components {

  /** Of this there is only the API here: who wants it waits for a Kura. */
  private static final String KURA = "org.eclipse.kura.configuration.ConfigurationService";

  private final BundleContext context;
  private final ServiceComponentRuntime runtime;

  Components(BundleContext context, ServiceComponentRuntime runtime) {
    this.context = context;
    this.runtime = runtime;
  }

  /** Waits until each component is satisfied; fails with what is missing where. */
  void awaitSatisfied(Duration patience) throws InterruptedException {
    Object change = new Object();
    ServiceListener listener =
        event -> {
          synchronized (change) {
            change.notifyAll();
          }
        };
    context.addServiceListener(listener);
    try {
      long deadline = System.nanoTime() + patience.toNanos();
      synchronized (change) {
        for (List<String> missing = missing(); !missing.isEmpty(); missing = missing()) {
          long left = (deadline - System.nanoTime()) / 1_000_000;
          if (left <= 0) {
            throw new AssertionError(String.join("\n", missing));
          }
          change.wait(Math.min(left, 500));
        }
      }
    } finally {
      context.removeServiceListener(listener);
    }
  }

  /** The factory PIDs of all components that want a configuration. */
  List<String> factoryPids() {
    return descriptions()
        .filter(component -> "require".equals(component.configurationPolicy))
        .map(component -> component.configurationPid[0])
        .distinct()
        .toList();
  }

  /** One line for each reason why a component does not live. */
  List<String> missing() {
    return descriptions()
        .filter(component -> !isForKuraAlone(component))
        .flatMap(this::missing)
        .toList();
  }

  private static boolean isForKuraAlone(ComponentDescriptionDTO component) {
    return Arrays.stream(component.references)
        .anyMatch(
            reference ->
                reference.interfaceName.equals(KURA) && reference.cardinality.startsWith("1"));
  }

  private Stream<String> missing(ComponentDescriptionDTO component) {
    var configurations = runtime.getComponentConfigurationDTOs(component);
    if (configurations.isEmpty()) {
      return Stream.of(component.name + " has no configuration");
    }
    return configurations.stream().flatMap(configuration -> missing(component, configuration));
  }

  private static Stream<String> missing(
      ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
    if (configuration.state == ComponentConfigurationDTO.SATISFIED
        || configuration.state == ComponentConfigurationDTO.ACTIVE) {
      return Stream.empty();
    }
    String references =
        Arrays.stream(configuration.unsatisfiedReferences)
            .map(reference -> reference.name + " " + reference.target)
            .collect(Collectors.joining(", "));
    return Stream.of(
        component.name + " is in state " + configuration.state + ", missing: " + references);
  }

  private Stream<ComponentDescriptionDTO> descriptions() {
    Bundle[] ours =
        Arrays.stream(context.getBundles())
            .filter(bundle -> bundle.getSymbolicName().startsWith("org.kuralink."))
            .toArray(Bundle[]::new);
    return ours.length == 0 ? Stream.empty() : runtime.getComponentDescriptionDTOs(ours).stream();
  }
}

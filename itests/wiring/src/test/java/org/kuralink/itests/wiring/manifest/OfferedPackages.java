/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.manifest;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** The packages that every Kura from 5.4 to 6.x provides, with their versions. */
final class OfferedPackages {

  /** The versions in the oldest and the newest Kura. */
  private record Offer(Version oldest, Version newest) {

    boolean isMetBy(VersionRange range) {
      Version beyond = new Version(newest.getMajor() + 1, 0, 0);
      return range.includes(oldest) && range.includes(newest) && !range.includes(beyond);
    }

    @Override
    public String toString() {
      return "[" + oldest + ", " + newest + "] and nothing of the next major version";
    }
  }

  private static final Map<String, Offer> OFFERS = new TreeMap<>();

  static {
    offer("1.7.0", "1.7.0", "org.eclipse.kura");
    offer("1.0.0", "1.0.0", "org.eclipse.kura.asset");
    offer("1.2.0", "1.4.0", "org.eclipse.kura.channel");
    offer("1.0.0", "1.0.0", "org.eclipse.kura.channel.listener");
    offer("1.1.0", "1.1.0", "org.eclipse.kura.cloud");
    for (String name :
        new String[] {
          "",
          ".factory",
          ".listener",
          ".message",
          ".publisher",
          ".request",
          ".subscriber",
          ".subscriber.listener"
        }) {
      offer("1.0.0", "1.0.0", "org.eclipse.kura.cloudconnection" + name);
    }
    offer("1.2.0", "1.2.0", "org.eclipse.kura.configuration");
    offer("1.1.0", "1.1.0", "org.eclipse.kura.configuration.metatype");
    offer("1.3.0", "1.4.0", "org.eclipse.kura.crypto");
    offer("1.1.2", "1.1.2", "org.eclipse.kura.data");
    offer("1.0.1", "1.0.1", "org.eclipse.kura.data.listener");
    offer("1.0.1", "1.0.1", "org.eclipse.kura.data.transport.listener");
    offer("1.0.0", "1.0.0", "org.eclipse.kura.deployment.hook");
    offer("1.0.0", "1.0.0", "org.eclipse.kura.driver");
    offer("1.4.0", "1.5.0", "org.eclipse.kura.message");
    offer("1.3.0", "1.4.0", "org.eclipse.kura.position");
    offer("1.1.0", "1.2.0", "org.eclipse.kura.security.keystore");
    offer("2.1.0", "2.1.0", "org.eclipse.kura.ssl");
    offer("1.0.2", "1.0.2", "org.eclipse.kura.status");
    offer("1.6.0", "1.9.0", "org.eclipse.kura.system");
    offer("1.1.0", "1.1.0", "org.eclipse.kura.type");
    offer("1.0.2", "1.0.2", "org.eclipse.kura.watchdog");
    offer("2.0.0", "2.0.0", "org.eclipse.kura.wire");
    offer("1.8.0", "1.10.0", "org.osgi.framework");
    offer("1.5.0", "1.6.1", "org.osgi.service.cm");
    offer("1.3.0", "1.5.1", "org.osgi.service.component");
    offer("1.0.0", "1.0.0", "org.osgi.service.deploymentadmin");
    offer("1.3.0", "1.4.1", "org.osgi.service.event");
    offer("1.4.0", "1.4.1", "org.osgi.service.metatype");
    offer("1.5.2", "1.5.4", "org.osgi.util.tracker");
    offer("1.7.36", "2.0.17", "org.slf4j");
    offer("1.7.36", "2.0.17", "org.slf4j.event");
    offer("1.7.36", "2.0.17", "org.slf4j.helpers");
    offer("1.7.36", "2.0.17", "org.slf4j.spi");
    offer("2.8.0", "2.9.0", "com.google.gson");
    offer("2.8.0", "2.9.0", "com.google.gson.annotations");
    offer("2.8.0", "2.9.0", "com.google.gson.reflect");
    offer("2.8.0", "2.9.0", "com.google.gson.stream");
  }

  private static final Set<String> JAVA =
      ModuleLayer.boot().modules().stream()
          .flatMap(module -> module.getDescriptor().exports().stream())
          .filter(export -> !export.isQualified())
          .map(export -> export.source())
          .collect(Collectors.toSet());

  private OfferedPackages() {}

  private static void offer(String oldest, String newest, String name) {
    OFFERS.put(name, new Offer(new Version(oldest), new Version(newest)));
  }

  /** What is wrong with an import; empty if it resolves on every Kura. */
  static Optional<String> objection(Clause imported) {
    String range = imported.attributes().get("version");
    if (JAVA.contains(imported.name())) {
      return range == null
          ? Optional.empty()
          : Optional.of(imported.name() + " comes from Java without a version");
    }
    Offer offer = OFFERS.get(imported.name());
    if (offer == null) {
      return Optional.of(imported.name() + " is not offered by every Kura");
    }
    if (range == null || !offer.isMetBy(new VersionRange(range))) {
      return Optional.of(imported.name() + " " + range + " does not fit " + offer);
    }
    return Optional.empty();
  }
}

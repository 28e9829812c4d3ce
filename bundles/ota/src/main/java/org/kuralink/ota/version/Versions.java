/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.version;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.VersionSource;
import org.kuralink.ota.journal.Situation.Committed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which versions run: what a {@link VersionSource} says, else what the last update has brought,
 * else what is configured. Any thread may call.
 */
public final class Versions {

  private static final Logger LOG = LoggerFactory.getLogger(Versions.class);

  private final Map<VersionSource, String> sources = new ConcurrentHashMap<>();

  /** A source came, with its service properties. */
  public void add(VersionSource source, Map<String, ?> properties) {
    Object module = properties.get(FirmwareInstaller.MODULE);
    sources.put(source, module == null ? FirmwareOrder.DEFAULT_MODULE : module.toString());
  }

  /** A source went. */
  public void remove(VersionSource source) {
    sources.remove(source);
  }

  /** All versions, by module. */
  public Map<String, String> all(Map<String, String> configured, Map<String, Committed> committed) {
    Map<String, String> all = new TreeMap<>(configured);
    committed.forEach(
        (module, brought) -> {
          if (brought.configured().equals(configured.getOrDefault(module, ""))) {
            all.put(module, brought.version());
          }
        });
    all.putAll(told());
    return all;
  }

  /** What the sources say, by module. */
  public Map<String, String> told() {
    Map<String, String> told = new HashMap<>();
    sources.forEach(
        (source, module) -> ask(source, module).ifPresent(version -> told.put(module, version)));
    return told;
  }

  private static Optional<String> ask(VersionSource source, String module) {
    try {
      return source.version().filter(version -> !version.isBlank());
    } catch (RuntimeException e) {
      LOG.warn("the version of {} is not known: {}", module, e.toString());
      return Optional.empty();
    }
  }
}

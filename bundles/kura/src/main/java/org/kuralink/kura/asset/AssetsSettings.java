/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.asset;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.configuration.ConnectionTab;
import org.kuralink.kura.metric.NameMapping;

/**
 * The configuration of a connection's assets, checked.
 *
 * @param connection {@code kura.service.pid} of the session
 * @param names which assets are which sub-devices
 * @param common which channel is which property where nothing is said of the asset
 * @param special the same, of single assets
 * @param silence how long an asset may give no good value; zero for as long as it likes
 * @param read how often assets are read; zero for never
 * @param listen whether drivers tell new values by themselves
 * @param driverTimeout how long a driver may take
 */
record AssetsSettings(
    String connection,
    AssetNames names,
    NameMapping common,
    Map<String, NameMapping> special,
    Duration silence,
    Duration read,
    boolean listen,
    Duration driverTimeout) {

  /**
   * Reads a configuration.
   *
   * @param values of the properties; told what is wrong
   */
  static AssetsSettings of(Map<String, ?> properties, ConfigurationValues values) {
    boolean only = values.flag("mapping.only", false);
    Map<Boolean, String> lines =
        values
            .text("mapping")
            .lines()
            .collect(Collectors.partitioningBy(AssetsSettings::isOfOne, Collectors.joining("\n")));
    Map<String, StringBuilder> ofOne = new LinkedHashMap<>();
    for (String line : lines.getOrDefault(true, "").lines().toList()) {
      String asset = line.substring(0, line.indexOf('/')).strip();
      ofOne
          .computeIfAbsent(asset, key -> new StringBuilder())
          .append(line.substring(line.indexOf('/') + 1))
          .append('\n');
    }
    NameMapping common = NameMapping.of(lines.getOrDefault(false, ""), only, values);
    Map<String, NameMapping> special = new LinkedHashMap<>();
    ofOne.forEach(
        (asset, text) -> {
          // What is left out is decided by what is said of all, which comes behind.
          special.put(asset, NameMapping.of(text.toString(), false, values).or(common));
        });
    return new AssetsSettings(
        ConnectionTab.sessionOf(properties),
        AssetNames.of(values),
        common,
        Map.copyOf(special),
        Duration.ofSeconds(values.number("silence.seconds", 0, 604_800, 600)),
        Duration.ofSeconds(values.number("read.seconds", 0, 86_400, 0)),
        values.flag("listen", false),
        Duration.ofSeconds(values.number("driver.timeout.seconds", 1, 600, 10)));
  }

  private static boolean isOfOne(String line) {
    return line.indexOf('/') >= 0;
  }

  /** Which channel of an asset is which property. */
  NameMapping mapping(String asset) {
    return special.getOrDefault(asset, common);
  }
}

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
 * The checked configuration of a connection's assets.
 *
 * @param connection the {@code kura.service.pid} of the session
 * @param names the sub-devices of the assets
 * @param common the mapping of channels to properties for assets without one of their own
 * @param special the mappings of single assets
 * @param silence the time without a valid value after which an asset is logged out; zero for never
 * @param read the interval at which assets are read; zero for never
 * @param listen whether values that drivers report are posted
 * @param driverTimeout the time for a call of a driver
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
   * @param values the values of the properties; takes the problems that are found
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
          // The common mapping decides whether other channels are left out.
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

  /** Returns the mapping of the channels of an asset to properties. */
  NameMapping mapping(String asset) {
    return special.getOrDefault(asset, common);
  }
}

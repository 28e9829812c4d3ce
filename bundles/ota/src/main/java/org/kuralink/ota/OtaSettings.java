/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.configuration.ConnectionTab;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.ota.install.CommandSettings;
import org.kuralink.ota.install.PackageSigners;

/**
 * The checked configuration of the updates.
 *
 * @param connection the name of the session; empty if none is configured
 * @param versions the configured versions, by module
 * @param roots root certificates in PEM for file servers, in addition to those that the session
 *     trusts
 * @param hooks the names of Kura's deployment hooks, by module or file type
 * @param hookProperties the properties passed to hooks, by module or file type
 * @param signers the accepted signers of deployment packages
 * @param problems the invalid values, each naming its property; the default replaces them
 */
record OtaSettings(
    String connection,
    Map<String, String> versions,
    boolean allowDowngrade,
    String roots,
    DownloadLimits limits,
    Duration healthWindow,
    Duration healthDeadline,
    Duration progressInterval,
    CommandSettings command,
    Map<String, String> hooks,
    Map<String, Map<String, Object>> hookProperties,
    PackageSigners signers,
    List<String> problems) {

  private static final long MEGABYTE = 1024L * 1024;
  private static final long HOUR = 3_600;
  private static final int REDIRECTS = 5;
  private static final int MAX_VERSION = 64;

  /** Reads and checks a configuration. */
  static OtaSettings of(Map<String, ?> properties) {
    ConfigurationValues values = ConfigurationValues.of(properties);
    String connection = ConnectionTab.sessionOf(properties);
    Map<String, String> versions = pairs(values, "module.versions");
    String firmware = values.text("firmware.version");
    if (!firmware.isEmpty()) {
      versions.put(FirmwareOrder.DEFAULT_MODULE, firmware);
    }
    versions.values().removeIf(version -> isTooLong(values, version));
    return new OtaSettings(
        connection,
        Map.copyOf(versions),
        values.flag("allow.downgrade", false),
        values.text("ca.certificate"),
        limits(values),
        Duration.ofSeconds(values.number("health.window.seconds", 1, HOUR, 60)),
        Duration.ofSeconds(values.number("health.deadline.seconds", 1, 24 * HOUR, 600)),
        Duration.ofSeconds(values.number("progress.interval.seconds", 0, HOUR, 2)),
        CommandSettings.of(values),
        Map.copyOf(pairs(values, "hook.associations")),
        hookProperties(values),
        PackageSigners.of(values),
        values.problems());
  }

  /**
   * Returns the settings of sub-devices: versions, commands and hooks apply to the gateway only.
   */
  OtaSettings ofSubDevices() {
    return new OtaSettings(
        connection,
        Map.of(),
        allowDowngrade,
        roots,
        limits,
        healthWindow,
        healthDeadline,
        progressInterval,
        CommandSettings.of(ConfigurationValues.of(Map.of())),
        Map.of(),
        Map.of(),
        signers,
        problems);
  }

  private static DownloadLimits limits(ConfigurationValues values) {
    return new DownloadLimits(
        values.number("max.size.megabytes", 1, 1_048_576, 2_048) * MEGABYTE,
        REDIRECTS,
        (int) values.number("download.retries", 0, 100, 8),
        new DownloadLimits.Pace(
            values.number("download.min.speed", 0, MEGABYTE, 1_024),
            Duration.ofSeconds(values.number("download.window.seconds", 1, 600, 30))),
        Duration.ofMinutes(values.number("download.limit.minutes", 1, 10_080, 240)),
        values.flag("allow.http", false));
  }

  private static boolean isTooLong(ConfigurationValues values, String version) {
    if (version.length() > MAX_VERSION) {
      values.problem("firmware.version", "has more than " + MAX_VERSION + " characters");
      return true;
    }
    return false;
  }

  /** Reads {@code module:name=text}, or a file type in place of the module. */
  private static Map<String, Map<String, Object>> hookProperties(ConfigurationValues values) {
    Map<String, Map<String, Object>> properties = new HashMap<>();
    pairs(values, "hook.properties")
        .forEach(
            (key, text) -> {
              int colon = key.lastIndexOf(':');
              String name = key.substring(colon + 1).strip();
              String whose = colon < 0 ? "" : key.substring(0, colon).strip();
              if (whose.isEmpty() || name.isEmpty()) {
                values.problem(
                    "hook.properties", "has '" + key + "', which is not module:name=value");
              } else {
                properties.computeIfAbsent(whose, any -> new HashMap<>()).put(name, text);
              }
            });
    return Map.copyOf(properties);
  }

  /** Reads {@code name=text}, one a line or between semicolons. */
  private static Map<String, String> pairs(ConfigurationValues values, String property) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : values.text(property).split("[;\\r\\n]+")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? "" : pair.substring(0, equals).strip();
      String text = pair.substring(equals + 1).strip();
      if (!name.isEmpty() && !text.isEmpty()) {
        pairs.put(name, text);
      } else if (!pair.isBlank()) {
        values.problem(property, "has '" + pair.strip() + "', which is not name=value");
      }
    }
    return pairs;
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.kuralink.api.channel.FieldNetworks;
import org.kuralink.api.configuration.ConfigurationValues;

/**
 * The settings of the form; an invalid value is replaced with its default and reported.
 *
 * @param networks the addresses that may be reached
 * @param deprecatedPolicies whether Basic128Rsa15 and Basic256 are allowed
 * @param publishingInterval the publishing interval of subscriptions
 * @param retryMax the maximum delay between two connection attempts
 * @param problems the errors of the form; each begins with the name of the property
 */
record OpcUaSettings(
    FieldNetworks networks,
    boolean deprecatedPolicies,
    Duration publishingInterval,
    Duration retryMax,
    List<String> problems) {

  static final String DEPRECATED_POLICIES = "deprecated.policies";

  static OpcUaSettings of(Map<String, ?> properties) {
    ConfigurationValues values = ConfigurationValues.of(properties);
    FieldNetworks networks = FieldNetworks.of("");
    try {
      networks = FieldNetworks.of(String.join(",", values.texts(FieldNetworks.PROPERTY)));
    } catch (IllegalArgumentException e) {
      values.problem(FieldNetworks.PROPERTY, String.valueOf(e.getMessage()));
    }
    boolean deprecated = values.flag(DEPRECATED_POLICIES, false);
    long interval = values.number("publishing.interval.milliseconds", 100, 3_600_000, 1000);
    long retry = values.number("retry.max.seconds", 1, 3600, 30);
    return new OpcUaSettings(
        networks,
        deprecated,
        Duration.ofMillis(interval),
        Duration.ofSeconds(retry),
        values.problems());
  }
}

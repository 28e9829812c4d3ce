/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.configuration.ConnectionTab;

/**
 * The checked configuration of the shadow.
 *
 * @param connection {@code kura.service.pid} of the session
 * @param timeout the deadline of the platform's reply
 * @param handlerTimeout the deadline of a handler
 * @param desiredMaxAge the maximum age of a desired value; zero for no limit
 * @param problems the invalid values, each replaced by its default
 */
record ShadowSettings(
    String connection,
    Duration timeout,
    Duration handlerTimeout,
    Duration desiredMaxAge,
    List<String> problems) {

  static ShadowSettings of(Map<String, ?> properties) {
    ConfigurationValues values = ConfigurationValues.of(properties);
    String connection = ConnectionTab.sessionOf(properties);
    Duration timeout = Duration.ofSeconds(values.number("timeout.seconds", 1, 600, 10));
    Duration handler = Duration.ofSeconds(values.number("handler.timeout.seconds", 1, 3600, 30));
    Duration age = Duration.ofSeconds(values.number("desired.max.age.seconds", 0, 31_536_000, 0));
    return new ShadowSettings(connection, timeout, handler, age, values.problems());
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.configuration.ConnectionTab;
import org.kuralink.cota.apply.AllowedComponents;

/**
 * The checked configuration of this component.
 *
 * @param connection the name of the session; empty if none is configured
 * @param applier the name of the applier
 * @param when the gateway itself requests its configuration
 * @param window how long the platform may be unreachable after a change
 * @param settle how long components may take to follow a change
 * @param startWait how long after a start components that a file names may be missing
 * @param maxBytes the size limit of a file
 * @param access the permitted access to file servers
 * @param allowed the components that a file may configure
 * @param problems the invalid values, each naming its property and the allowed values
 */
record CotaSettings(
    String connection,
    String applier,
    When when,
    Duration window,
    Duration settle,
    Duration startWait,
    long maxBytes,
    Access access,
    AllowedComponents allowed,
    List<String> problems) {

  /** The name of the applier of components. */
  static final String COMPONENTS = "components";

  /**
   * The name of the applier that changes components through Kura; where Kura is present, {@link
   * #COMPONENTS} means the same.
   */
  static final String KURA = "kura";

  /** The name of the applier that passes files to listeners. */
  static final String FILE = "file";

  /** The name that stands for the applier of a sub-device. */
  static final String DEVICE = "device";

  /** The components that a file may configure by default. */
  static final String DEFAULT_ALLOWED = "org.kuralink.*";

  /**
   * The permitted access to file servers.
   *
   * @param allowHttp whether plain http is permitted
   * @param roots root certificates in PEM, in addition to those that the session trusts; empty for
   *     none
   */
  record Access(boolean allowHttp, String roots) {}

  /** When the gateway itself requests its configuration. */
  enum When {
    /** Once, when the component has started and the link is online. */
    START,
    /** Whenever the link comes online. */
    RECONNECT,
    /** Never. */
    DEMAND
  }

  /** Returns the settings of sub-devices: their appliers are selected by service properties. */
  CotaSettings ofSubDevices() {
    return new CotaSettings(
        connection, DEVICE, when, window, settle, startWait, maxBytes, access, allowed, problems);
  }

  /** Reads and checks a configuration. */
  static CotaSettings of(Map<String, ?> properties) {
    ConfigurationValues values = ConfigurationValues.of(properties);
    String connection = ConnectionTab.sessionOf(properties);
    return new CotaSettings(
        connection,
        values.text("applier", COMPONENTS),
        values.option("request.when", When.class, When.START),
        Duration.ofSeconds(values.number("confirm.seconds", 30, 3600, 300)),
        Duration.ofSeconds(values.number("settle.seconds", 1, 120, 10)),
        Duration.ofSeconds(values.number("start.wait.seconds", 0, 1800, 180)),
        values.number("max.size.kilobytes", 1, 16_384, 2_048) * 1024,
        new Access(values.flag("allow.http", false), values.text("ca.certificate")),
        AllowedComponents.of(values.text("allowed.pids", DEFAULT_ALLOWED)),
        values.problems());
  }
}

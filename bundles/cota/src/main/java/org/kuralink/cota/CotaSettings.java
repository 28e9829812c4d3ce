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
 * What a remote configuration is configured to do.
 *
 * @param connection the session's name; empty if none is configured
 * @param applier the name of who applies
 * @param when the platform is asked by itself
 * @param window how long the platform may stay out of reach after a change
 * @param settle how long a change may take until it shows
 * @param startWait how long after a start components that a file names may be missing
 * @param maxBytes of a file
 * @param access how the server of files may be reached
 * @param allowed which components a file may name
 * @param problems what is wrong with the configuration, each naming the property and what it may be
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

  /** Name of the applier of components. */
  static final String COMPONENTS = "components";

  /**
   * Name of the applier of components that asks Kura; the same as the former where there is one.
   */
  static final String KURA = "kura";

  /** Name of the applier that hands files to listeners. */
  static final String FILE = "file";

  /** Name of whoever applies what is for a sub-device: who names its product. */
  static final String DEVICE = "device";

  /** What a file may name unless a person says otherwise. */
  static final String DEFAULT_ALLOWED = "org.kuralink.*";

  /**
   * How a server of files may be reached.
   *
   * @param allowHttp whether without encryption, too
   * @param roots in PEM, trusted besides those that the session trusts; empty for none
   */
  record Access(boolean allowHttp, String roots) {}

  /** When the platform is asked by itself. */
  enum When {
    /** Once, when the component has started and the link is there. */
    START,
    /** Whenever the link comes up. */
    RECONNECT,
    /** Never. */
    DEMAND
  }

  /** What of it holds for sub-devices: who applies is said by the appliers themselves. */
  CotaSettings ofSubDevices() {
    return new CotaSettings(
        connection, DEVICE, when, window, settle, startWait, maxBytes, access, allowed, problems);
  }

  /** Reads a configuration as if a stranger had written it. */
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

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * Topics in configurations: complete, with {@code ${productKey}} and {@code ${deviceName}} for
 * those of the gateway, or only the part after {@code /<product key>/<device name>/user/}.
 */
public final class Topics {

  /** The longest topic that the platform accepts, in bytes of UTF-8. */
  public static final int MAX_BYTES = 128;

  private Topics() {}

  /** Returns the complete topic for a device. */
  public static String of(DeviceIdentity identity, String written) {
    String whole =
        written.startsWith("/") ? written : "/${productKey}/${deviceName}/user/" + written;
    return whole
        .replace("${productKey}", identity.productKey())
        .replace("${deviceName}", identity.deviceName());
  }

  /** Returns the problem of a topic for publishing, if there is one. */
  public static Optional<String> problemOfTopic(String written) {
    return written.indexOf('+') >= 0 || written.indexOf('#') >= 0
        ? Optional.of("must not contain + or #, which only a filter may")
        : problem(written);
  }

  /** Returns the problem of a topic filter for subscribing, if there is one. */
  public static Optional<String> problemOfFilter(String written) {
    String[] levels = written.split("/", -1);
    for (int i = 0; i < levels.length; i++) {
      boolean wild = levels[i].indexOf('+') >= 0 || levels[i].indexOf('#') >= 0;
      if (wild && levels[i].length() > 1 || levels[i].equals("#") && i < levels.length - 1) {
        return Optional.of(
            "is not a topic filter: + stands for one whole level, # for all remaining levels");
      }
    }
    return problem(written);
  }

  /** Adds the problem of the property {@code topic}, if there is one. */
  public static void tell(ConfigurationValues values, Optional<String> problem) {
    if (values.text("topic").isEmpty()) {
      values.missing("topic", "");
    } else {
      problem.ifPresent(what -> values.problem("topic", what));
    }
  }

  private static Optional<String> problem(String written) {
    if (written.isEmpty()) {
      return Optional.of("is missing");
    }
    if (written.startsWith("/sys/")) {
      return Optional.of("must not begin with /sys/, which belongs to the platform");
    }
    return written.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES
        ? Optional.of("is longer than " + MAX_BYTES + " bytes")
        : Optional.empty();
  }
}

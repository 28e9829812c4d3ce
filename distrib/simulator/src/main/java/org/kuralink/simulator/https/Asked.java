/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.https;

import java.util.Locale;
import java.util.Optional;
import org.kuralink.simulator.broker.Transport;

/**
 * A request of a device over HTTPS.
 *
 * @param path the decoded path without the query
 * @param unusable the error in the request, independent of its content
 * @param token the value of the header {@code password}
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these
record Asked(
    String path,
    Optional<String> unusable,
    String contentType,
    Optional<String> token,
    byte[] body,
    Transport way,
    String remote) {

  static final String AUTH = "/auth";
  static final String TOPIC = "/topic/";

  /** Whether it is one of the two addresses of a device that publishes. */
  static boolean isFor(String path) {
    return path.equals(AUTH) || path.startsWith(TOPIC);
  }

  boolean isAuth() {
    return path.equals(AUTH);
  }

  String topic() {
    return path.substring(TOPIC.length() - 1);
  }

  boolean isOf(String type) {
    return contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT).equals(type);
  }

  @Override
  public String toString() {
    return "Asked " + path;
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kuralink.api.connection.Secret;

/**
 * What an MQTT CONNECT needs.
 *
 * @param server {@code tcp://}, {@code ssl://}, {@code ws://} or {@code wss://} with host and port
 * @param clientId the MQTT client id, with the extension between vertical bars
 * @param userName the MQTT user name
 * @param password a signature, or a token
 * @param byToken whether the password is a token that the platform issued
 */
public record Login(
    URI server, String clientId, String userName, Secret password, boolean byToken) {

  private static final Pattern EXTENSION = Pattern.compile("\\|(?:.*,)?ext=(\\d{1,4})[,|]");
  private static final Pattern SUBSCRIBING = Pattern.compile("\\|(?:.*,)?_ss=1[,|]");
  private static final int CALLS = 1;

  /** Whether it announces that we take synchronous calls on topics below {@code /ext/rrpc}. */
  public boolean takesCalls() {
    Matcher found = EXTENSION.matcher(clientId);
    return found.find() && (Integer.parseInt(found.group(1)) & CALLS) != 0;
  }

  /** Whether it asks the platform to subscribe by itself whatever devices need. */
  public boolean platformSubscribes() {
    return SUBSCRIBING.matcher(clientId).find();
  }

  /**
   * The same, asking the platform to subscribe by itself, if it can: a token's client id cannot.
   */
  public Login askingToSubscribe() {
    int end = clientId.length() - 1;
    if (byToken || platformSubscribes() || end < 1 || clientId.charAt(end) != '|') {
      return this;
    }
    return new Login(server, clientId.substring(0, end) + ",_ss=1|", userName, password, false);
  }
}

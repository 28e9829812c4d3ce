/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.kuralink.api.connection.Secret;

/**
 * What the command line of {@code kuralink sign} says.
 *
 * @param clientId empty for the one that the gateway takes by default
 */
record SignOptions(
    String productKey,
    String deviceName,
    Secret deviceSecret,
    String method,
    String clientId,
    OptionalLong timestamp,
    String transport) {

  static final String HELP =
      """
      Usage: kuralink sign --product-key PK --device-name DN --device-secret DS [options]

      Prints what a log-in sends: client id, user name and password, and the text that was signed.
      Compare these with what the platform or another client shows to find out why a log-in is
      refused.

        --method NAME     hmacmd5, hmacsha1 or hmacsha256 (default)
        --client-id ID    default: PK.DN, as the gateway takes it
        --timestamp MS    milliseconds since 1970, to be signed as well; default: none
        --transport NAME  tls (default), tcp, wss or ws: the client id tells it
        --help            this text""";

  private static final Set<String> NAMES =
      Set.of(
          "--product-key",
          "--device-name",
          "--device-secret",
          "--method",
          "--client-id",
          "--timestamp",
          "--transport");

  static SignOptions parse(List<String> words) throws UsageException {
    Map<String, String> values = new HashMap<>();
    Iterator<String> rest = words.iterator();
    while (rest.hasNext()) {
      String name = rest.next();
      if (!NAMES.contains(name)) {
        throw new UsageException("unknown option " + name);
      }
      if (!rest.hasNext()) {
        throw new UsageException(name + " needs a value");
      }
      values.put(name, rest.next());
    }
    return new SignOptions(
        required(values, "--product-key"),
        required(values, "--device-name"),
        Secret.of(required(values, "--device-secret")),
        values.getOrDefault("--method", "hmacsha256"),
        values.getOrDefault("--client-id", ""),
        timestamp(values),
        values.getOrDefault("--transport", "tls"));
  }

  private static String required(Map<String, String> values, String name) throws UsageException {
    return Optional.ofNullable(values.get(name))
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> new UsageException(name + " is missing"));
  }

  private static OptionalLong timestamp(Map<String, String> values) throws UsageException {
    String text = values.get("--timestamp");
    if (text == null) {
      return OptionalLong.empty();
    }
    try {
      long millis = Long.parseLong(text);
      if (millis >= 0) {
        return OptionalLong.of(millis);
      }
    } catch (NumberFormatException notANumber) {
      throw new UsageException("--timestamp needs milliseconds since 1970, not \"" + text + "\"");
    }
    throw new UsageException("--timestamp needs milliseconds since 1970, not " + text);
  }
}

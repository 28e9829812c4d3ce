/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.Secret;

/**
 * The command-line options of {@code kuralink sign}.
 *
 * @param clientId the client id; empty for the gateway's default
 */
record SignOptions(
    String productKey,
    String deviceName,
    Secret deviceSecret,
    String method,
    String clientId,
    OptionalLong timestamp,
    String transport,
    String region,
    String instanceId) {

  static final String HELP =
      """
      Usage: kuralink sign --product-key PK --device-name DN [--device-secret -] [options]

      Prints the client id, user name and password of a log-in, the text that was signed, and the
      address of the server.
      If the platform rejects a log-in, compare these values with those that the platform or
      another client shows.

      With --device-secret - the device secret is the first line of standard input; without this
      option it is the value of the environment variable KURALINK_DEVICE_SECRET. Other users of this
      machine can read a secret that is given as --device-secret DS.

        --method NAME     hmacmd5, hmacsha1 or hmacsha256 (default)
        --client-id ID    default: PK.DN, which is the default of the gateway
        --timestamp MS    a timestamp in milliseconds since 1970 that is signed too; default: none
        --transport NAME  tls (default), tcp, wss or ws; the client id contains it
        --region ID       default: cn-shanghai; determines the address of the server
        --instance-id ID  the id of an Enterprise instance or of an instance opened since July
                          2021; determines the address of the server
        --help            prints this text""";

  static final String VARIABLE = "KURALINK_DEVICE_SECRET";
  private static final String SECRET = "--device-secret";

  private static final Set<String> NAMES =
      Set.of(
          "--product-key",
          "--device-name",
          "--device-secret",
          "--method",
          "--client-id",
          "--timestamp",
          "--transport",
          "--region",
          "--instance-id");

  /** A source for a secret that is not on the command line. */
  interface SecretSource {

    /** Returns the first line of standard input, if there is one. */
    Optional<String> line() throws IOException;

    /** Returns the value of the environment variable, if it is set. */
    Optional<String> variable(String name);
  }

  static SignOptions parse(List<String> words, SecretSource source) throws UsageException {
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
        deviceSecret(values.get(SECRET), source),
        values.getOrDefault("--method", "hmacsha256"),
        values.getOrDefault("--client-id", ""),
        timestamp(values),
        values.getOrDefault("--transport", "tls"),
        values.getOrDefault("--region", "cn-shanghai"),
        values.getOrDefault("--instance-id", ""));
  }

  private static Secret deviceSecret(@Nullable String given, SecretSource source)
      throws UsageException {
    Optional<String> secret;
    if (given == null) {
      secret = source.variable(VARIABLE);
    } else if (given.equals("-")) {
      try {
        secret = source.line();
      } catch (IOException e) {
        throw new UsageException("cannot read standard input: " + e.getMessage());
      }
    } else {
      secret = Optional.of(given);
    }
    return Secret.of(
        secret
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .orElseThrow(
                () ->
                    new UsageException(
                        given == null
                            ? SECRET
                                + " is missing: use "
                                + SECRET
                                + " - and write the secret to standard"
                                + " input, or set "
                                + VARIABLE
                            : "no secret in " + (given.equals("-") ? "standard input" : SECRET))));
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
      throw new UsageException("--timestamp must be milliseconds since 1970, not \"" + text + "\"");
    }
    throw new UsageException("--timestamp must be milliseconds since 1970, not " + text);
  }
}

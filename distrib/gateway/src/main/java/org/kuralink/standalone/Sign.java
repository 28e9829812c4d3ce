/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.login.Endpoint;
import org.kuralink.login.LoginException;
import org.kuralink.login.MqttLogin;
import org.kuralink.login.SignedLogin;
import org.kuralink.login.Transport;
import org.kuralink.login.sign.SignMethod;

/** Prints the log-in parameters of a device: {@code ./kuralink sign}. */
public final class Sign {

  private static final int OK = 0;
  private static final int WRONG_USAGE = 2;

  private Sign() {}

  /** Prints the parameters, or prints an error and exits with 2. */
  public static void main(String[] arguments) {
    List<String> words = Arrays.asList(arguments);
    if (words.contains("--help")) {
      System.out.println(SignOptions.HELP);
      return;
    }
    System.exit(run(words));
  }

  private static int run(List<String> words) {
    try {
      System.out.println(sign(SignOptions.parse(words, new ProcessSecrets())));
      return OK;
    } catch (UsageException e) {
      System.err.println(e.getMessage() + "; see kuralink sign --help");
    } catch (LoginException e) {
      System.err.println(e.getMessage());
    }
    return WRONG_USAGE;
  }

  /** Returns the log-in parameters for these options, one per line. */
  static String sign(SignOptions options) throws UsageException, LoginException {
    SignedLogin signed =
        SignedLogin.of(
            new DeviceIdentity(options.productKey(), options.deviceName()),
            options.deviceSecret(),
            method(options.method()),
            options.clientId(),
            options.timestamp(),
            Endpoint.of(
                options.productKey(),
                label("--region", options.region()),
                options.instanceId().isEmpty() ? "" : label("--instance-id", options.instanceId()),
                transport(options.transport())));
    MqttLogin login = signed.login();
    return String.join(
        System.lineSeparator(),
        "client id    " + login.clientId(),
        "user name    " + login.userName(),
        "password     " + login.password().reveal(),
        "signed text  " + signed.content(),
        "server       " + login.server());
  }

  /** Reads standard input and the environment of this process. */
  private static final class ProcessSecrets implements SignOptions.SecretSource {

    @Override
    public Optional<String> line() throws IOException {
      Console console = System.console();
      if (console != null) {
        char[] typed = console.readPassword("device secret: ");
        return typed == null ? Optional.empty() : Optional.of(new String(typed));
      }
      BufferedReader input =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      return Optional.ofNullable(input.readLine());
    }

    @Override
    public Optional<String> variable(String name) {
      return Optional.ofNullable(System.getenv(name));
    }
  }

  private static String label(String option, String value) throws UsageException {
    if (!Endpoint.isLabel(value)) {
      throw new UsageException(
          option
              + " must consist of letters, digits and hyphens, not \""
              + VisibleText.of(value)
              + "\"");
    }
    return value;
  }

  private static SignMethod method(String name) throws UsageException {
    return SignMethod.of(name)
        .orElseThrow(
            () ->
                new UsageException(
                    "--method must be hmacmd5, hmacsha1 or hmacsha256, not \"" + name + "\""));
  }

  private static Transport transport(String name) throws UsageException {
    return Transport.of(name)
        .orElseThrow(
            () ->
                new UsageException(
                    "--transport must be tls, tcp, wss or ws, not \"" + name + "\""));
  }
}

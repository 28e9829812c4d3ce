/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The command-line options of the gateway.
 *
 * @param etc the directory of configuration files
 * @param data the data directory of the gateway
 * @param web the port of the Web Console; empty for {@link #DEFAULT_WEB_PORT}, or any free port if
 *     that is in use
 * @param webHosts host names of the Web Console in addition to those of the loopback address
 * @param bundles directories with additional bundles
 * @param shell whether commands are read from standard input
 * @param stopOnEndOfInput whether the end of standard input stops the gateway
 */
record GatewayOptions(
    Path etc,
    Path data,
    OptionalInt web,
    List<String> webHosts,
    List<Path> bundles,
    boolean shell,
    boolean stopOnEndOfInput) {

  static final int DEFAULT_WEB_PORT = 8181;

  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

  private static final String HELP =
      """
      Usage: kuralink gateway [options]

      Starts the standalone gateway. It runs until Ctrl-C, or with --shell until the command exit.
      If the first argument is not an option, it is a command such as status for the gateway that
      already runs with this data directory: see bin/gateway status --help.

        --etc DIR      directory of the configuration files (*.json, OSGi Configurator format);
                       the gateway applies changes while it runs
                       (default: %s)
        --data DIR     directory for the queue, issued secrets and logs of the gateway
                       (default: %s)
        --web PORT     port of the Web Console on 127.0.0.1 (default: 8181, or a free port if 8181
                       is in use; 0: any free port)
        --web-host NAME[:PORT]
                       additional host name of the Web Console, for example that of a proxy; may
                       be repeated; requests with any other host name are rejected
        --bundles DIR  directory of additional bundles, for example your application; may be
                       repeated; the gateway installs, updates and uninstalls bundles while it
                       runs when a jar is added, replaced or removed
        --shell        read commands such as status from the terminal; Ctrl-C ends the command
        --no-shell     do not read commands from the terminal
        --stop-on-eof  stop when standard input ends, for programs that start a gateway
        --help         print this text
        --version      print the version

      The environment variable KURALINK_WEB_PASSWORD sets the password of the Web Console. Without
      it the gateway creates a random password in web-console.properties in the data directory.""";

  /** Returns the help text with the directories that these arguments or the defaults select. */
  static String help(List<String> arguments, Path home) {
    return HELP.formatted(
        last("--etc", arguments, home.resolve("etc")),
        last("--data", arguments, home.resolve("data")));
  }

  /** Returns the last value of an option, which a start script may have set first. */
  private static Object last(String option, List<String> arguments, Path otherwise) {
    int at = arguments.lastIndexOf(option);
    return at < 0 || at + 1 == arguments.size() ? otherwise : arguments.get(at + 1);
  }

  /** Parses a command line; default directories are in the directory of the distribution. */
  static GatewayOptions parse(List<String> arguments, Path home) throws UsageException {
    Optional<Path> etc = Optional.empty();
    Optional<Path> data = Optional.empty();
    OptionalInt web = OptionalInt.empty();
    List<String> webHosts = new ArrayList<>();
    List<Path> bundles = new ArrayList<>();
    boolean shell = false;
    boolean stopOnEndOfInput = false;
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--etc" -> etc = Optional.of(path(option, rest));
        case "--data" -> data = Optional.of(path(option, rest));
        case "--web" -> web = OptionalInt.of(port(option, rest));
        case "--web-host" -> webHosts.add(host(option, rest));
        case "--bundles" -> bundles.add(path(option, rest));
        case "--shell" -> shell = true;
        case "--no-shell" -> shell = false;
        case "--stop-on-eof" -> stopOnEndOfInput = true;
        default -> throw new UsageException("unknown option " + option);
      }
    }
    return new GatewayOptions(
        etc.orElse(home.resolve("etc")),
        data.orElse(home.resolve("data")),
        web,
        List.copyOf(webHosts),
        List.copyOf(bundles),
        shell,
        stopOnEndOfInput);
  }

  private static String value(String option, Iterator<String> rest) throws UsageException {
    if (!rest.hasNext()) {
      throw new UsageException(option + " needs a value");
    }
    return rest.next();
  }

  private static Path path(String option, Iterator<String> rest) throws UsageException {
    String text = value(option, rest);
    if (text.isBlank() || text.startsWith("--")) {
      throw new UsageException(option + " must be a directory, not \"" + text + "\"");
    }
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
  }

  private static String host(String option, Iterator<String> rest) throws UsageException {
    String text = value(option, rest);
    if (!HOST.matcher(text).matches()) {
      throw new UsageException(
          option
              + " must be a host name such as gateway.example or gateway.example:8443, not \""
              + text
              + "\"");
    }
    return text;
  }

  private static int port(String option, Iterator<String> rest) throws UsageException {
    String text = value(option, rest);
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      throw new UsageException(option + " must be a port from 0 to 65535, not \"" + text + "\"");
    }
    throw new UsageException(option + " must be a port from 0 to 65535, not " + text);
  }
}

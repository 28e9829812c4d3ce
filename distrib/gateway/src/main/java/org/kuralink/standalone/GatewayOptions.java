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
 * What the command line of the gateway says.
 *
 * @param etc the directory of configuration files
 * @param data the directory of everything that the gateway keeps
 * @param web the port of the Web Console; empty takes {@link #DEFAULT_WEB_PORT}, or any other if
 *     that one is taken
 * @param webHosts names by which the Web Console is reached besides those of this machine itself
 * @param bundles directories with further bundles
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

      Starts the standalone gateway and keeps it running until Ctrl-C; with --shell until exit is
      typed. A word instead of an option, such as status, is a command for the gateway that runs
      with this data directory: see bin/gateway status --help.

        --etc DIR      configuration files (*.json, OSGi Configurator format); edits are taken
                       while the gateway runs
                       (default: %s)
        --data DIR     where the gateway keeps its queue, issued secrets and logs
                       (default: %s)
        --web PORT     port of the Web Console on 127.0.0.1 (default 8181, or a free one if that
                       is taken; 0: any free one)
        --web-host NAME[:PORT]
                       a further name by which the Web Console is reached, for example through a
                       proxy; may be repeated; requests for any other host are refused
        --bundles DIR  further bundles, for example your application; may be repeated; a jar that
                       is replaced, added or removed is updated while the gateway runs
        --shell        read commands such as status from the terminal; Ctrl-C ends a command there
        --no-shell     do not read from the terminal
        --stop-on-eof  stop when standard input ends, for programs that start a gateway
        --help         this text
        --version      the version

      KURALINK_WEB_PASSWORD sets the password of the Web Console; otherwise a random one is in
      web-console.properties in the data directory.""";

  /** What can be said, with the directories that hold for who says nothing of them. */
  static String help(List<String> arguments, Path home) {
    return HELP.formatted(
        last("--etc", arguments, home.resolve("etc")),
        last("--data", arguments, home.resolve("data")));
  }

  /** The value of an option, which a launcher may give. */
  private static Object last(String option, List<String> arguments, Path otherwise) {
    int at = arguments.lastIndexOf(option);
    return at < 0 || at + 1 == arguments.size() ? otherwise : arguments.get(at + 1);
  }

  /** Reads a command line; a path that is not given lies in the distribution's directory. */
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
      throw new UsageException(option + " needs a directory, not \"" + text + "\"");
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
              + " needs a name as in gateway.example or gateway.example:8443, not \""
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
      throw new UsageException(option + " needs a port from 0 to 65535, not \"" + text + "\"");
    }
    throw new UsageException(option + " needs a port from 0 to 65535, not " + text);
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.threadio.ThreadIO;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the shells that the framework properties of the launcher request. */
@Component(
    name = "org.kuralink.shell",
    service = {})
public final class ShellComponent {

  /** The framework property with which the launcher requests a shell on standard input. */
  static final String SHELL = "org.kuralink.shell";

  private static final Logger log = LoggerFactory.getLogger(ShellComponent.class);
  private static final String DIRECTORY = "shell";

  @Reference @Nullable CommandProcessor processor;
  @Reference @Nullable ThreadIO threadIo;

  /** Passes the lines that other threads write to standard output to a consumer. */
  @Reference(
      target = "(kuralink.console=lines)",
      cardinality = ReferenceCardinality.OPTIONAL,
      policyOption = ReferencePolicyOption.GREEDY)
  @Nullable Function<Consumer<String>, Runnable> consoleLines;

  private @Nullable PersonShell shell;
  private @Nullable CommandServer server;

  @Activate
  void activate(BundleContext context) {
    CommandProcessor commands = Objects.requireNonNull(processor);
    Path directory =
        Path.of(Objects.requireNonNullElse(context.getProperty("org.kuralink.data"), "."))
            .resolve(DIRECTORY);
    server =
        CommandServer.open(
            directory, new RemoteCommands(commands, Objects.requireNonNull(threadIo)));
    if (Boolean.parseBoolean(context.getProperty(SHELL))) {
      PersonShell opened = open(commands, directory.resolve("history"), lines());
      Thread reader = new Thread(() -> read(opened, context), "kuralink-shell");
      reader.setDaemon(true);
      reader.start();
      shell = opened;
    }
  }

  @Deactivate
  void deactivate() {
    PersonShell opened = shell;
    if (opened != null) {
      opened.close();
    }
    CommandServer remote = server;
    if (remote != null) {
      remote.close();
    }
  }

  private Function<Consumer<String>, Runnable> lines() {
    Function<Consumer<String>, Runnable> present = consoleLines;
    return present == null ? nobody -> () -> {} : present;
  }

  private static PersonShell open(
      CommandProcessor commands, Path history, Function<Consumer<String>, Runnable> lines) {
    try {
      return new TerminalShell(
          commands, TerminalShell.terminal(TerminalCharset.of(System.getenv())), history, lines);
    } catch (IOException e) {
      log.debug("standard input is not a terminal: {}", e.getMessage());
      return new StreamShell(
          commands, System.in, new PrintStream(standardOutput(), true, StandardCharsets.UTF_8));
    }
  }

  /**
   * Returns an unwrapped stream: Gogo replaces System.out with a stream per command, which would
   * lead back to itself.
   */
  private static PrintStream standardOutput() {
    try {
      Object root = System.out.getClass().getMethod("getRoot").invoke(System.out);
      return root instanceof PrintStream out ? out : System.out;
    } catch (ReflectiveOperationException e) {
      return System.out;
    }
  }

  private static void read(PersonShell shell, BundleContext context) {
    PersonShell.End end = shell.run();
    if (end == PersonShell.End.EXIT) {
      stop(context);
    }
  }

  private static void stop(BundleContext context) {
    try {
      context.getBundle(0).stop();
    } catch (BundleException | IllegalStateException e) {
      log.error("the framework did not stop: {}", e.getMessage());
    }
  }
}

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
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.kuralink.store.Medium;
import org.kuralink.store.lock.FileLock;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the standalone gateway from the command line, or sends a command to a running gateway. */
public final class Gateway {

  private static final int OK = 0;
  private static final int CANNOT_START = 1;
  private static final int WRONG_USAGE = 2;

  /** The directories that the launcher, the log and the shell write to. */
  private static final List<String> PARTS = List.of("configurations", "log", "shell");

  private Gateway() {}

  /** Runs until Ctrl-C, or until the user leaves the shell. */
  public static void main(String[] arguments) {
    List<String> words = Arrays.asList(arguments);
    if (!words.isEmpty() && !words.get(0).startsWith("-")) {
      Path data = home().resolve("data");
      System.exit(new RemoteCommand(System.out, System.err).run(words, data));
    } else if (words.contains("--help")) {
      System.out.println(GatewayOptions.help(words, home()));
    } else if (words.contains("--version")) {
      System.out.println("kuralink gateway " + version());
    } else {
      System.exit(run(words));
    }
  }

  private static Path home() {
    return Path.of(System.getProperty("kuralink.home", ".")).toAbsolutePath().normalize();
  }

  private static int run(List<String> words) {
    Path home = home();
    try {
      GatewayOptions options = GatewayOptions.parse(words, home);
      boolean closed = prepare(options);
      try (FileLock lock = lock(options.data())) {
        runLocked(home, options, closed);
      }
      return OK;
    } catch (UsageException e) {
      System.err.println(e.getMessage() + "; see kuralink gateway --help");
      return WRONG_USAGE;
    } catch (StartException e) {
      System.err.println("the gateway cannot start: " + e.getMessage());
      return CANNOT_START;
    } catch (IOException | BundleException e) {
      System.err.println("the gateway cannot start: " + e);
      return CANNOT_START;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CANNOT_START;
    }
  }

  private static void runLocked(Path home, GatewayOptions options, boolean closed)
      throws IOException, BundleException, StartException, InterruptedException {
    WebAccess web =
        WebAccess.open(options.web(), options.data(), Environment.ofProcess(), new SecureRandom());
    Logger log = LoggerFactory.getLogger(Gateway.class);
    log.info("configuration {}, data {}", options.etc(), options.data());
    if (closed) {
      log.info(
          "all users of this machine could access {}; access is now limited to the owner",
          options.data());
    } else if (PrivateFiles.isOpenToOthers(options.data())) {
      log.warn(
          "all users of this machine can read the data directory {}: choose a private directory"
              + " with --data DIR",
          options.data());
    }
    GatewayFramework framework = GatewayFramework.create(options, web);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(framework), "kuralink-stop"));
    framework.start(home, options);
    if (options.stopOnEndOfInput() && !options.shell()) {
      stopOnEndOfInput();
    }
    // Without a terminal the shell opens before this log line, so that commands work once it is
    // logged; with a terminal the prompt follows it.
    if (!options.shell()) {
      framework.openShell();
    }
    log.info(
        "gateway is up; Web Console {} (user {}, password in {})",
        web.url(),
        WebAccess.USER,
        options.data().resolve(WebAccess.FILE));
    if (options.shell()) {
      framework.openShell();
    }
    framework.awaitStop();
  }

  private static boolean prepare(GatewayOptions options) throws IOException, StartException {
    if (!Files.isDirectory(options.etc())) {
      throw new StartException(
          "no such directory: "
              + options.etc()
              + "; name the configuration directory with --etc DIR");
    }
    for (Path bundles : options.bundles()) {
      if (!Files.isDirectory(bundles)) {
        throw new StartException("no such directory: " + bundles + "; check the option --bundles");
      }
    }
    boolean closed = makeDirectories(options.data());
    // Set before the first logger is created, because the log file is in the data directory.
    System.setProperty("org.kuralink.data", options.data().toString());
    Path logging = options.etc().resolve("logback.xml");
    if (Files.exists(logging)) {
      System.setProperty("logback.configurationFile", logging.toString());
    }
    return closed;
  }

  private static boolean makeDirectories(Path data) throws IOException, StartException {
    try {
      boolean closed = PrivateFiles.directory(data);
      // The data directory itself may be readable by other users.
      for (String part : PARTS) {
        PrivateFiles.directory(data.resolve(part));
      }
      return closed;
    } catch (FileSystemException e) {
      throw new StartException(
          "cannot write to the data directory "
              + data
              + ": "
              + reason(e)
              + "; name another directory with --data DIR");
    }
  }

  private static String reason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file with this name exists";
    }
    return e.getReason() == null ? "the directory cannot be created" : e.getReason();
  }

  /**
   * Prevents a second gateway with the same data directory, which would open a second session of
   * one identity.
   */
  private static FileLock lock(Path data) throws IOException, StartException {
    return FileLock.take(Medium.disk(), data.resolve("lock"))
        .orElseThrow(
            () ->
                new StartException(
                    "another gateway uses the data directory "
                        + data
                        + "; choose another one with --data DIR"));
  }

  private static void stopOnEndOfInput() {
    Thread thread = new Thread(Gateway::readUntilEnd, "kuralink-input");
    thread.setDaemon(true);
    thread.start();
  }

  private static void readUntilEnd() {
    try {
      System.in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      LoggerFactory.getLogger(Gateway.class).debug("cannot read standard input: {}", e.toString());
    }
    System.exit(OK);
  }

  private static void stop(GatewayFramework framework) {
    try {
      framework.close();
      LoggerFactory.getLogger(Gateway.class).info("gateway stopped");
    } catch (IOException e) {
      System.err.println("the gateway did not stop cleanly: " + e);
    }
  }

  private static String version() {
    String version = Gateway.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}

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

/** Starts the standalone gateway from the command line, or gives one that runs a command. */
public final class Gateway {

  private static final int OK = 0;
  private static final int CANNOT_START = 1;
  private static final int WRONG_USAGE = 2;

  /** What the launcher and the log write into. */
  private static final List<String> PARTS = List.of("configurations", "log", "shell");

  private Gateway() {}

  /** Runs until Ctrl-C, or until the shell is left. */
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
      log.info("{} was open to every user of this machine: closed to others", options.data());
    } else if (PrivateFiles.isOpenToOthers(options.data())) {
      log.warn(
          "every user of this machine may look into {}: choose a directory of the gateway's own"
              + " with --data DIR",
          options.data());
    }
    GatewayFramework framework = GatewayFramework.create(options, web);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(framework), "kuralink-stop"));
    framework.start(home, options);
    if (options.stopOnEndOfInput() && !options.shell()) {
      stopOnEndOfInput();
    }
    // Who waits for the line below may give commands at once; a prompt comes after it.
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
          "there is no directory " + options.etc() + "; name yours with --etc DIR");
    }
    for (Path bundles : options.bundles()) {
      if (!Files.isDirectory(bundles)) {
        throw new StartException("there is no directory " + bundles + " (--bundles)");
      }
    }
    boolean closed = makeDirectories(options.data());
    // Set before the first logger: the log file lies there.
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
      // The data directory may be one that others may read all the same.
      for (String part : PARTS) {
        PrivateFiles.directory(data.resolve(part));
      }
      return closed;
    } catch (FileSystemException e) {
      throw new StartException(
          "it cannot keep data in "
              + data
              + ": "
              + reason(e)
              + "; name another directory with --data DIR");
    }
  }

  private static String reason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "no permission to write there";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "there is a file of that name";
    }
    return e.getReason() == null ? "it cannot be made" : e.getReason();
  }

  /** Two gateways on the same data would be two sessions of one identity. */
  private static FileLock lock(Path data) throws IOException, StartException {
    return FileLock.take(Medium.disk(), data.resolve("lock"))
        .orElseThrow(
            () ->
                new StartException(
                    "another gateway is running with the data in "
                        + data
                        + "; name another --data DIR"));
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
      LoggerFactory.getLogger(Gateway.class).debug("standard input: {}", e.toString());
    }
    System.exit(OK);
  }

  private static void stop(GatewayFramework framework) {
    try {
      framework.close();
      LoggerFactory.getLogger(Gateway.class).info("gateway stopped");
    } catch (IOException e) {
      System.err.println("the gateway does not stop cleanly: " + e);
    }
  }

  private static String version() {
    String version = Gateway.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the start script before it starts a program, with a fake Maven and a fake Java. */
class StartScriptTest {

  private static final List<String> PARTS =
      List.of("gateway", "simulator", "field_simulator", "demo");

  private static final Map<String, String> PRODUCTS =
      Map.of(
          "gateway", "distrib/gateway/target/kuralink-gateway/lib/kuralink-gateway.jar",
          "simulator", "distrib/simulator/target/kuralink-simulator-1.0.jar",
          "field_simulator", "distrib/field-simulator/target/kuralink-field-simulator-1.0.jar",
          "demo", "distrib/demo/target/kuralink-demo/lib/kuralink-demo.jar");

  /** Creates the requested products and prints the output of a Maven build. */
  private static final String MAVEN =
      """
      #!/bin/sh
      echo "$*" >>built.txt
      echo "[INFO] Building Kuralink 1.0                    [1/2]"
      echo "[INFO] Downloading from somewhere: https://localhost/a/b-1.jar"
      echo "[INFO] Building Kuralink: codec 1.0             [2/2]"
      [ ! -e broken ] || { echo "[ERROR] no such symbol"; exit 1; }
      while [ -e slow ]; do sleep 0.1; done
      for product in %s; do
        mkdir -p "$(dirname "$product")" && touch "$product"
      done
      """
          .formatted(String.join(" ", PRODUCTS.values()));

  private static final String JAVA =
      """
      #!/bin/sh
      case $1 in -version) echo 'java version "17.0.1"' >&2 ;; *) echo "runs $*" ;; esac
      """;

  @TempDir private Path root;

  @BeforeEach
  void checkOut() throws Exception {
    Files.copy(Path.of("../../kuralink"), root.resolve("kuralink"));
    Files.writeString(root.resolve("pom.xml"), "<project>\n  <version>1.0</version>\n");
    program("kuralink", Files.readString(root.resolve("kuralink")));
    program("mvnw", MAVEN);
    program("jdk/bin/java", JAVA);
    program("jdk/bin/javac", JAVA);
    for (String sources :
        List.of("libs/store", "bundles/codec", "distrib/simulator", "distrib/gateway")) {
      edit(sources);
    }
    edit("distrib/field-simulator");
    edit("distrib/demo");
    Files.createDirectories(root.resolve("features/kuralink"));
    Files.writeString(root.resolve("features/kuralink/pom.xml"), "");
    Files.createDirectories(root.resolve("distrib/gateway/target/kuralink-gateway").resolve("etc"));
    Files.writeString(root.resolve("distrib/gateway/target/kuralink-gateway/etc/a.json"), "{}");
  }

  @Test
  void firstBuildShowsItsProgressAndItsLogFile() throws Exception {
    Run run = run("simulator", "--help");

    assertEquals(0, run.status, run.text);
    assertTrue(run.text.contains("building the simulator for the first time"), run.text);
    assertTrue(run.text.contains(root.toRealPath() + "/.kuralink/build.log"), run.text);
    assertTrue(run.text.contains("module 1 of 2: Kuralink 1.0"), run.text);
    assertTrue(run.text.contains("module 2 of 2: Kuralink: codec 1.0"), run.text);
    assertTrue(run.text.contains("MAVEN_ARGS is --offline"), run.text);
    assertTrue(
        Files.readString(root.resolve(".kuralink/build.log")).contains("b-1.jar"),
        "the log has all of it");
    assertTrue(run.text.contains("org.kuralink.simulator.Simulator"), run.text);
  }

  @Test
  void rebuildsAProgramOnlyAfterAChangeOfItsSources() throws Exception {
    assertEquals(0, run("simulator").status);
    assertEquals(
        List.of("-B -DskipTests -pl distrib/simulator -am package"),
        Files.readAllLines(root.resolve("built.txt")));
    allIsCurrent();

    edit("bundles/codec");
    edit("distrib/gateway");
    assertFalse(run("simulator").text.contains("building"));

    Run gateway = run("gateway");
    assertTrue(gateway.text.contains("building the changes of the gateway"), gateway.text);
    assertFalse(run("gateway").text.contains("building"));

    allIsCurrent();
    edit("distrib/demo");
    Run demo = run("demo");
    assertTrue(demo.text.contains("building the changes of the demo"), demo.text);
    assertFalse(run("demo").text.contains("building"));

    allIsCurrent();
    edit("distrib/field-simulator");
    String changed = "building the changes of the field simulator";
    Run demoAgain = run("demo");
    assertTrue(demoAgain.text.contains(changed), demoAgain.text);
    assertFalse(run("field-simulator").text.contains("building"));
  }

  @Test
  void commandForARunningGatewayBuildsNothing() throws Exception {
    Run none = run("status");
    assertEquals(1, none.status);
    assertTrue(none.text.contains("no gateway is running: none has been built here"), none.text);
    Path product = root.resolve(PRODUCTS.get("gateway"));
    Files.createDirectories(product.getParent());
    Files.createFile(product);
    age(product, Duration.ofHours(3));
    String data = "--data " + root.toRealPath() + "/.kuralink/gateway/data";
    String gateway = "org.kuralink.standalone.Gateway ";
    for (String command :
        List.of(
            "status",
            "post",
            "event",
            "call",
            "tags",
            "trace",
            "ota",
            "config",
            "shadow",
            "devices",
            "model",
            "services",
            "connect",
            "disconnect")) {
      Run run = run(command, "名=1", "--data", "x y");
      assertTrue(run.text.endsWith(gateway + command + " " + data + " 名=1 --data x y\n"), run.text);
    }
    assertTrue(run("command").text.endsWith(gateway + "help " + data + "\n"));
    for (String help : List.of("--help", "-h")) {
      assertTrue(run("command", help).text.endsWith(gateway + "help " + data + " --help\n"));
    }
    assertTrue(run("command", "words", "post").text.endsWith("words " + data + " post\n"));
    assertFalse(Files.exists(root.resolve("built.txt")));
  }

  @Test
  void failedBuildIsShownAndReleasesTheLock() throws Exception {
    Files.createFile(root.resolve("broken"));
    Run run = run("simulator");
    assertEquals(1, run.status);
    assertTrue(run.text.contains("[ERROR] no such symbol"), run.text);
    assertTrue(run.text.contains("the build failed; its complete output is in"), run.text);
    assertFalse(run.text.contains("runs"), run.text);

    Files.delete(root.resolve("broken"));
    assertEquals(0, run("simulator").status);
  }

  @Test
  void twoConcurrentCommandsBuildSequentially() throws Exception {
    Files.createFile(root.resolve("slow"));
    Process first = start("simulator");
    while (!firstLine(first).contains("module 1 of 2")) {
      assertTrue(first.isAlive());
    }
    Process second = start("simulator");
    assertTrue(firstLine(second).contains("is building here; waiting until it has finished"));

    Files.delete(root.resolve("slow"));

    assertEquals(0, end(first).status);
    Run run = end(second);
    assertEquals(0, run.status);
    assertFalse(run.text.contains("module"), run.text);
    assertEquals(1, Files.readAllLines(root.resolve("built.txt")).size());
  }

  @Test
  void removesTheLockOfAProcessThatHasEnded() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    assertEquals(0, gone.waitFor());
    Files.createDirectories(root.resolve(".kuralink/build.lock"));
    Files.writeString(root.resolve(".kuralink/build.lock/process"), gone.pid() + "\n");

    Run run = run("simulator");

    assertEquals(0, run.status, run.text);
    assertFalse(run.text.contains("waiting"), run.text);
    assertFalse(Files.exists(root.resolve(".kuralink/build.lock")));
  }

  private record Run(int status, String text) {}

  private Run run(String... arguments) throws Exception {
    return end(start(arguments));
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("./kuralink"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
    builder.environment().put("MAVEN_ARGS", "--offline");
    return builder.start();
  }

  private static Run end(Process process) throws Exception {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), text);
    return new Run(process.exitValue(), text);
  }

  private static String firstLine(Process process) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = process.getInputStream().read();
        c >= 0 && c != '\n';
        c = process.getInputStream().read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  private void program(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /**
   * Writes a source file that is newer than the products of {@link #allIsCurrent} and older than a
   * build.
   */
  private void edit(String module) throws IOException {
    Path source = root.resolve(module).resolve("src/main/A.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, module);
    age(source, Duration.ofSeconds(10));
  }

  /** Makes all products newer than all sources. */
  private void allIsCurrent() throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(root)) {
      sources = files.filter(Files::isRegularFile).toList();
    }
    for (Path source : sources) {
      age(source, Duration.ofHours(2));
    }
    for (String part : PARTS) {
      age(root.resolve(PRODUCTS.get(part)), Duration.ofHours(1));
    }
  }

  /** Sets the time in whole seconds, which every file system stores exactly. */
  private static void age(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }
}

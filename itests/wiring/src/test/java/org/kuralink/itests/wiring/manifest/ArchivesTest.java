/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the distribution archives: unpacked and started as a user does. */
class ArchivesTest {

  private static final Pattern PROGRAM = Pattern.compile("/opt/(kuralink-[a-z]+)/(bin/[a-z]+)");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "simulator"})
  void whatIsUnpackedStarts(String name) throws Exception {
    Path home = unpack(name);

    assertEquals(0, run(List.of(home.resolve("bin/" + name).toString(), "--help")));
    assertTrue(said().contains("Usage: "), said());
    assertTrue(Files.exists(home.resolve("README.md")));
    assertTrue(Files.exists(home.resolve("kuralink-" + name + ".cdx.json")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "simulator"})
  void itStartsByALinkFromADirectoryOnThePath(String name) throws Exception {
    Path home = unpack(name);
    Path places = Files.createDirectories(directory.resolve("on the path"));
    Path absolute = Files.createSymbolicLink(places.resolve(name), home.resolve("bin/" + name));
    Path relative = Files.createSymbolicLink(places.resolve("other"), Path.of(name));

    for (Path link : List.of(absolute, relative)) {
      assertTrue(help(link).contains("Usage: "), said());
    }
  }

  /** What was kept where the archive was unpacked is secret: the image is for everybody. */
  @ParameterizedTest
  @ValueSource(strings = {"gateway", "simulator"})
  void theImageTakesAlongWhatTheArchiveBringsAndNothingThatIsKeptBesideIt(String name)
      throws Exception {
    Path home = unpack(name);
    Set<String> copied =
        Files.readString(home.resolve("Dockerfile"))
            .lines()
            .filter(line -> line.startsWith("COPY "))
            .flatMap(line -> Stream.of(line.split(" ")).skip(1))
            .filter(word -> !word.startsWith("/"))
            .collect(Collectors.toSet());
    Set<String> brought = new TreeSet<>(Set.of("bin", "lib", "README.md"));
    brought.add("kuralink-" + name + ".cdx.json");
    if (name.equals("gateway")) {
      brought.add("bundle");
    }

    assertEquals(brought, copied);
    for (String each : copied) {
      assertTrue(Files.exists(home.resolve(each)), each);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "simulator"})
  void theServiceAndTheImageStartWhatIsThere(String name) throws Exception {
    Path home = unpack(name);
    String service =
        Files.readString(home.resolve("systemd/kuralink-" + name + ".service"))
            .lines()
            .filter(line -> line.startsWith("ExecStart="))
            .findFirst()
            .orElseThrow();
    String image =
        Files.readString(home.resolve("Dockerfile"))
            .lines()
            .filter(line -> line.startsWith("ENTRYPOINT "))
            .findFirst()
            .orElseThrow();

    for (String start : List.of(service, image)) {
      Matcher program = PROGRAM.matcher(start);
      assertTrue(program.find(), start);
      assertEquals("kuralink-" + name, program.group(1));
      assertTrue(Files.isExecutable(home.resolve(program.group(2))), start);
      String help = help(home.resolve(program.group(2)));
      Matcher options = Pattern.compile("--[a-z-]+").matcher(start);
      while (options.find()) {
        assertTrue(help.contains(options.group()), options.group());
      }
    }
  }

  private Path unpack(String name) throws Exception {
    Path archive =
        Path.of("../../distrib/" + name + "/target/kuralink-" + name + ".tar.gz").toAbsolutePath();
    assertEquals(0, run(List.of("tar", "xzf", archive.toString())));
    return directory.resolve("kuralink-" + name);
  }

  private String help(Path program) throws Exception {
    assertEquals(0, run(List.of(program.toString(), "--help")));
    return said();
  }

  private int run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("said.txt").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), command.toString());
    return process.exitValue();
  }

  private String said() throws IOException {
    return Files.readString(directory.resolve("said.txt"), StandardCharsets.UTF_8);
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the packaged demo in its own process. */
class StoryTest {

  private static final long LIMIT_MINUTES = 10;

  @TempDir private Path directory;

  @Test
  void allStepsSucceed() throws Exception {
    Result result = play(root());

    assertEquals(0, result.code, result.output);
    assertTrue(result.output.contains("cpuLoad"), result.output);
    assertTrue(result.output.contains("the gateway answered code 200"), result.output);
    assertTrue(result.output.contains("location is now"), result.output);
    assertTrue(result.output.contains("the application answered {\"mean\":"), result.output);
    assertTrue(result.output.contains("event overloaded, alert: {"), result.output);
    assertTrue(result.output.contains("the shadow and the property report it"), result.output);
    assertTrue(result.output.contains("a1KuraDisk01/disk-"), result.output);
    assertTrue(result.output.contains("a1KuraNet001/net-"), result.output);
    assertTrue(result.output.contains("told the gateway to add them: code 200"), result.output);
    assertTrue(result.output.contains("the others stay online"), result.output);
    assertTrue(result.output.contains("its values arrive again"), result.output);
    assertTrue(result.output.contains("the queued reports arrive"), result.output);
    assertTrue(result.output.contains("it is online again, "), result.output);
    assertTrue(result.output.contains("it reports every 2 seconds now"), result.output);
    assertTrue(result.output.contains("the gateway answered code 460"), result.output);
    assertTrue(result.output.contains("version 1.1.0, in the same session"), result.output);
    assertTrue(result.output.contains("the gateway runs version 1.1.0 again"), result.output);
    assertTrue(result.output.contains("OPC UA on"), result.output);
    assertTrue(result.output.contains("the gateway applied it: code 200"), result.output);
    assertTrue(result.output.contains("a1KuraDemo03/meter-02"), result.output);
    assertTrue(result.output.contains("a1KuraDemo04/oven-02"), result.output);
    assertTrue(
        result.output.contains("the value read back from the slave is the same"), result.output);
    assertTrue(
        result.output.contains("the values of the OPC UA server still arrive"), result.output);
    assertTrue(result.output.contains("working again after"), result.output);
    assertTrue(result.output.contains("/system/console/alink"), result.output);
    assertTrue(result.output.matches("(?s).*user admin, password \\S{8,}\\R.*"), result.output);
  }

  @Test
  void namesTheStepThatFailed() throws Exception {
    Path broken = directory.resolve("checkout");
    Files.createDirectories(broken.resolve("distrib/simulator/target"));

    Result result = play(broken);

    assertEquals(1, result.code, result.output);
    assertTrue(result.output.contains("step 1 failed (the platform starts)"), result.output);
  }

  @Test
  void namesAnUnknownOption() throws Exception {
    Result result = run(List.of("--twice"));

    assertEquals(2, result.code, result.output);
    assertTrue(result.output.contains("unknown option --twice"), result.output);
    assertFalse(Files.exists(directory.resolve("my work")));
  }

  private Result play(Path root) throws IOException, InterruptedException {
    return run(
        List.of(
            "--once",
            "--root",
            root.toString(),
            "--work",
            directory.resolve("my work").toString()));
  }

  private Result run(List<String> words) throws IOException, InterruptedException {
    Path output = directory.resolve("output.txt");
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of("target", "kuralink-demo", "lib").toAbsolutePath() + File.separator + "*",
                Demo.class.getName()));
    command.addAll(words);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES), () -> text(output));
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), text(output));
  }

  private static Path root() {
    return Path.of("").toAbsolutePath().getParent().getParent();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private record Result(int code, String output) {}
}

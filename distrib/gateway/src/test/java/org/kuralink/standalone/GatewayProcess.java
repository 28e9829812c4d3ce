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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** The packaged gateway in its own process; it ends with its standard input. */
final class GatewayProcess implements AutoCloseable {

  private static final long LIMIT_SECONDS = 60;

  private final Path data;
  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  private GatewayProcess(Path data, Process process) {
    this.data = data;
    this.process = process;
    Thread reader = new Thread(this::read, "gateway-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts the gateway of this build with a web port of its own. */
  static GatewayProcess start(Path etc, Path data, String... more) throws IOException {
    Path home = Path.of("target", "kuralink-gateway").toAbsolutePath();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dkuralink.home=" + home,
                "-cp",
                home.resolve("lib") + "/*",
                Gateway.class.getName(),
                "--etc",
                etc.toString(),
                "--data",
                data.toString(),
                "--web",
                "0"));
    command.addAll(List.of(more));
    return new GatewayProcess(data, new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Types a line. */
  void type(String line) throws IOException {
    Writer input = process.outputWriter(StandardCharsets.UTF_8);
    input.write(line + "\n");
    input.flush();
  }

  /** Waits for the next line that contains the text and forgets all up to it. */
  synchronized String await(String text) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (true) {
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).contains(text)) {
          String found = lines.get(i);
          lines.subList(0, i + 1).clear();
          return found;
        }
      }
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0 || ended) {
        throw new AssertionError("no line with \"" + text + "\" in " + String.join("\n", lines));
      }
      wait(left);
    }
  }

  /** What the gateway wrote for its operator. */
  Properties webConsole() throws IOException {
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(data.resolve(WebAccess.FILE))) {
      properties.load(reader);
    }
    return properties;
  }

  /** Ends standard input and waits for the end. */
  int stop() throws IOException, InterruptedException {
    process.outputWriter(StandardCharsets.UTF_8).close();
    return exitCode();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the gateway does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }
}

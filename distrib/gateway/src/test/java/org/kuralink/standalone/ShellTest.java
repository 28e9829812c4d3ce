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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.standalone.embedded.PlatformClient;

/**
 * Tests the packaged gateway at a terminal with a POSIX locale, and commands from another process.
 */
class ShellTest {

  private static final String CTRL_C = "\u0003";
  private static final String CTRL_D = "\u0004";
  private static final String CONFIGURATION =
      "{'org.kuralink.connection~main': {'product.key': 'a1KuraDemo01', 'device.name':"
          + " 'gateway-01', 'device.secret': 'kuraDemoGateway01SecretForLocal1', 'transport':"
          + " 'tcp', 'host': '127.0.0.1', 'port:Integer': %d},"
          + " 'org.kuralink.thing~main': {'connection': 'main', 'validation': 'off'}}";

  @TempDir private Path directory;
  private Path etc;
  private Path data;

  @BeforeEach
  void directories() throws IOException {
    etc = Files.createDirectories(directory.resolve("etc"));
    data = directory.resolve("data");
  }

  @Test
  void ctrlCEndsOnlyTheCommandAndChineseWorks() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.forTests())) {
      configure(simulator);
      try (Terminal terminal = new Terminal(etc, data)) {
        terminal.await("alink> ");
        PlatformClient platform = online(simulator);
        terminal.type("trace 600\r");
        terminal.await("messages of the next 600 s");
        terminal.type(CTRL_C);
        terminal.await("alink> ");
        terminal.type(CTRL_D);
        terminal.await("exit stops the gateway");
        terminal.await("alink> ");
        terminal.type(CTRL_C);
        terminal.await("exit stops the gateway");
        terminal.await("alink> ");
        terminal.type("sta\t\r");
        terminal.await("session main: a1KuraDemo01/gateway-01");
        terminal.await("alink> ");
        terminal.type("sta");
        Files.writeString(etc.resolve("broken.json"), "{");
        terminal.await("broken.json");
        terminal.await("alink> sta");
        terminal.type("tus\r");
        terminal.await("session main: a1KuraDemo01/gateway-01");
        terminal.await("alink> ");
        terminal.type("post 备注=中文\r");
        platform.awaitSent(
            "/thing/event/property/post", message -> message.toString().contains("\"备注\":\"中文\""));
        terminal.await("alink> ");
        terminal.type("exit\r");
        terminal.await("gateway stopped");
        assertEquals(0, terminal.exitCode());
      }
    }
  }

  @Test
  void anotherProcessSendsCommandsToTheRunningGateway() throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.forTests())) {
      configure(simulator);
      try (GatewayProcess gateway = GatewayProcess.start(etc, data, "--stop-on-eof")) {
        gateway.await("gateway is up");
        PlatformClient platform = online(simulator);
        Run status =
            Awaitility.await()
                .atMost(1, TimeUnit.MINUTES)
                .until(() -> run("status"), run -> run.text.contains("online since"));
        assertEquals(0, status.code, status.text);
        Run post = run("post", "备注=中文");
        platform.awaitSent("/thing/event/property/post", m -> m.toString().contains("中文"));
        assertTrue(post.code <= 1, post.text);
        Run wrong = run("status", "now");
        assertEquals(1, wrong.code);
        assertEquals("usage: alink:status\n", wrong.text);
        assertEquals(2, run("fly").code);
        assertEquals(0, run("help").code);

        Process trace = process("trace", "600").redirectErrorStream(true).start();
        InputStream out = trace.getInputStream();
        byte[] first = out.readNBytes("messages of the next 600 s".length());
        assertEquals("messages of the next 600 s", new String(first, StandardCharsets.UTF_8));
        trace.destroy();
        assertTrue(trace.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, run("status").code, "the gateway still runs");

        CompletableFuture<Run> ended = CompletableFuture.supplyAsync(() -> run("trace", "600"));
        assertEquals(0, gateway.stop());
        assertEquals(1, ended.orTimeout(30, TimeUnit.SECONDS).join().code);
      }
    }
    Run none = run("status");
    assertEquals(3, none.code);
    assertTrue(
        none.text.startsWith("no gateway is running with the data directory " + data), none.text);
    assertEquals(1, none.text.lines().count());
  }

  private static PlatformClient online(Simulator simulator) {
    PlatformClient platform =
        new PlatformClient(simulator.ports().http(), "a1KuraDemo01", "gateway-01");
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(platform::isOnline);
    return platform;
  }

  private void configure(Simulator simulator) throws IOException {
    Files.writeString(
        etc.resolve("gateway.json"),
        CONFIGURATION.formatted(simulator.ports().tcp()).replace('\'', '"'));
  }

  private record Run(int code, String text) {}

  private Run run(String... words) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    int code = new RemoteCommand(out, out).run(List.of(words), data);
    return new Run(code, written.toString(StandardCharsets.UTF_8));
  }

  private ProcessBuilder process(String... words) {
    List<String> command = new ArrayList<>(java());
    command.addAll(List.of(words));
    command.addAll(List.of("--data", data.toString()));
    return new ProcessBuilder(command);
  }

  private static List<String> java() {
    Path home = Path.of("target", "kuralink-gateway").toAbsolutePath();
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-Dkuralink.home=" + home,
        "-cp",
        home.resolve("lib") + "/*",
        Gateway.class.getName());
  }

  /** A gateway process at a pseudo-terminal. */
  private static final class Terminal implements AutoCloseable {

    private final PtyProcess process;
    private final StringBuilder screen = new StringBuilder();
    private boolean ended;

    Terminal(Path etc, Path data) throws IOException {
      List<String> command = new ArrayList<>(java());
      command.addAll(
          List.of("--shell", "--etc", etc.toString(), "--data", data.toString(), "--web", "0"));
      Map<String, String> environment = new HashMap<>(System.getenv());
      environment.keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
      environment.put("LC_ALL", "POSIX");
      environment.put("TERM", "xterm");
      process =
          new PtyProcessBuilder(command.toArray(String[]::new))
              .setEnvironment(environment)
              .setInitialColumns(200)
              .setInitialRows(50)
              .start();
      Thread reader = new Thread(this::read, "terminal");
      reader.setDaemon(true);
      reader.start();
    }

    void type(String keys) throws IOException {
      process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    }

    /** Waits for a text on the screen and discards everything up to it. */
    synchronized void await(String text) throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
      for (int at = screen.indexOf(text); ; at = screen.indexOf(text)) {
        if (at >= 0) {
          screen.delete(0, at + text.length());
          return;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0 || ended) {
          throw new AssertionError("no \"" + text + "\" in " + screen);
        }
        wait(left);
      }
    }

    int exitCode() throws InterruptedException {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the gateway does not end");
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }

    private void read() {
      byte[] bytes = new byte[8192];
      try (InputStream in = process.getInputStream()) {
        for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
          add(new String(bytes, 0, n, StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        // Reading fails this way after the last program on the terminal has ended.
        add("");
      } finally {
        end();
      }
    }

    private synchronized void add(String text) {
      screen.append(text);
      notifyAll();
    }

    private synchronized void end() {
      ended = true;
      notifyAll();
    }
  }
}

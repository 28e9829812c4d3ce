/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The processes of one run: simulator, gateway and field simulator. They end with the demo. */
final class Programs implements AutoCloseable {

  private static final int USUAL_HTTP = 8080;
  private static final int USUAL_TLS = 8883;
  private static final int USUAL_MODBUS = 1502;
  private static final int USUAL_OPC_UA = 4840;
  private static final long EXAMPLE_SECONDS = 60;
  private static final String LEASH = Leash.class.getName();

  private final DemoOptions options;
  private final Workplace workplace;
  private final List<Child> started = new ArrayList<>();

  Programs(DemoOptions options, Workplace workplace) {
    this.options = options;
    this.workplace = workplace;
  }

  /** Starts the simulator and returns its ports. */
  Simulator startSimulator() throws IOException {
    int http = Workplace.port(USUAL_HTTP);
    int tls = Workplace.port(USUAL_TLS);
    return new Simulator(
        start(
            "simulator",
            Map.of(),
            List.of(
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath("distrib/simulator/target", "kuralink-simulator-*.jar"),
                LEASH,
                "org.kuralink.simulator.Simulator",
                "--http-port",
                Integer.toString(http),
                "--tls-port",
                Integer.toString(tls),
                "--tcp-port",
                "0",
                "--ws-port",
                "0",
                "--wss-port",
                "0",
                "--https-port",
                "0",
                "--coaps-port",
                "0",
                "--coap-port",
                "0",
                "--data",
                workplace.path("simulator-data").toString()),
            line -> {}),
        http,
        tls);
  }

  /**
   * Starts the gateway with these environment variables, to which its configuration files refer.
   */
  Child startGateway(Map<String, String> variables, Consumer<String> listener) throws IOException {
    Path home = options.root().resolve("distrib/gateway/target/kuralink-gateway");
    Path etc = Files.createDirectories(workplace.path("etc"));
    Files.copy(demo("etc").resolve("demo.json"), etc.resolve("demo.json"));
    return start(
        "gateway",
        variables,
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-Dkuralink.home=" + home,
            "-cp",
            home.resolve("lib") + "/*",
            "org.kuralink.standalone.Gateway",
            "--etc",
            etc.toString(),
            "--data",
            gatewayData().toString(),
            "--bundles",
            demo("bundle").toString(),
            "--stop-on-eof"),
        listener);
  }

  /** Starts the field simulator, which reads commands from standard input. */
  Field startField() throws IOException {
    int modbus = Workplace.port(USUAL_MODBUS);
    int opcUa = Workplace.port(USUAL_OPC_UA);
    List<String> words = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp"));
    words.add(classPath("distrib/field-simulator/target", "kuralink-field-simulator-*.jar"));
    words.addAll(List.of(LEASH, "org.kuralink.fieldsimulator.FieldSimulator"));
    words.addAll(List.of("--modbus-port", Integer.toString(modbus)));
    words.addAll(List.of("--opcua-port", Integer.toString(opcUa)));
    words.addAll(List.of("--data", workplace.path("field-data").toString()));
    Child process = start("field", Map.of(), words, line -> {});
    words.add("--print-example");
    return new Field(process, words, modbus);
  }

  /** Returns the gateway configuration that fits the field simulator, as printed by its command. */
  String fieldChannels(Field field) throws IOException, InterruptedException {
    Path file = workplace.path("field-channels.json");
    Process process =
        new ProcessBuilder(Child.command(field.example()))
            .redirectOutput(file.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(EXAMPLE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(
            "the field simulator printed no example configuration; see its log in the run directory");
      }
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(file);
  }

  /** Returns the jar of the bundle that the updates install. */
  Path updatedBundle() {
    return demo("update").resolve("org.kuralink.demo.greeting.jar");
  }

  /** Returns the data directory of the gateway. */
  Path gatewayData() {
    return workplace.path("gateway-data");
  }

  /** Returns the directory of the gateway's configuration files. */
  Path etc() {
    return workplace.path("etc");
  }

  /** Ends the programs in the reverse order of their start. */
  @Override
  public void close() {
    List<Child> children;
    synchronized (started) {
      children = new ArrayList<>(started);
    }
    for (int i = children.size() - 1; i >= 0; i--) {
      children.get(i).close();
    }
  }

  private Child start(
      String name, Map<String, String> environment, List<String> words, Consumer<String> listener)
      throws IOException {
    synchronized (started) {
      Child child = Child.start(name, workplace.path(name + ".log"), environment, words, listener);
      started.add(child);
      return child;
    }
  }

  private Path demo(String name) {
    return options.root().resolve("distrib/demo/target/kuralink-demo").resolve(name);
  }

  private String classPath(String target, String jar) throws IOException {
    Path directory = options.root().resolve(target);
    return String.join(
        File.pathSeparator,
        jars(directory, jar),
        directory.resolve("lib") + "/*",
        demo("lib") + "/*");
  }

  private static String jars(Path directory, String pattern) throws IOException {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, pattern)) {
      jars.forEach(jar -> found.add(jar.toString()));
    }
    return String.join(File.pathSeparator, found);
  }

  /**
   * The simulator of this run.
   *
   * @param http the port of its page and its REST interface
   * @param tls the port for MQTT over TLS
   */
  record Simulator(Child process, int http, int tls) {}

  /**
   * The field simulator of this run.
   *
   * @param example the command line that prints a matching configuration
   * @param modbus the port of the Modbus slaves
   */
  record Field(Child process, List<String> example, int modbus) {}
}

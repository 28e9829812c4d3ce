/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.Limits;
import org.kuralink.simulator.Ports;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the simulator. */
@Command(
    name = "simulator",
    mixinStandardHelpOptions = true,
    versionProvider = SimulatorCommand.Version.class,
    sortOptions = false,
    description = {
      "A local simulator of the IoT platform: MQTT with the platform's log-in, HTTPS authentication,",
      "dynamic registration, thing models, and a web page that shows every message.",
      ""
    },
    footer = {
      "",
      "Port 0 selects a free port; the actual ports are in the log and in /api/v1/platform.",
      "TLS clients must trust the file ca.pem in the data directory, also served at /api/v1/ca.pem.",
      "Ctrl-C or SIGTERM stops the simulator.",
      "",
      "Example:",
      "  simulator --devices my-devices.json --data /tmp/simulator"
    })
public final class SimulatorCommand implements Callable<Integer> {
  /** The maximum of MQTT, less some space for the topic. */
  private static final int MAX_PAYLOAD = 268_000_000;

  private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--devices",
      paramLabel = "FILE",
      description =
          "JSON file with the initial products and devices (default: the built-in sample).")
  private @Nullable Path devices;

  @Option(
      names = "--print-sample",
      description = "Print the built-in sample for --devices and exit.")
  private boolean printSample;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Directory for certificates and registered devices (default: ${DEFAULT-VALUE}).",
      defaultValue = "${sys:kuralink.simulator.data:-simulator-data}")
  private Path data = Path.of("simulator-data");

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description =
          "Address to listen on (default: ${DEFAULT-VALUE}). 0.0.0.0 allows access from the network:"
              + " everyone who can open the page can read and change everything.",
      defaultValue = "127.0.0.1")
  private String bind = "127.0.0.1";

  @Option(
      names = "--host-name",
      paramLabel = "NAME",
      description =
          "Additional name or address of the simulator besides localhost: the certificate includes it"
              + " and the page accepts it; may be repeated.")
  private List<String> hostNames = new ArrayList<>();

  @Option(
      names = "--tcp-port",
      defaultValue = "1883",
      paramLabel = "PORT",
      description = "Port for MQTT (default: ${DEFAULT-VALUE}).")
  private int tcpPort;

  @Option(
      names = "--tls-port",
      defaultValue = "8883",
      paramLabel = "PORT",
      description = "Port for MQTT over TLS (default: ${DEFAULT-VALUE}).")
  private int tlsPort;

  @Option(
      names = "--ws-port",
      defaultValue = "8083",
      paramLabel = "PORT",
      description = "Port for MQTT over WebSocket (default: ${DEFAULT-VALUE}).")
  private int wsPort;

  @Option(
      names = "--wss-port",
      defaultValue = "8443",
      paramLabel = "PORT",
      description = "Port for MQTT over WebSocket with TLS (default: ${DEFAULT-VALUE}).")
  private int wssPort;

  @Option(
      names = "--https-port",
      defaultValue = "8444",
      paramLabel = "PORT",
      description =
          "Port for HTTPS authentication and uplink of devices (default: ${DEFAULT-VALUE}).")
  private int httpsPort;

  @Option(
      names = "--http-port",
      defaultValue = "8080",
      paramLabel = "PORT",
      description = "Port for web page and REST (default: ${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--coaps-port",
      defaultValue = "5684",
      paramLabel = "PORT",
      description = "UDP port for CoAP over DTLS, uplink of devices (default: ${DEFAULT-VALUE}).")
  private int coapsPort;

  @Option(
      names = "--coap-port",
      defaultValue = "5682",
      paramLabel = "PORT",
      description =
          "UDP port for CoAP with symmetric encryption, uplink of devices (default: ${DEFAULT-VALUE}).")
  private int coapPort;

  @Option(
      names = "--token-lifetime",
      paramLabel = "SECONDS",
      defaultValue = "604800",
      description = "Lifetime of an iotToken (default: ${DEFAULT-VALUE}, seven days).")
  private long tokenLifetimeSeconds;

  @Option(
      names = "--https-token-lifetime",
      paramLabel = "SECONDS",
      defaultValue = "604800",
      description =
          "Lifetime of the token of a device that publishes over HTTPS or CoAP (default:"
              + " ${DEFAULT-VALUE}, seven days).")
  private long httpsTokenLifetimeSeconds;

  @Option(
      names = "--max-payload",
      paramLabel = "BYTES",
      defaultValue = "262144",
      description = "Maximum payload that a device may publish (default: ${DEFAULT-VALUE}).")
  private int maxPayloadBytes;

  @Option(
      names = "--plain-registration",
      description = "Allow MQTT dynamic registration without TLS.")
  private boolean plainRegistration;

  @Option(
      names = "--instance-id",
      paramLabel = "ID",
      description =
          "Simulate the instance with this id: registration over MQTT must contain it, and one with"
              + " another id is refused (default: an instance without id, as before July 2021).")
  private @Nullable String instanceId;

  @Option(
      names = "--limits",
      paramLabel = "WHICH",
      defaultValue = "platform",
      description =
          "platform: 30 messages per second of a device, further ones are dropped silently, and one"
              + " configuration push per hour; free: 5 messages per second of all devices together"
              + " instead; none: no limits (default: ${DEFAULT-VALUE}).")
  private String limits = "platform";

  /** Runs the command and returns the exit code. */
  public static int run(String[] args) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "simulator-logback.xml");
    }
    return commandLine(new SimulatorCommand()).execute(args);
  }

  /** Reports an invalid option in one line instead of printing the complete help. */
  static CommandLine commandLine(SimulatorCommand command) {
    return new CommandLine(command)
        .setParameterExceptionHandler(
            (wrong, arguments) -> {
              PrintWriter err = wrong.getCommandLine().getErr();
              err.println("simulator: " + wrong.getMessage() + "; see simulator --help");
              return CommandLine.ExitCode.USAGE;
            });
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      if (printSample) {
        out().print(new String(Simulator.sampleDevices(), StandardCharsets.UTF_8));
        out().flush();
        return CommandLine.ExitCode.OK;
      }
      serve(Simulator.start(options()));
      return CommandLine.ExitCode.OK;
    } catch (IOException e) {
      err().println("simulator: " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private SimulatorOptions options() {
    Ports ports =
        new Ports(tcpPort, tlsPort, wsPort, wssPort, httpsPort, httpPort, coapsPort, coapPort);
    requirePorts();
    require(tokenLifetimeSeconds >= 1, "--token-lifetime must be at least 1 second");
    require(httpsTokenLifetimeSeconds >= 1, "--https-token-lifetime must be at least 1 second");
    require(
        maxPayloadBytes >= 1 && maxPayloadBytes <= MAX_PAYLOAD,
        "--max-payload must be 1 to " + MAX_PAYLOAD + " bytes");
    require(
        instanceId == null || INSTANCE.matcher(instanceId).matches(),
        "--instance-id must consist of at most 63 letters, digits, - and _, for example iot-06z00abcd");
    SimulatorOptions options =
        SimulatorOptions.defaults()
            .withBind(bind)
            .withPorts(ports)
            .withData(data)
            .withHostNames(hostNames)
            .withTokenLifetime(Duration.ofSeconds(tokenLifetimeSeconds))
            .withHttpsTokenLifetime(Duration.ofSeconds(httpsTokenLifetimeSeconds))
            .withMaxPayloadBytes(maxPayloadBytes)
            .withPlainRegistration(plainRegistration)
            .withLimits(rates());
    if (instanceId != null) {
      options = options.withInstanceId(instanceId);
    }
    return devices == null ? options : options.withDevices(devices);
  }

  private void requirePorts() {
    for (CommandLine.Model.OptionSpec option : commandLine().getCommandSpec().options()) {
      if (option.longestName().endsWith("-port")) {
        int port = option.getValue();
        require(
            port >= 0 && port <= 65535, option.longestName() + " must be 0 to 65535, not " + port);
      }
    }
  }

  private Limits rates() {
    for (Limits known : Limits.values()) {
      if (known.toString().equals(limits)) {
        return known;
      }
    }
    throw new ParameterException(
        commandLine(), "--limits must be platform, free or none, not " + limits);
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ParameterException(commandLine(), otherwise);
    }
  }

  private void serve(Simulator simulator) throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    Thread stop =
        new Thread(
            () -> {
              simulator.close();
              stopped.countDown();
            },
            "simulator-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    Ports ports = simulator.ports();
    String host = Set.of("127.0.0.1", "0.0.0.0", "::", "::1").contains(bind) ? "localhost" : bind;
    out().printf("Web page:  http://%s:%d/%n", host, ports.http());
    out()
        .printf(
            "MQTT:      tcp %d, tls %d, ws %d, wss %d%n",
            ports.tcp(), ports.tls(), ports.ws(), ports.wss());
    out().printf("HTTPS:     https://%s:%d/auth/devicename%n", host, ports.https());
    out().printf("           https://%s:%d/auth, /topic/... (uplink)%n", host, ports.https());
    out().printf("CoAP:      coaps://%s:%d, coap %d (uplink)%n", host, ports.coaps(), ports.coap());
    if (instanceId != null) {
      out().printf("Instance:  %s (instance.id of the devices)%n", instanceId);
    }
    out().printf("CA file:   %s%n", simulator.caPem().toAbsolutePath());
    out().flush();
    stopped.await();
  }

  private PrintWriter out() {
    return commandLine().getOut();
  }

  private PrintWriter err() {
    return commandLine().getErr();
  }

  private CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("not run by picocli");
    }
    return spec.commandLine();
  }

  /** Prints the version of the build. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"Kuralink simulator " + Simulator.version()};
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kuralink.simulator.alink.Commands;
import org.kuralink.simulator.alink.Dispatcher;
import org.kuralink.simulator.auth.DynamicRegistration;
import org.kuralink.simulator.auth.Gatekeeper;
import org.kuralink.simulator.auth.TokenService;
import org.kuralink.simulator.broker.MqttBroker;
import org.kuralink.simulator.broker.Publishing;
import org.kuralink.simulator.broker.Reception;
import org.kuralink.simulator.broker.SessionNews;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.broker.Transport;
import org.kuralink.simulator.broker.UnconnectedSessions;
import org.kuralink.simulator.capability.Capabilities;
import org.kuralink.simulator.capability.Deliveries;
import org.kuralink.simulator.cli.SimulatorCommand;
import org.kuralink.simulator.coap.CoapPorts;
import org.kuralink.simulator.cota.Configurations;
import org.kuralink.simulator.disk.DataDirectory;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.files.FileLinks;
import org.kuralink.simulator.files.FileServer;
import org.kuralink.simulator.https.HttpsUplink;
import org.kuralink.simulator.life.Life;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.ota.FirmwareJobs;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryStore;
import org.kuralink.simulator.registry.StateStore;
import org.kuralink.simulator.rest.WebServer;
import org.kuralink.simulator.tls.ServerIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform in one process. Several simulators can run in one JVM. Owns its event loops (one
 * thread that accepts connections, two that serve them; all daemons) and the thread that writes the
 * registry; {@link #close()} ends them.
 */
public final class Simulator implements AutoCloseable {
  private static final int WORKERS = 2;

  private final SimulatorOptions options;
  private final DataDirectory directory;
  private final Path data;
  private final long startedAt;
  private final EventLoopGroup acceptors =
      new NioEventLoopGroup(1, new DefaultThreadFactory("simulator-accept", true));
  private final EventLoopGroup workers =
      new NioEventLoopGroup(WORKERS, new DefaultThreadFactory("simulator-io", true));
  private final Registry registry;
  private final RegistryStore store;
  private final StateStore states;
  private final FaultTable faults = new FaultTable();
  private final SessionTable sessions = new SessionTable();
  private final Journal journal;
  private final Commands commands = new Commands(sessions);
  private final Life life;
  private final Capabilities capabilities;
  private final Deliveries deliveries;
  private final ServerIdentity identity;
  private final MqttBroker broker;
  private final WebServer web;
  private final CoapPorts coap;

  /** The program: see {@code --help}. */
  public static void main(String[] args) {
    System.exit(SimulatorCommand.run(args));
  }

  /** Starts a simulator; when this returns, all ports are open. */
  public static Simulator start(SimulatorOptions options) throws IOException {
    try {
      InetAddress.getByName(options.bind());
    } catch (UnknownHostException e) {
      throw new IOException("cannot listen on " + options.bind() + ": no such address", e);
    }
    DataDirectory directory = DataDirectory.open(options.data());
    try {
      return new Simulator(options, directory);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private Simulator(SimulatorOptions options, DataDirectory directory) throws IOException {
    this.options = options;
    this.directory = directory;
    this.data = directory.path();
    this.startedAt = options.clock().millis();
    this.registry = new Registry(options.clock());
    this.store = new RegistryStore(registry, data);
    this.states = new StateStore(data);
    this.journal = new Journal(options.clock());
    this.life = new Life(registry, sessions, commands);
    this.deliveries = makeDeliveries();
    boolean started = false;
    try {
      new GivenDevices(options, data).fill(registry, store);
      registry.listen(store);
      this.capabilities = makeCapabilities();
      registry.listen(states); // after the capabilities, which forget a deleted device first
      registry.listen(new RegistryWatch(life, journal));
      this.identity = ServerIdentity.open(data, options.certificateNames());
      TokenService tokens = new TokenService(options.clock(), options.tokenLifetime());
      DynamicRegistration registration = new DynamicRegistration(registry, options.instanceId());
      Reception reception = reception(tokens, registration);
      this.broker = broker(identity.context(), reception);
      this.web = web(tokens, registration, reception);
      broker.start().join();
      this.coap = coap(reception);
      web.accept();
      started = true;
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e);
    } finally {
      if (!started) {
        release();
      }
    }
    Log.LOG.info("Simulator {} listens on {}: {}", version(), options.bind(), ports());
  }

  private Deliveries makeDeliveries() throws IOException {
    return new Deliveries(
        data,
        registry,
        sessions,
        journal,
        options,
        new FileLinks.Origin(
            options.reachableHost(), () -> web().httpPort(), () -> web().httpsPort()));
  }

  private Capabilities makeCapabilities() {
    return new Capabilities(
        new Capabilities.Ground(
            registry,
            states,
            sessions,
            commands,
            faults,
            new SessionNews(journal, options.clock()),
            options.gatewayLimits()));
  }

  /** The products and devices that a simulator starts with unless told otherwise. */
  public static byte[] sampleDevices() throws IOException {
    try (InputStream in = Simulator.class.getResourceAsStream("/sample/devices.json")) {
      if (in == null) {
        throw new IOException("the jar of the simulator is not whole: sample/devices.json");
      }
      return in.readAllBytes();
    }
  }

  private Reception reception(TokenService tokens, DynamicRegistration registration) {
    Dispatcher dispatcher =
        new Dispatcher(
            Stream.concat(capabilities.all().stream(), deliveries.all().stream()).toList(),
            commands,
            faults,
            journal);
    Gatekeeper gatekeeper =
        new Gatekeeper(registry, tokens, registration, options.plainRegistration());
    return new Reception(
        registry,
        gatekeeper,
        sessions,
        faults,
        new Publishing(dispatcher, options.maxPayloadBytes(), options.limits()),
        new SessionNews(journal, options.clock()));
  }

  private MqttBroker broker(SslContext tls, Reception reception) {
    Ports wanted = options.ports();
    return new MqttBroker(
        acceptors,
        workers,
        reception,
        tls,
        options.bind(),
        Map.of(
            Transport.TCP, wanted.tcp(),
            Transport.TLS, wanted.tls(),
            Transport.WS, wanted.ws(),
            Transport.WSS, wanted.wss()));
  }

  private WebServer web(TokenService tokens, DynamicRegistration registration, Reception reception)
      throws IOException {
    WebServer.Place place =
        new WebServer.Place(
            acceptors,
            workers,
            options.bind(),
            options.hostNames(),
            options.ports().http(),
            options.ports().https(),
            identity.context(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1));
    WebServer.Parts parts =
        new WebServer.Parts(
            registry,
            tokens,
            registration,
            sessions,
            faults,
            journal,
            commands,
            life,
            capabilities,
            deliveries,
            broker,
            new HttpsUplink(
                new HttpsUplink.Devices(registry, capabilities.gateways().relations()),
                new UnconnectedSessions(reception, Transport.Kind.HTTPS),
                faults,
                options.clock(),
                options.httpsTokenLifetime()));
    MqttBroker listening = broker;
    return WebServer.reserve(
        place,
        parts,
        new WebServer.About(
            new PlatformFacts(options, startedAt, this)::toJson,
            identity.authorityFile(),
            options.reachableHost(),
            () -> listening.port(Transport.TLS)));
  }

  private CoapPorts coap(Reception reception) throws IOException {
    return CoapPorts.open(
        new CoapPorts.Place(
            options.bind(),
            options.ports().coap(),
            options.ports().coaps(),
            options.maxPayloadBytes()),
        new CoapPorts.Parts(
            registry,
            capabilities.gateways().relations(),
            new UnconnectedSessions(reception, Transport.Kind.COAP),
            faults,
            options.clock(),
            options.httpsTokenLifetime()),
        identity);
  }

  private WebServer web() {
    return web;
  }

  /** The real ports. */
  public Ports ports() {
    return new Ports(
        broker.port(Transport.TCP),
        broker.port(Transport.TLS),
        broker.port(Transport.WS),
        broker.port(Transport.WSS),
        web.httpsPort(),
        web.httpPort(),
        coap.coapsPort(),
        coap.coapPort());
  }

  /** The PEM file of the authority that clients must trust for TLS. */
  public Path caPem() {
    return identity.authorityFile();
  }

  /** Products and devices. */
  public Registry registry() {
    return registry;
  }

  public FaultTable faults() {
    return faults;
  }

  /** Returns the current sessions. */
  public SessionTable sessions() {
    return sessions;
  }

  /** Recent messages and live events. */
  public Journal journal() {
    return journal;
  }

  /** Requests to devices. */
  public Commands commands() {
    return commands;
  }

  /** Disables, enables and deletes devices. */
  public Life life() {
    return life;
  }

  /** Events, shadows and whatever else the platform keeps of devices. */
  public Capabilities capabilities() {
    return capabilities;
  }

  /** Files that devices download. */
  public FileServer files() {
    return deliveries.files();
  }

  /** Firmware and the jobs that bring it to devices. */
  public FirmwareJobs firmware() {
    return deliveries.firmware();
  }

  public Configurations configurations() {
    return deliveries.configurations();
  }

  /** The MQTT ports, to be closed and opened again. */
  public MqttBroker broker() {
    return broker;
  }

  /** The version of this build. */
  public static String version() {
    try (InputStream in = Simulator.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes all ports and sessions and ends all threads. */
  @Override
  public void close() {
    broker.stop().join();
    coap.close();
    release();
    Log.LOG.info("Simulator stopped");
  }

  private void release() {
    workers.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    acceptors.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    try {
      workers.terminationFuture().await(5, TimeUnit.SECONDS);
      acceptors.terminationFuture().await(5, TimeUnit.SECONDS);
      store.close();
      states.close();
      deliveries.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      directory.close();
    } catch (IOException e) {
      Log.LOG.debug("{} stays: {}", data, e.toString());
    }
  }

  /** Created on first use, because the command line configures logging first. */
  private static final class Log {
    private static final Logger LOG = LoggerFactory.getLogger(Simulator.class);
  }
}

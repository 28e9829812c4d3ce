/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.Session;
import org.eclipse.milo.opcua.sdk.server.identity.AnonymousIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.CompositeValidator;
import org.eclipse.milo.opcua.sdk.server.identity.UsernameIdentityValidator;
import org.eclipse.milo.opcua.stack.core.security.DefaultApplicationGroup;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateStore;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.RsaSha256CertificateFactory;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.BuildInfo;
import org.eclipse.milo.opcua.stack.transport.server.OpcServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.ServerApplicationContext;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransportConfig;
import org.jspecify.annotations.Nullable;

/**
 * An OPC UA server with a hall of ovens. It accepts every client certificate, because it is meant
 * for trials. Owns the thread {@code hall-clock} and the worker threads {@code hall-n}.
 */
public final class HallServer implements AutoCloseable {

  private final Settings settings;
  private final ClosableTransport door = new ClosableTransport();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(daemons("hall-clock"));
  private final ExecutorService workers = Executors.newCachedThreadPool(daemons("hall"));
  private final NodeFaults faults = new NodeFaults();
  private final OpcUaServer server;
  private final HallNodes nodes;

  /**
   * The settings of the server.
   *
   * @param address the address to listen on
   * @param user the only user name
   * @param anonymous whether clients may log in without a name
   * @param data the directory of its certificate
   */
  public record Settings(
      String address, int port, String user, String password, boolean anonymous, Path data) {

    /** Returns the endpoint URL. */
    public String url() {
      return "opc.tcp://" + host() + ":" + port;
    }

    private String host() {
      return address.equals("127.0.0.1") || address.equals("0.0.0.0") ? "localhost" : address;
    }
  }

  /** Creates the nodes, which takes some seconds; the server listens after {@link #on}. */
  public HallServer(Settings settings) throws IOException {
    this.settings = settings;
    HallCertificate own = HallCertificate.of(settings.data());
    server = new OpcUaServer(config(own), profile -> door);
    nodes = new HallNodes(server, faults, clock);
    nodes.startup();
    try {
      server.startup().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("cannot start the OPC UA server", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    clock.scheduleAtFixedRate(nodes::move, 1, 1, TimeUnit.SECONDS);
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private static DefaultApplicationGroup group(HallCertificate own) {
    RsaSha256CertificateFactory factory =
        new RsaSha256CertificateFactory() {
          @Override
          protected KeyPair createRsaSha256KeyPair() {
            return own.keys();
          }

          @Override
          protected X509Certificate[] createRsaSha256CertificateChain(KeyPair keys) {
            return new X509Certificate[] {own.certificate()};
          }
        };
    try {
      return DefaultApplicationGroup.createAndInitialize(
          new MemoryTrustListManager(),
          new MemoryCertificateStore(),
          factory,
          (chain, uri, hosts) -> {});
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private OpcUaServerConfig config(HallCertificate own) {
    return OpcUaServerConfig.builder()
        .setApplicationUri(own.applicationUri())
        .setApplicationName(LocalizedText.english("Kuralink field simulator"))
        .setProductUri("urn:kuralink:field-simulator")
        .setBuildInfo(new BuildInfo("urn:kuralink:field-simulator", "", "", "", "", DateTime.now()))
        .setEndpoints(endpoints(own.certificate()))
        .setCertificateManager(
            new DefaultCertificateManager(new MemoryCertificateQuarantine(), group(own)))
        .setIdentityValidator(
            new CompositeValidator(
                AnonymousIdentityValidator.INSTANCE,
                new UsernameIdentityValidator(
                    given ->
                        settings.user().equals(given.getUsername())
                            && settings.password().equals(given.getPassword()))))
        .setExecutor(workers)
        .setScheduledExecutor(clock)
        .build();
  }

  private Set<EndpointConfig> endpoints(X509Certificate own) {
    Set<EndpointConfig> all = new LinkedHashSet<>();
    for (SecurityPolicy policy :
        List.of(
            SecurityPolicy.None,
            SecurityPolicy.Basic128Rsa15,
            SecurityPolicy.Basic256,
            SecurityPolicy.Basic256Sha256)) {
      for (MessageSecurityMode mode :
          policy == SecurityPolicy.None
              ? List.of(MessageSecurityMode.None)
              : List.of(MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt)) {
        EndpointConfig.Builder endpoint =
            EndpointConfig.newBuilder()
                .setBindAddress(settings.address())
                .setBindPort(settings.port())
                .setHostname(settings.host())
                .setCertificate(own)
                .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
                .setSecurityPolicy(policy)
                .setSecurityMode(mode)
                .addTokenPolicy(OpcUaServerConfig.USER_TOKEN_POLICY_USERNAME);
        if (settings.anonymous()) {
          endpoint.addTokenPolicy(OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS);
        }
        all.add(endpoint.build());
      }
    }
    return all;
  }

  /** Starts to listen. */
  public void on() throws IOException {
    door.open();
  }

  /**
   * Closes all connections, rejects new ones and discards the sessions, like a server without
   * power.
   */
  public void off() throws IOException {
    door.unbind();
    FreePort.await(settings.address(), settings.port());
    for (Session each : server.getSessionManager().getAllSessions()) {
      server.getSessionManager().killSession(each.getSessionId(), true);
    }
  }

  NodeFaults faults() {
    return faults;
  }

  HallNodes nodes() {
    return nodes;
  }

  @Override
  public void close() throws IOException {
    off();
    nodes.shutdown();
    server.shutdown();
    clock.shutdownNow();
    workers.shutdownNow();
  }

  /**
   * The network transport of the server, which can be closed while the server continues to exist.
   */
  private static final class ClosableTransport implements OpcServerTransport {

    private final OpcTcpServerTransport transport =
        new OpcTcpServerTransport(OpcTcpServerTransportConfig.newBuilder().build());
    private @Nullable ServerApplicationContext context;
    private @Nullable InetSocketAddress address;

    /** Stores the address; the library would only log that a port is in use. */
    @Override
    public synchronized void bind(ServerApplicationContext server, InetSocketAddress where) {
      context = server;
      address = where;
    }

    synchronized void open() throws IOException {
      ServerApplicationContext server = context;
      InetSocketAddress where = address;
      if (server == null || where == null) {
        throw new IllegalStateException("the server has no endpoint");
      }
      try {
        transport.bind(server, where);
      } catch (BindException | UnresolvedAddressException e) {
        throw new IOException(e.getMessage(), e);
      } catch (Exception e) {
        throw new IOException(String.valueOf(e.getMessage()), e);
      }
    }

    @Override
    public synchronized void unbind() {
      transport.unbind();
    }
  }
}

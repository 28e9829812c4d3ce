/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfigLimits;
import org.eclipse.milo.opcua.sdk.server.Session;
import org.eclipse.milo.opcua.sdk.server.identity.AnonymousIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.CompositeValidator;
import org.eclipse.milo.opcua.sdk.server.identity.UsernameIdentityValidator;
import org.eclipse.milo.opcua.stack.core.security.DefaultApplicationGroup;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.DefaultServerCertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateStore;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.RsaSha256CertificateFactory;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.BuildInfo;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransportConfig;
import org.kuralink.store.Medium;

/**
 * A server of an independent implementation with two ovens, on its own port of the loopback
 * address.
 */
final class OvenServer implements AutoCloseable {

  static final String USER = "operator";
  static final String PASSWORD = "test123";
  private static final String LOOPBACK = "127.0.0.1";

  private final String address;
  private final int port;
  private final MemoryTrustListManager trusted = new MemoryTrustListManager();
  private final X509Certificate certificate;
  private final OpcUaServer server;
  private final Ovens ovens;

  /**
   * How much the server takes at once.
   *
   * @param items monitored, in a call
   * @param sessionMilliseconds how long a session lasts without a request
   */
  record Limits(int reads, int writes, int items, double sessionMilliseconds)
      implements OpcUaServerConfigLimits {

    static final Limits USUAL = new Limits(10, 100, 60, 60_000);

    @Override
    public UInteger getMaxMonitoredItemsPerCall() {
      return uint(items);
    }

    @Override
    public UInteger getMaxNodesPerRead() {
      return uint(reads);
    }

    @Override
    public UInteger getMaxNodesPerWrite() {
      return uint(writes);
    }

    @Override
    public UInteger getMaxNodesPerBrowse() {
      return uint(1);
    }

    @Override
    public Double getMaxSessionTimeout() {
      return sessionMilliseconds;
    }
  }

  private OvenServer(
      String address, int port, OwnCertificate own, String announced, String prefix, Limits limits)
      throws Exception {
    this.address = address;
    this.port = port;
    certificate = own.certificate();
    MemoryCertificateQuarantine quarantine = new MemoryCertificateQuarantine();
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
    DefaultApplicationGroup group =
        DefaultApplicationGroup.createAndInitialize(
            trusted,
            new MemoryCertificateStore(),
            factory,
            new DefaultServerCertificateValidator(trusted, quarantine));
    OpcUaServerConfig config =
        OpcUaServerConfig.builder()
            .setApplicationUri(own.applicationUri())
            .setApplicationName(LocalizedText.english("Ovens"))
            .setProductUri("urn:ovens")
            .setLimits(limits)
            .setBuildInfo(new BuildInfo("urn:ovens", "", "", "", "", DateTime.now()))
            .setEndpoints(endpoints(own.certificate(), announced))
            .setCertificateManager(new DefaultCertificateManager(quarantine, group))
            .setIdentityValidator(
                new CompositeValidator(
                    AnonymousIdentityValidator.INSTANCE,
                    new UsernameIdentityValidator(
                        given ->
                            USER.equals(given.getUsername())
                                && PASSWORD.equals(given.getPassword()))))
            .build();
    server =
        new OpcUaServer(
            config,
            profile -> new OpcTcpServerTransport(OpcTcpServerTransportConfig.newBuilder().build()));
    ovens = new Ovens(server, prefix);
    ovens.startup();
    server.startup().get(60, TimeUnit.SECONDS);
  }

  /** One at a port that is free. */
  static OvenServer start() throws Exception {
    return start(freePort(), certificate(), "localhost");
  }

  /** One that may say of itself that it is elsewhere. */
  static OvenServer start(int port, OwnCertificate own, String announced) throws Exception {
    return new OvenServer(LOOPBACK, port, own, announced, "", Limits.USUAL);
  }

  /** One whose NodeIds begin in another way. */
  static OvenServer renamed(int port, OwnCertificate own, String prefix) throws Exception {
    return new OvenServer(LOOPBACK, port, own, "localhost", prefix, Limits.USUAL);
  }

  /**
   * One at an address of the loopback that takes so much at once. All say that they are 127.0.0.2.
   */
  static OvenServer limited(String address, int port, OwnCertificate own, Limits limits)
      throws Exception {
    return new OvenServer(address, port, own, "127.0.0.2", "", limits);
  }

  /** The same for all tests of this process. */
  static OwnCertificate certificate() {
    return Certificates.ONE;
  }

  /** Another one, also the same for all. */
  static OwnCertificate anotherCertificate() {
    return Certificates.ANOTHER;
  }

  /** Certificates whose keys take long to generate. */
  private static final class Certificates {
    static final OwnCertificate ONE = make();
    static final OwnCertificate ANOTHER = make();

    private static OwnCertificate make() {
      try {
        return OwnCertificate.of(Medium.disk(), Optional.empty(), Clock.systemUTC());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Set<EndpointConfig> endpoints(X509Certificate own, String announced) {
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
        all.add(
            EndpointConfig.newBuilder()
                .setBindAddress(address)
                .setBindPort(port)
                .setHostname(announced)
                .setCertificate(own)
                .addTokenPolicies(
                    OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS,
                    OpcUaServerConfig.USER_TOKEN_POLICY_USERNAME)
                .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
                .setSecurityPolicy(policy)
                .setSecurityMode(mode)
                .build());
      }
    }
    return all;
  }

  int port() {
    return port;
  }

  X509Certificate shownCertificate() {
    return certificate;
  }

  Ovens ovens() {
    return ovens;
  }

  /** Of those who are logged in. */
  int sessions() {
    return server.getSessionManager().getAllSessions().size();
  }

  /** Ends all sessions, as when they have timed out. */
  void endSessions(boolean subscriptionsToo) {
    for (Session each : server.getSessionManager().getAllSessions()) {
      server.getSessionManager().killSession(each.getSessionId(), subscriptionsToo);
    }
  }

  /** Lets a client in that shows this certificate. */
  void trust(X509Certificate client) {
    trusted.addTrustedCertificate(client);
  }

  @Override
  public void close() throws Exception {
    ovens.shutdown();
    server.shutdown().get(30, TimeUnit.SECONDS);
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.sdk.client.DiscoveryClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfig;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfigBuilder;
import org.eclipse.milo.opcua.sdk.client.identity.UsernameProvider;
import org.eclipse.milo.opcua.stack.core.Stack;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldException.Cause;
import org.kuralink.api.channel.ServerCertificate;
import org.kuralink.check.owner.ConfiguredOwners;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections to servers: resolves the host and checks the address, reads the endpoints of
 * the server, selects the endpoint that the push requires at the address of the push, checks the
 * trust in its certificate, and logs in. Does not retry. Blocks; called on the thread of a server.
 *
 * @param settings the settings of the channel
 * @param owners the servers in the configurations of other components
 * @param known the certificates of servers
 * @param own the certificate of this gateway
 * @param threads the threads of the channel
 * @param clock the clock for the validity of certificates
 */
record UaConnection(
    Supplier<OpcUaSettings> settings,
    ConfiguredOwners owners,
    KnownServers known,
    KnownServers.Own own,
    UaThreads threads,
    Clock clock) {

  private static final Logger LOG = LoggerFactory.getLogger(UaConnection.class);
  private static final Duration LONGEST_LOGIN = Duration.ofSeconds(30);
  private static final Duration SESSION = Duration.ofSeconds(60);
  private static final String APPLICATION = "urn:kuralink:channel-opcua";

  /**
   * Opens a connection and logs in.
   *
   * @throws FieldException if this fails; the message says why
   */
  OpcUaClient open(UaTarget target, UaTransport.RequestCount count) throws FieldException {
    forbid(taken(target.address()));
    InetAddress address = settings.get().networks().resolve(target.address().host());
    forbid(taken(target.address(), address.getHostAddress()));
    Duration timeout =
        target.timeout().compareTo(LONGEST_LOGIN) < 0 ? target.timeout() : LONGEST_LOGIN;
    UaTransport asking = transport(address, count);
    EndpointDescription endpoint =
        choose(target, inWords(asking, timeout, () -> endpoints(target, asking, timeout)));
    Optional<UserTokenPolicy> user = userPolicy(target, endpoint);
    if (target.security().isSecure() || user.filter(UaConnection::isEncrypted).isPresent()) {
      checkTrust(target, endpoint.getServerCertificate());
    } else if (user.isPresent() && !target.userName().isEmpty()) {
      LOG.warn(
          "{}: the password is sent unencrypted, because secPolicy is None and the server offers no password encryption",
          target.address());
    }
    OpcUaClientConfig config = config(target, endpoint, user);
    UaTransport transport = transport(address, count);
    OpcUaClient client = new OpcUaClient(config, transport);
    boolean connected = false;
    try {
      inWords(transport, timeout, () -> UaWords.await(client.connectAsync(), timeout));
      UaPulse.begin(
          client,
          threads.times(),
          UaWords.await(client.getSessionAsync(), timeout).getSessionTimeout());
      connected = true;
      return client;
    } finally {
      if (!connected) {
        client.disconnectAsync();
      }
    }
  }

  /** Returns why a server must not be used because of the configuration of another component. */
  Optional<String> taken(UaTarget.Address server) {
    return taken(server, server.host());
  }

  /** Checks another name of the same host. */
  private Optional<String> taken(UaTarget.Address server, String host) {
    return owners
        .ofAddress(host, server.port())
        .map(
            who ->
                host
                    + ":"
                    + server.port()
                    + " is used in the configuration of "
                    + who
                    + "; two clients at one server set each other's values");
  }

  private static void forbid(Optional<String> why) throws FieldException {
    if (why.isPresent()) {
      throw new FieldException(Cause.FORBIDDEN, why.get());
    }
  }

  /** A blocking call to a server. */
  private interface Waiting<T> {
    T run() throws FieldException;
  }

  /**
   * Returns the reading error as the cause of a closed connection, because it is more specific than
   * the close itself.
   */
  private static <T> T inWords(UaTransport transport, Duration timeout, Waiting<T> work)
      throws FieldException {
    try {
      return work.run();
    } catch (FieldException e) {
      throw transport.broken().map(cause -> UaWords.of(cause, timeout)).orElse(e);
    }
  }

  private List<EndpointDescription> endpoints(
      UaTarget target, UaTransport transport, Duration timeout) throws FieldException {
    String url = target.address().toString();
    EndpointDescription bare =
        new EndpointDescription(
            url,
            null,
            null,
            MessageSecurityMode.None,
            SecurityPolicy.None.getUri(),
            null,
            Stack.TCP_UASC_UABINARY_TRANSPORT_URI,
            ubyte(0));
    DiscoveryClient client = new DiscoveryClient(bare, transport);
    try {
      UaWords.await(client.connectAsync(), timeout);
      EndpointDescription @Nullable [] found =
          UaWords.await(client.getEndpoints(url, new String[0], new String[0]), timeout)
              .getEndpoints();
      return found == null ? List.of() : Arrays.asList(found);
    } finally {
      client.disconnectAsync();
    }
  }

  /** Returns the endpoint that the push requires, at the address of the push. */
  static EndpointDescription choose(UaTarget target, List<EndpointDescription> offered)
      throws FieldException {
    UaSecurity wanted = target.security();
    List<EndpointDescription> fitting =
        offered.stream()
            .filter(each -> Stack.TCP_UASC_UABINARY_TRANSPORT_URI.equals(profile(each)))
            .filter(each -> wanted.policy().getUri().equals(each.getSecurityPolicyUri()))
            .filter(each -> wanted.mode() == each.getSecurityMode())
            .toList();
    if (fitting.isEmpty()) {
      throw new FieldException(
          Cause.REFUSED,
          "the server does not offer "
              + wanted
              + "; it offers "
              + offered.stream()
                  .map(e -> UaSecurity.shown(e.getSecurityPolicyUri(), e.getSecurityMode()))
                  .distinct()
                  .collect(Collectors.joining(", ")));
    }
    EndpointDescription best =
        fitting.stream()
            .filter(each -> tokens(each, target).findAny().isPresent())
            .max(Comparator.comparing(EndpointDescription::getSecurityLevel))
            .orElseThrow(
                () ->
                    new FieldException(
                        Cause.REFUSED,
                        target.userName().isEmpty()
                            ? "the server does not allow anonymous users; configure userName and password"
                            : "the server does not accept a user name and password; remove them"));
    // The host name that a server reports is often only known in its own network, or missing.
    return EndpointUtil.updateUrl(best, target.address().host(), target.address().port());
  }

  private static String profile(EndpointDescription endpoint) {
    String profile = endpoint.getTransportProfileUri();
    return profile == null || profile.isEmpty() ? Stack.TCP_UASC_UABINARY_TRANSPORT_URI : profile;
  }

  private static Stream<UserTokenPolicy> tokens(EndpointDescription endpoint, UaTarget target) {
    UserTokenType type =
        target.userName().isEmpty() ? UserTokenType.Anonymous : UserTokenType.UserName;
    UserTokenPolicy @Nullable [] all = endpoint.getUserIdentityTokens();
    return all == null
        ? Stream.empty()
        : Stream.of(all).filter(each -> each.getTokenType() == type);
  }

  /** Prefers a policy that encrypts the password to one that relies on the channel. */
  private static Optional<UserTokenPolicy> userPolicy(
      UaTarget target, EndpointDescription endpoint) {
    return tokens(endpoint, target)
        .filter(each -> each.getTokenType() == UserTokenType.UserName)
        .filter(each -> isEmpty(each.getSecurityPolicyUri()) || policy(each).isPresent())
        .max(Comparator.comparing(UaConnection::isEncrypted));
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  private static Optional<SecurityPolicy> policy(UserTokenPolicy token) {
    return Stream.of(SecurityPolicy.values())
        .filter(each -> each.getUri().equals(token.getSecurityPolicyUri()))
        .findFirst();
  }

  private static boolean isEncrypted(UserTokenPolicy token) {
    return policy(token).filter(each -> each != SecurityPolicy.None).isPresent();
  }

  private void checkTrust(UaTarget target, @Nullable ByteString encoded) throws FieldException {
    if (encoded == null || encoded.isNullOrEmpty()) {
      throw new FieldException(Cause.REFUSED, "the server sends no certificate");
    }
    X509Certificate certificate;
    try {
      certificate = CertificateUtil.decodeCertificates(encoded.bytesOrEmpty()).get(0);
    } catch (UaException | RuntimeException e) {
      throw new FieldException(Cause.REFUSED, "the certificate of the server is invalid");
    }
    forbid(distrust(target, certificate));
  }

  private Optional<String> distrust(UaTarget target, X509Certificate certificate) {
    ServerCertificate seen = known.seen(certificate, target.address().toString());
    String name = "the certificate of the server, " + seen.fingerprint();
    Instant now = clock.instant();
    return switch (seen.decision()) {
      case WAITING ->
          Optional.of(
              name
                  + " ("
                  + seen.subject()
                  + "), is not trusted yet: compare the fingerprint and trust it");
      case REJECTED -> Optional.of(name + ", was rejected by the operator");
      case TRUSTED ->
          now.isBefore(seen.notBefore()) || now.isAfter(seen.notAfter())
              ? Optional.of(
                  name + ", is valid only from " + seen.notBefore() + " to " + seen.notAfter())
              : Optional.empty();
    };
  }

  private OpcUaClientConfig config(
      UaTarget target, EndpointDescription endpoint, Optional<UserTokenPolicy> user)
      throws FieldException {
    OpcUaClientConfigBuilder config =
        OpcUaClientConfig.builder()
            .setApplicationName(LocalizedText.english("Kuralink"))
            .setApplicationUri(APPLICATION)
            .setProductUri(APPLICATION)
            .setEndpoint(endpoint)
            .setRequestTimeout(uint(target.timeout().toMillis()))
            .setSessionTimeout(uint(SESSION.toMillis()))
            .setCertificateValidator((chain, uri, hosts) -> validate(target, endpoint, chain));
    if (target.security().isSecure()) {
      OwnCertificate mine = mine();
      config
          .setApplicationUri(mine.applicationUri())
          .setKeyPair(mine.keys())
          .setCertificate(mine.certificate())
          .setCertificateChain(new X509Certificate[] {mine.certificate()});
    }
    user.ifPresent(
        token ->
            config.setIdentityProvider(
                new UsernameProvider(
                    target.userName(),
                    target.password().map(each -> each.reveal()).orElse(""),
                    (chain, uri, hosts) -> validate(target, endpoint, chain),
                    all -> token)));
    return config.build();
  }

  private OwnCertificate mine() throws FieldException {
    try {
      return own.get();
    } catch (IOException e) {
      throw new FieldException(Cause.FORBIDDEN, String.valueOf(e.getMessage()));
    }
  }

  /** Checks that the certificate of the connection is the announced one and is trusted. */
  private void validate(UaTarget target, EndpointDescription endpoint, List<X509Certificate> chain)
      throws UaException {
    Optional<String> wrong =
        another(endpoint.getServerCertificate(), chain.get(0))
            .or(() -> distrust(target, chain.get(0)));
    if (wrong.isPresent()) {
      throw new UaException(
          StatusCodes.Bad_CertificateUntrusted,
          wrong.get(),
          new FieldException(Cause.FORBIDDEN, wrong.get()));
    }
  }

  private static Optional<String> another(@Nullable ByteString announced, X509Certificate used)
      throws UaException {
    X509Certificate first =
        CertificateUtil.decodeCertificates(
                announced == null ? new byte[0] : announced.bytesOrEmpty())
            .get(0);
    return first.equals(used)
        ? Optional.empty()
        : Optional.of(
            "the server announces the certificate "
                + KnownServers.fingerprint(first)
                + " but uses another one, "
                + KnownServers.fingerprint(used)
                + ": correct the configuration of the server, or check for an attacker in between");
  }

  private UaTransport transport(InetAddress address, UaTransport.RequestCount count) {
    return new UaTransport(threads, address, count);
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.eclipse.kura.ssl.SslManagerService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionState;
import org.kuralink.login.LoginException;
import org.kuralink.login.TestCertificates;
import org.kuralink.login.diagnosis.Diagnosis;

/** Kura's trust services in all states, against servers with a certificate. */
class SessionTrustTest {

  private static final String TARGET = "(kura.service.pid=mine)";
  private static final Map<String, ?> MINE = Map.of("kura.service.pid", "mine");
  private static final SessionTrust.Choice MANAGER = new SessionTrust.Choice("", TARGET, "");
  private static final SessionTrust.Choice KEYSTORE = new SessionTrust.Choice("", "", TARGET);

  private final TestCertificates certificates = TestCertificates.shared();
  private final SessionTrust trust = new SessionTrust();

  private static <T> T answering(Class<T> type, Callable<?> answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) ->
                method.getName().equals("toString") ? type.getName() : answer.call()));
  }

  private static SslManagerService manager(Callable<SSLContext> answer) {
    return answering(SslManagerService.class, answer);
  }

  private static KeystoreService keystore(Callable<KeyStore> answer) {
    return answering(KeystoreService.class, answer);
  }

  /** As Kura makes them: TLS 1.2, and the roots of one keystore. */
  private SSLContext contextTrusting(String... authorities) throws Exception {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(certificates.trusting(authorities));
    SSLContext context = SSLContext.getInstance("TLSv1.2");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  /** What a person would read of a connection to a server with this certificate, if it failed. */
  private Optional<Diagnosis> connect(ServerTrust trust, String certificate) throws Exception {
    SSLContext context = trust.context();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (SSLServerSocket server =
        (SSLServerSocket)
            certificates
                .server(certificate)
                .getServerSocketFactory()
                .createServerSocket(0, 1, loopback)) {
      CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> serve(server));
      try (SSLSocket client =
          (SSLSocket) context.getSocketFactory().createSocket("localhost", server.getLocalPort())) {
        client.setSSLParameters(trust.parameters());
        client.startHandshake();
        return Optional.empty();
      } catch (IOException e) {
        return Optional.of(Diagnosis.of(e, "localhost", Instant.now()));
      } finally {
        serving.get(30, TimeUnit.SECONDS);
      }
    }
  }

  private static void serve(SSLServerSocket server) {
    try (SSLSocket peer = (SSLSocket) server.accept()) {
      peer.startHandshake();
      peer.getInputStream().read();
    } catch (IOException e) {
      // The client refused us; it is the client that is tested.
      assertTrue(server.isBound());
    }
  }

  private void assertRefused(ServerTrust trust, String certificate, String words) throws Exception {
    Diagnosis found = connect(trust, certificate).orElseThrow();
    assertEquals(Cause.CERTIFICATE, found.cause(), found.message());
    assertTrue(found.message().contains(words), found.message());
  }

  private String configurationFault(SessionTrust.Choice choice) {
    trust.choose(choice);
    ServerTrustException e = assertThrows(ServerTrustException.class, trust::context);
    assertEquals(Cause.CONFIGURATION, Diagnosis.of(e, "localhost", Instant.now()).cause());
    return String.valueOf(e.getMessage());
  }

  @Test
  void nobodyAsksAServiceThatWasNotChosen() throws Exception {
    Callable<Object> never =
        () -> {
          throw new AssertionError("asked");
        };
    trust.bind(answering(SslManagerService.class, never), MINE);
    trust.bind(answering(KeystoreService.class, never), MINE);
    assertRefused(trust, "localhost", "trusted root");
  }

  @Test
  void theChosenManagerDecidesWhomToTrustAndWeCheckTheHost() throws Exception {
    SSLContext context = contextTrusting("ca");
    trust.bind(manager(() -> context), MINE);
    trust.choose(MANAGER);
    assertSame(context, trust.context());
    assertEquals(Optional.empty(), connect(trust, "localhost"));
    assertRefused(trust, "other", "another host");
    assertRefused(trust, "expired", "expired");
    assertRefused(trust, "stranger", "SslManagerService.target");
  }

  @Test
  void saysThatAManagerTrustsNobodyAtAll() throws Exception {
    SSLContext context = contextTrusting();
    trust.bind(manager(() -> context), MINE);
    trust.choose(MANAGER);
    assertRefused(trust, "localhost", "because there is no trusted root");
  }

  static Stream<Callable<SSLContext>> managersThatFail() {
    return Stream.of(
        () -> {
          throw new GeneralSecurityException("bad keystore");
        },
        () -> {
          throw new IOException("no file");
        },
        () -> {
          throw new IllegalStateException("stopped");
        },
        () -> null);
  }

  @ParameterizedTest
  @MethodSource("managersThatFail")
  void saysThatAManagerBringsNothing(Callable<SSLContext> failing) {
    trust.bind(manager(failing), MINE);
    String message = configurationFault(MANAGER);
    assertTrue(message.contains("SslManagerService " + TARGET + " provides no TLS"), message);
  }

  @Test
  void aServiceThatIsGoneOrAnotherOneIsNotTheChosenOne() throws Exception {
    String gone = "no service matches SslManagerService.target '" + TARGET;
    assertTrue(configurationFault(MANAGER).startsWith(gone));
    SslManagerService other = manager(SSLContext::getDefault);
    trust.bind(other, Map.of("kura.service.pid", "other"));
    assertTrue(configurationFault(MANAGER).startsWith(gone));
    SslManagerService mine = manager(SSLContext::getDefault);
    trust.bind(mine, MINE);
    trust.unbind(other);
    trust.choose(MANAGER);
    assertSame(SSLContext.getDefault(), trust.context());
    trust.unbind(mine);
    assertTrue(configurationFault(MANAGER).startsWith(gone));
    assertTrue(configurationFault(KEYSTORE).contains("KeystoreService.target"));
  }

  @Test
  void aReplacedServiceCountsFromTheNextConnectionOn() throws Exception {
    trust.choose(MANAGER);
    SSLContext first = contextTrusting("stranger");
    SSLContext second = contextTrusting("ca");
    trust.bind(manager(() -> first), MINE);
    assertRefused(trust, "localhost", "trusted root");
    trust.bind(manager(() -> second), MINE);
    assertEquals(Optional.empty(), connect(trust, "localhost"));
  }

  @Test
  void theKeystoreAddsItsRootsAndIsAskedAtEachConnection() throws Exception {
    KeyStore store = certificates.trusting();
    trust.bind(keystore(() -> store), MINE);
    trust.choose(new SessionTrust.Choice(certificates.pem("stranger"), "", TARGET));
    assertRefused(trust, "localhost", "CN=Test authority");
    SSLContext before = trust.context();
    assertSame(before, trust.context());
    store.setCertificateEntry("ca", certificates.trusting("ca").getCertificate("ca"));
    assertEquals(Optional.empty(), connect(trust, "localhost"));
    assertNotSame(before, trust.context());
    assertSame(trust.context(), trust.context());
    store.deleteEntry("ca");
    assertRefused(trust, "localhost", "KeystoreService.target");
  }

  @Test
  void whoHasAPrivateKeyInTheKeystoreIsNotTrustedForIt() throws Exception {
    KeyStore store = certificates.privateKey("localhost");
    trust.bind(keystore(() -> store), MINE);
    trust.choose(KEYSTORE);
    assertRefused(trust, "localhost", "trusted root");
  }

  static Stream<Callable<KeyStore>> keystoresThatFail() {
    return Stream.of(
        () -> {
          throw new KuraException(KuraErrorCode.SECURITY_EXCEPTION, "wrong password");
        },
        () -> {
          throw new IllegalStateException("stopped");
        },
        () -> KeyStore.getInstance("PKCS12"),
        () -> null);
  }

  @ParameterizedTest
  @MethodSource("keystoresThatFail")
  void saysThatAKeystoreCannotBeRead(Callable<KeyStore> failing) throws KeyStoreException {
    trust.bind(keystore(failing), MINE);
    String message = configurationFault(KEYSTORE);
    assertTrue(message.contains("KeystoreService " + TARGET + " cannot be read"), message);
  }

  @Test
  void aSessionThatMissedAServiceTriesAgainWhenItComes() {
    SessionRig rig = new SessionRig();
    trust.serve(rig.session);
    rig.loginFailure = Optional.of(new LoginException(Cause.CONFIGURATION, "no service"));
    rig.configure();
    configurationFault(MANAGER);
    assertEquals(SessionState.WAITING, rig.state());
    rig.loginFailure = Optional.empty();
    trust.bind(manager(SSLContext::getDefault), MINE);
    rig.time.settle();
    assertEquals(SessionState.CONNECTING, rig.state());
  }

  @Test
  void aServiceThatNobodyMissedDisturbsNoSession() {
    SessionRig rig = SessionRig.online();
    trust.serve(rig.session);
    for (int i = 0; i < 10; i++) {
      trust.bind(manager(SSLContext::getDefault), MINE);
      rig.time.settle();
    }
    assertEquals(SessionState.ONLINE, rig.state());
    rig.lose();
    trust.bind(manager(SSLContext::getDefault), MINE);
    rig.time.settle();
    assertEquals(SessionState.WAITING, rig.state());
  }
}

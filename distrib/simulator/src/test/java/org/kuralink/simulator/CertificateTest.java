/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which certificate a client receives. */
class CertificateTest {

  @TempDir private Path data;

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2,TLS_RSA_WITH_AES_128_GCM_SHA256,RSA",
    "TLSv1.2,TLS_RSA_WITH_AES_256_CBC_SHA,RSA",
    "TLSv1.2,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,RSA",
    "TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,EC",
    "TLSv1.3,TLS_AES_128_GCM_SHA256,EC"
  })
  void isTheOneThatItsHelloAllows(String protocol, String suite, String algorithm)
      throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.forTests())) {
      for (int port : List.of(simulator.ports().tls(), simulator.ports().https())) {
        Certificate shown = handshake(simulator, port, protocol, suite);
        assertEquals(algorithm, shown.getPublicKey().getAlgorithm());
      }
    }
  }

  @Test
  void theAuthoritiesStayTheSameAndOneThatIsMissingIsMade() throws Exception {
    SimulatorOptions options = SimulatorOptions.forTests().withData(data);
    Simulator.start(options).close();
    String first = Files.readString(data.resolve("ca.pem"));
    Simulator.start(options).close();
    assertEquals(first, Files.readString(data.resolve("ca.pem")));

    int second = first.indexOf("-----BEGIN", 1);
    Files.writeString(data.resolve("ca.pem"), first.substring(0, second));
    try (Simulator simulator = Simulator.start(options)) {
      assertTrue(Files.readString(data.resolve("ca.pem")).startsWith(first.substring(0, second)));
      assertEquals(2, authorities(simulator).size());
      handshake(simulator, simulator.ports().tls(), "TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256");
    }
  }

  private static Certificate handshake(Simulator simulator, int port, String protocol, String suite)
      throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (Certificate authority : authorities(simulator)) {
      store.setCertificateEntry(authority.toString(), authority);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PlatformFixture.PATIENCE.toMillis());
      socket.setEnabledProtocols(new String[] {protocol});
      socket.setEnabledCipherSuites(new String[] {suite});
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  private static List<? extends Certificate> authorities(Simulator simulator) throws Exception {
    return List.copyOf(
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(
                    Files.readString(simulator.caPem()).getBytes(StandardCharsets.US_ASCII))));
  }
}

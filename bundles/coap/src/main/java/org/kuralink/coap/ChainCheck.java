/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.kuralink.api.connection.ServerTrust;

/**
 * Verifies certificates from DTLS with a session's trust. The trust is a TLS context, possibly
 * Kura's own, which verifies a server only during a handshake. Therefore a client of that context
 * gets the first messages of a handshake, in memory, with these certificates; it fails with the
 * reason, or waits for more messages. DTLS itself verifies that the server owns its key. Needs no
 * thread and no network; may read from disk.
 */
final class ChainCheck {

  private static final int HANDSHAKE = 22;
  private static final int SERVER_HELLO = 2;
  private static final int CERTIFICATE = 11;
  private static final int MOST_IN_RECORD = 16_384;
  private static final int RANDOM = 32;
  private static final byte[] TLS_1_2 = {3, 3};
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ServerTrust trust;
  private final String host;
  private final int port;

  ChainCheck(ServerTrust trust, String host, int port) {
    this.trust = trust;
    this.host = host;
    this.port = port;
  }

  /**
   * Verifies host name and trust of a server.
   *
   * @param chain its own certificate first, at least that one
   * @throws IOException if it is not trusted, with the same reason as a TLS connection
   */
  void check(List<X509Certificate> chain) throws IOException {
    Suite suite = Suite.of(chain.get(0));
    SSLEngine client = trust.context().createSSLEngine(host, port);
    client.setUseClientMode(true);
    SSLParameters strict = trust.parameters();
    strict.setProtocols(new String[] {"TLSv1.2"});
    strict.setCipherSuites(new String[] {suite.name()});
    client.setSSLParameters(strict);
    ByteBuffer hello = ByteBuffer.wrap(beginning(chain, suite));
    ByteBuffer out = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
    ByteBuffer none = ByteBuffer.allocate(client.getSession().getApplicationBufferSize());
    client.beginHandshake();
    while (step(client, hello, out.clear(), none)) {}
  }

  /** Performs one step of the client; false when it has processed everything and waits for more. */
  private static boolean step(SSLEngine client, ByteBuffer in, ByteBuffer out, ByteBuffer none)
      throws SSLException {
    switch (client.getHandshakeStatus()) {
      case NEED_WRAP -> client.wrap(NOTHING, out);
      case NEED_TASK -> client.getDelegatedTask().run();
      case NEED_UNWRAP -> {
        if (!in.hasRemaining()) {
          return false;
        }
        if (client.unwrap(in, none).getStatus() != SSLEngineResult.Status.OK) {
          throw new SSLException("the certificates cannot be read");
        }
      }
      default -> throw new SSLException("the certificates cannot be checked");
    }
    return true;
  }

  private static byte[] beginning(List<X509Certificate> chain, Suite suite) throws SSLException {
    ByteArrayOutputStream hello = new ByteArrayOutputStream();
    hello.writeBytes(TLS_1_2);
    hello.writeBytes(new byte[RANDOM]);
    hello.write(0);
    number(hello, suite.code, 2);
    hello.write(0);
    ByteArrayOutputStream certificates = new ByteArrayOutputStream();
    try {
      for (X509Certificate one : chain) {
        byte[] encoded = one.getEncoded();
        number(certificates, encoded.length, 3);
        certificates.writeBytes(encoded);
      }
    } catch (CertificateEncodingException e) {
      throw new SSLException("the certificates cannot be read", e);
    }
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    number(list, certificates.size(), 3);
    list.writeBytes(certificates.toByteArray());
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    message(messages, SERVER_HELLO, hello.toByteArray());
    message(messages, CERTIFICATE, list.toByteArray());
    return records(messages.toByteArray());
  }

  private static void message(ByteArrayOutputStream out, int type, byte[] content) {
    out.write(type);
    number(out, content.length, 3);
    out.writeBytes(content);
  }

  private static byte[] records(byte[] messages) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int from = 0; from < messages.length; from += MOST_IN_RECORD) {
      int length = Math.min(MOST_IN_RECORD, messages.length - from);
      out.write(HANDSHAKE);
      out.writeBytes(TLS_1_2);
      number(out, length, 2);
      out.write(messages, from, length);
    }
    return out.toByteArray();
  }

  private static void number(ByteArrayOutputStream out, int value, int bytes) {
    for (int shift = (bytes - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      out.write(value >> shift);
    }
  }

  /** The cipher suites by type of key, with Java's names. */
  private enum Suite {
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256(0xC02F),
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256(0xC02B);

    private final int code;

    Suite(int code) {
      this.code = code;
    }

    static Suite of(X509Certificate own) throws SSLException {
      return switch (own.getPublicKey().getAlgorithm()) {
        case "RSA" -> TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
        case "EC" -> TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
        default ->
            throw new SSLException(
                "its key is neither RSA nor EC but " + own.getPublicKey().getAlgorithm());
      };
    }
  }
}

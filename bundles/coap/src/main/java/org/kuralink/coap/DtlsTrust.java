/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.CertPath;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.security.auth.x500.X500Principal;
import org.eclipse.californium.scandium.dtls.AlertMessage;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertLevel;
import org.eclipse.californium.scandium.dtls.CertificateMessage;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.CertificateVerificationResult;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeException;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.x509.NewAdvancedCertificateVerifier;
import org.eclipse.californium.scandium.util.ServerNames;
import org.jspecify.annotations.Nullable;

/** Verifies DTLS servers with the session's trust, and keeps the reason of a refusal. */
final class DtlsTrust implements NewAdvancedCertificateVerifier {

  private final ChainCheck check;
  private volatile @Nullable IOException refusal;

  DtlsTrust(ChainCheck check) {
    this.check = check;
  }

  /** Returns why the last server was refused; empty if it was accepted. */
  Optional<IOException> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public List<CertificateType> getSupportedCertificateTypes() {
    return List.of(CertificateType.X_509);
  }

  @Override
  public CertificateVerificationResult verifyCertificate(
      ConnectionId connection,
      @Nullable ServerNames names,
      InetSocketAddress peer,
      boolean clientUsage,
      boolean verifySubject,
      boolean truncate,
      CertificateMessage message) {
    try {
      CertPath path = message.getCertificateChain();
      if (path == null || path.getCertificates().isEmpty()) {
        throw new SSLException("the server sent no certificate");
      }
      check.check(path.getCertificates().stream().map(X509Certificate.class::cast).toList());
      refusal = null;
      return new CertificateVerificationResult(connection, path, null);
    } catch (IOException e) {
      refusal = e;
      HandshakeException no =
          new HandshakeException(
              "the server is not trusted",
              new AlertMessage(AlertLevel.FATAL, AlertDescription.BAD_CERTIFICATE));
      return new CertificateVerificationResult(connection, no, null);
    }
  }

  @Override
  public List<X500Principal> getAcceptedIssuers() {
    return List.of();
  }

  @Override
  public void setResultHandler(HandshakeResultHandler handler) {
    // The result is always returned synchronously.
  }
}

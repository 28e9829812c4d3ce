/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.ssl;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.osgi.annotation.versioning.ProviderType;

/** Creates TLS contexts from the trust configuration of Kura. */
@ProviderType
public interface SslManagerService {

  SSLContext getSSLContext() throws GeneralSecurityException, IOException;

  SSLContext getSSLContext(String keyAlias) throws GeneralSecurityException, IOException;

  SSLSocketFactory getSSLSocketFactory() throws GeneralSecurityException, IOException;

  SSLSocketFactory getSSLSocketFactory(String keyAlias)
      throws GeneralSecurityException, IOException;

  @Deprecated
  SSLSocketFactory getSSLSocketFactory(
      String protocol,
      String cipherSuites,
      String trustStorePath,
      String keyStorePath,
      char[] keyStorePassword,
      String keyAlias)
      throws GeneralSecurityException, IOException;

  @Deprecated
  SSLSocketFactory getSSLSocketFactory(
      String protocol,
      String cipherSuites,
      String trustStorePath,
      String keyStorePath,
      char[] keyStorePassword,
      String keyAlias,
      boolean hostnameVerification)
      throws GeneralSecurityException, IOException;

  @Deprecated
  X509Certificate[] getTrustCertificates() throws GeneralSecurityException, IOException;

  @Deprecated
  void installTrustCertificate(String alias, X509Certificate x509crt)
      throws GeneralSecurityException, IOException;

  @Deprecated
  void deleteTrustCertificate(String alias) throws GeneralSecurityException, IOException;

  @Deprecated
  void installPrivateKey(
      String alias, PrivateKey privateKey, char[] password, Certificate[] publicCerts)
      throws GeneralSecurityException, IOException;
}

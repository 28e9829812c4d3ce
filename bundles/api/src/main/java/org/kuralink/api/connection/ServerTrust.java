/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Whom a session trusts: what its configuration says, be it the roots of the Java runtime, further
 * roots in PEM, or a keystore or an SSL manager of Kura. Every line and every download of the
 * session asks it, so that a server that may let us in may also send us a file, and no other one.
 * Safe for any thread.
 */
@ProviderType
@FunctionalInterface
public interface ServerTrust {

  /**
   * The TLS context for the next connection; the same object as long as nothing has changed, so
   * that a client built with it can be kept until another one comes. May read from disk. What it
   * refuses fails with an {@link UntrustedServerException} wherever that is in our hands.
   *
   * @throws ServerTrustException if what is configured gives none
   */
  SSLContext context() throws ServerTrustException;

  /**
   * What each connection must keep to: TLS 1.2 or later, and a certificate that names the host that
   * was asked for. A fresh object, to be set on a socket, an engine or a client; it leaves server
   * names and cipher suites as they are.
   */
  default SSLParameters parameters() {
    SSLParameters strict = new SSLParameters();
    strict.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    strict.setEndpointIdentificationAlgorithm("HTTPS");
    return strict;
  }
}

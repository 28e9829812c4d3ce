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
 * The TLS trust configuration of a session: the root certificates of the Java runtime, further
 * roots in PEM, or a keystore or SSL manager of Kura. Every line and every download of the session
 * uses it, so that files come only from servers that the session itself would log in to.
 * Thread-safe.
 */
@ProviderType
@FunctionalInterface
public interface ServerTrust {

  /**
   * Returns the TLS context for the next connection; the same object as long as nothing has
   * changed, so that a client built with it can be kept until the object changes. May read from
   * disk. Where this implementation controls the check, a rejected server fails with {@link
   * UntrustedServerException}.
   *
   * @throws ServerTrustException if the configuration does not yield a TLS context
   */
  SSLContext context() throws ServerTrustException;

  /**
   * Returns the requirements for each connection: TLS 1.2 or later, and a certificate for the
   * requested host. The object is new and can be set on a socket, an engine or a client; server
   * names and cipher suites are left at their defaults.
   */
  default SSLParameters parameters() {
    SSLParameters strict = new SSLParameters();
    strict.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    strict.setEndpointIdentificationAlgorithm("HTTPS");
    return strict;
  }
}

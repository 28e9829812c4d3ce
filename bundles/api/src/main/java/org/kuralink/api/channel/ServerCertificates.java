/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The server certificates that a field channel trusts: a service of a channel whose protocol uses
 * certificates. An unknown certificate is stored until the operator decides about it; at most 200
 * undecided ones are kept, the oldest are removed first. Any thread may call. When a call returns,
 * the decision is stored on disk, and servers that wait for it are tried immediately.
 */
@ConsumerType
public interface ServerCertificates {

  /** Returns all known certificates, the most recently presented first. */
  List<ServerCertificate> certificates();

  /**
   * Trusts a certificate.
   *
   * @param fingerprint of a known certificate; blanks, colons and case are ignored, and a prefix of
   *     at least eight digits is sufficient if it is unambiguous
   * @return the updated certificate
   * @throws IllegalArgumentException if no certificate matches, or more than one
   * @throws IOException if the decision cannot be stored; nothing changed then
   */
  ServerCertificate trust(String fingerprint) throws IOException;

  /**
   * Rejects a certificate, with the same parameter and errors as {@link #trust}; connections that
   * rely on it are closed.
   */
  ServerCertificate reject(String fingerprint) throws IOException;

  /**
   * Returns the channel's own certificate, which the server has to trust in turn.
   *
   * @return the certificate in PEM
   * @throws IOException if the certificate cannot be created or read
   */
  String own() throws IOException;
}

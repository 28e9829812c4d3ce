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
 * Which servers a field channel trusts, by their certificates: a service of a channel whose
 * protocol has such. A certificate that was never decided about is kept for a person to decide; at
 * most 200 of these are kept, the oldest go. Any thread may call; a decision is on disk when the
 * call returns, and servers that wait for it are tried at once.
 */
@ConsumerType
public interface ServerCertificates {

  /** All that are known, the latest seen first. */
  List<ServerCertificate> certificates();

  /**
   * Trusts a certificate.
   *
   * @param fingerprint of one that is known; blanks and colons do not count, nor does case, and its
   *     beginning is enough if it is that of one only, and has at least eight digits
   * @return the certificate as it is now
   * @throws IllegalArgumentException if there is none, or more than one
   * @throws IOException if it cannot be kept; then nothing changed
   */
  ServerCertificate trust(String fingerprint) throws IOException;

  /** Trusts a certificate no more, as {@link #trust}; connections that rely on it are ended. */
  ServerCertificate reject(String fingerprint) throws IOException;

  /**
   * The channel's own certificate, which a server has to trust in turn.
   *
   * @return in PEM
   * @throws IOException if it cannot be made or read
   */
  String own() throws IOException;
}

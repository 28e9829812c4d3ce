/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.time.Instant;

/**
 * The certificate that a server of a field protocol showed.
 *
 * @param fingerprint SHA-256 of it, in upper-case hexadecimal without separators; names it
 * @param subject whom it says it belongs to
 * @param server where it was last seen, for example {@code opc.tcp://192.168.1.30:4840}
 * @param notBefore from when it is valid
 * @param notAfter until when it is valid
 * @param seen when it was first seen
 * @param decision what a person said about it
 */
public record ServerCertificate(
    String fingerprint,
    String subject,
    String server,
    Instant notBefore,
    Instant notAfter,
    Instant seen,
    Decision decision) {

  /** What a person said about a certificate. */
  public enum Decision {
    /** Nothing yet: nobody connects to a server that shows it. */
    WAITING,
    /** Servers that show it are connected to. */
    TRUSTED,
    /** They are not. */
    REJECTED
  }
}

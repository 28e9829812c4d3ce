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
 * A certificate that a server of a field protocol presented.
 *
 * @param fingerprint the SHA-256 fingerprint in upper-case hexadecimal without separators;
 *     identifies the certificate
 * @param subject the subject of the certificate
 * @param server the server that last presented it, for example {@code opc.tcp://192.168.1.30:4840}
 * @param notBefore the start of its validity
 * @param notAfter the end of its validity
 * @param seen when it was first presented
 * @param decision the operator's decision
 */
public record ServerCertificate(
    String fingerprint,
    String subject,
    String server,
    Instant notBefore,
    Instant notAfter,
    Instant seen,
    Decision decision) {

  /** The operator's decision about a certificate. */
  public enum Decision {
    /** Not decided yet: the channel does not connect to a server that presents it. */
    WAITING,
    /** The channel connects to servers that present it. */
    TRUSTED,
    /** The channel does not connect to servers that present it. */
    REJECTED
  }
}

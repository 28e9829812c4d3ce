/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.time.Instant;
import org.kuralink.api.codec.ErrorCategory;

/**
 * Why a session could not be opened or ended.
 *
 * @param cause for programs
 * @param message for people: what happened and what to do, in plain words and without secrets
 * @param time when it was noticed
 */
public record SessionFault(Cause cause, String message, Instant time) {

  /** Where the failure has its cause. */
  public ErrorCategory category() {
    return cause.category;
  }

  /** What can go wrong. */
  public enum Cause {
    /** A configured value cannot work. */
    CONFIGURATION(ErrorCategory.CONFIGURATION),
    /** The signature was refused: the secret is not the one the platform knows. */
    WRONG_SECRET(ErrorCategory.CREDENTIALS),
    /** The platform knows no such product or device. */
    UNKNOWN_DEVICE(ErrorCategory.CREDENTIALS),
    /** The device was disabled on the platform. */
    DEVICE_DISABLED(ErrorCategory.CREDENTIALS),
    /** Another client logs in with the same identity and both keep ending each other's session. */
    IDENTITY_IN_USE(ErrorCategory.CREDENTIALS),
    /** The log-in token has expired or is not valid. */
    TOKEN_REFUSED(ErrorCategory.CREDENTIALS),
    /** Dynamic registration was refused: not enabled, or the secret was issued before. */
    REGISTRATION_REFUSED(ErrorCategory.CREDENTIALS),
    /** An issued secret could not be read or kept. */
    CREDENTIAL_STORE(ErrorCategory.DEVICE),
    /** The queue of durable messages cannot be opened or written; the disk may be full. */
    STORAGE(ErrorCategory.DEVICE),
    /** Nothing is installed or running that opens lines over the configured transport. */
    LINE_MISSING(ErrorCategory.DEVICE),
    /** This machine's clock is so wrong that a log-in or a certificate check cannot succeed. */
    CLOCK(ErrorCategory.CONFIGURATION),
    /** The server's certificate is not trusted, or belongs to another host. */
    CERTIFICATE(ErrorCategory.NETWORK),
    /** The host name is not known, or nobody listens there. */
    UNREACHABLE(ErrorCategory.NETWORK),
    /** No answer within the limit. */
    TIMEOUT(ErrorCategory.NETWORK),
    /** The link was closed or broke. */
    LINK_LOST(ErrorCategory.NETWORK),
    /** The link looks open but nothing comes back. */
    HALF_OPEN(ErrorCategory.NETWORK),
    /** The platform did not grant subscriptions: what comes on those topics is not heard. */
    NOT_SUBSCRIBED(ErrorCategory.PLATFORM),
    /** The platform refused for a reason of its own. */
    PLATFORM(ErrorCategory.PLATFORM);

    private final ErrorCategory category;

    Cause(ErrorCategory category) {
      this.category = category;
    }

    /** Where such a failure has its cause. */
    public ErrorCategory category() {
      return category;
    }
  }
}

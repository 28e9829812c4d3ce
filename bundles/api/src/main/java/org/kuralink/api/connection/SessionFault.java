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
 * The reason why a session could not be opened, or why it ended.
 *
 * @param cause the cause, for programs
 * @param message what happened and what to do, for operators, without secrets
 * @param time when the fault was detected
 */
public record SessionFault(Cause cause, String message, Instant time) {

  /** Returns the category of the fault. */
  public ErrorCategory category() {
    return cause.category;
  }

  /** The causes of a fault. */
  public enum Cause {
    /** A configured value is invalid. */
    CONFIGURATION(ErrorCategory.CONFIGURATION),
    /**
     * The platform rejected the signature: the secret differs from the one that the platform has.
     */
    WRONG_SECRET(ErrorCategory.CREDENTIALS),
    /** The product or device does not exist on the platform. */
    UNKNOWN_DEVICE(ErrorCategory.CREDENTIALS),
    /** The device is disabled on the platform. */
    DEVICE_DISABLED(ErrorCategory.CREDENTIALS),
    /** Another client uses the same identity, and the two keep ending each other's sessions. */
    IDENTITY_IN_USE(ErrorCategory.CREDENTIALS),
    /** The log-in token has expired or is invalid. */
    TOKEN_REFUSED(ErrorCategory.CREDENTIALS),
    /**
     * The platform refused the dynamic registration: it is not enabled, or the secret was issued
     * before.
     */
    REGISTRATION_REFUSED(ErrorCategory.CREDENTIALS),
    /** An issued secret could not be read or stored. */
    CREDENTIAL_STORE(ErrorCategory.DEVICE),
    /** The queue of durable messages cannot be opened or written; the disk may be full. */
    STORAGE(ErrorCategory.DEVICE),
    /** No running bundle provides the configured transport. */
    LINE_MISSING(ErrorCategory.DEVICE),
    /** This machine's clock is so wrong that a log-in or a certificate check cannot succeed. */
    CLOCK(ErrorCategory.CONFIGURATION),
    /** The server's certificate is not trusted, or was issued for another host. */
    CERTIFICATE(ErrorCategory.NETWORK),
    /** The host name cannot be resolved, or the connection is refused. */
    UNREACHABLE(ErrorCategory.NETWORK),
    /** No answer arrived within the time limit. */
    TIMEOUT(ErrorCategory.NETWORK),
    /** The link was closed or broke. */
    LINK_LOST(ErrorCategory.NETWORK),
    /** The link appears open, but no data arrives. */
    HALF_OPEN(ErrorCategory.NETWORK),
    /** The platform did not grant subscriptions: messages on those topics do not arrive. */
    NOT_SUBSCRIBED(ErrorCategory.PLATFORM),
    /** The platform refused for another reason. */
    PLATFORM(ErrorCategory.PLATFORM);

    private final ErrorCategory category;

    Cause(ErrorCategory category) {
      this.category = category;
    }

    /** Returns the category of the cause. */
    public ErrorCategory category() {
      return category;
    }
  }
}

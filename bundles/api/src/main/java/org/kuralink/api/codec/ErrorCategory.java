/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.codec;

/** The cause of a failure, for consistent log lines, replies and counters. */
public enum ErrorCategory {
  /**
   * A configured value is missing, out of range or contradictory; the operator has to change it.
   */
  CONFIGURATION,
  /** The platform rejects the identity or its credentials. */
  CREDENTIALS,
  /** The platform cannot be reached, or the link broke. */
  NETWORK,
  /** The platform failed, or refused a message. */
  PLATFORM,
  /** The platform requires a lower message rate. */
  THROTTLED,
  /** This device could not carry out a request. */
  DEVICE,
  /** A downloaded or installed package is invalid. */
  PACKAGE
}

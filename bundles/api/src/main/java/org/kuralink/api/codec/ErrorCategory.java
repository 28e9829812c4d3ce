/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.codec;

/**
 * Where a failure has its cause, so that a log line, a reply and a counter can say the same thing.
 */
public enum ErrorCategory {
  /** A configured value is missing, out of range or contradictory: a person has to change it. */
  CONFIGURATION,
  /** The platform does not accept who we say we are. */
  CREDENTIALS,
  /** The platform was not reached, or the link broke. */
  NETWORK,
  /** The platform failed, or refused what we sent. */
  PLATFORM,
  /** The platform asks for fewer messages. */
  THROTTLED,
  /** This device could not do what it was asked for. */
  DEVICE,
  /** A downloaded or installed package is at fault. */
  PACKAGE
}

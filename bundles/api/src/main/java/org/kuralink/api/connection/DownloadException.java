/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

/**
 * A file could not be had. Its message is for people and shows no address; it has no stack trace,
 * for it tells of the network and not of a program.
 */
public final class DownloadException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** Says what happened. */
  public DownloadException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /** What to do about it. */
  public Kind kind() {
    return kind;
  }

  /** What can go wrong. */
  public enum Kind {
    /** Another attempt may succeed. */
    PASSING,
    /** No other attempt will. */
    LASTING,
    /** The server does not take the address any more (401, 403, 410): another one may do. */
    EXPIRED,
    /** The time for all attempts together is over. */
    OUT_OF_TIME,
    /** The file is not the one that was wanted. */
    WRONG_FILE,
    /**
     * The session that fetched it has ended: the one that comes next can be asked for the same, and
     * goes on from what is on the disk.
     */
    CUT_OFF
  }
}

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
 * Thrown when a file could not be downloaded. The message is meant for operators and contains no
 * address. There is no stack trace, because the cause is the network and not the program.
 */
public final class DownloadException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /**
   * Creates an exception.
   *
   * @param message what happened, for operators
   */
  public DownloadException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /** Returns the kind of failure, by which the caller decides what to do. */
  public Kind kind() {
    return kind;
  }

  /** The kinds of failure. */
  public enum Kind {
    /** A temporary failure: another attempt may succeed. */
    PASSING,
    /** A permanent failure: another attempt would fail as well. */
    LASTING,
    /** The server rejects the address (401, 403, 410): a fresh address may work. */
    EXPIRED,
    /** The time limit for all attempts together has passed. */
    OUT_OF_TIME,
    /** The file does not have the expected size or digest. */
    WRONG_FILE,
    /**
     * The session that downloaded the file has ended. The next session can continue the download
     * from the part on disk.
     */
    CUT_OFF
  }
}

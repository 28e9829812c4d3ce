/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.offer;

/** A file was not fetched. */
public final class DownloadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Says what happened. */
  public DownloadException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** What to do next. */
  public Reason reason() {
    return reason;
  }

  /** What can go wrong. */
  public enum Reason {
    /** The URL is not valid any more: ask for another one. */
    EXPIRED,
    /** May work later. */
    TRANSIENT,
    /** Will not work. */
    REFUSED
  }
}

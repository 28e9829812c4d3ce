/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.handler;

/** A handler was not called, or its answer did not come. Expected, hence without a stack trace. */
public final class HandlerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  HandlerException(Reason reason) {
    super(reason.words, null, false, false);
    this.reason = reason;
  }

  /** What went wrong. */
  public Reason reason() {
    return reason;
  }

  /** What can go wrong around a handler. */
  public enum Reason {
    /** Too many calls wait for it, or too many handlers are at work. */
    BUSY("the handler is busy"),
    /** It did not answer in time, or was not called in time. */
    LATE("the handler did not answer in time"),
    /** It went away before it was called. */
    GONE("the handler has gone"),
    /** It returned neither an answer nor the promise of one. */
    SILENT("the handler answers nothing");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }
}

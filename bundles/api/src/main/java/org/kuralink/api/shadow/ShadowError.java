/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.shadow;

import org.kuralink.api.codec.ErrorCategory;

/**
 * The reasons for which the platform, or the local check before sending, refuses an operation
 * (developer guide 7.2).
 */
public enum ShadowError {
  /** 400: the platform could not parse the message; a repetition would fail as well. */
  INCORRECT_JSON(400, "the message is not valid JSON for a shadow"),
  /** 401: the message has no {@code method}; the local check prevents this. */
  METHOD_MISSING(401, "the message has no method"),
  /** 402: an update has no {@code state}. */
  STATE_MISSING(402, "the message has no state"),
  /**
   * 403: the {@code version} is invalid; also reported by the local check after the largest
   * version.
   */
  INVALID_VERSION(403, "the version is not a valid number"),
  /** 404: the {@code state} of an update has no {@code reported}. */
  REPORTED_MISSING(404, "the message has no reported state"),
  /** 405: an update reports no attribute; also reported by the local check. */
  REPORTED_EMPTY(405, "name at least one attribute"),
  /** 406: the {@code method} is not update, get or delete. */
  INVALID_METHOD(406, "the platform does not know the method"),
  /** 407: the message is empty. */
  EMPTY_DOCUMENT(407, "the message is empty"),
  /**
   * 408: the shadow would have more than {@link Shadow#MAX_ATTRIBUTES} attributes; also reported by
   * the local check.
   */
  TOO_MANY_ATTRIBUTES(
      408, "a shadow has at most " + Shadow.MAX_ATTRIBUTES + " attributes; delete some first"),
  /** 409: the platform has a newer version. The shadow reads it; the operation may be repeated. */
  VERSION_CONFLICT(409, "others changed the shadow at the same time; try again"),
  /** 500: the platform failed; the message may be correct. */
  SERVER_ERROR(500, "the platform failed; try again later"),
  /** A code that this version does not know; the message of the exception contains it. */
  UNKNOWN(0, "see the platform's message");

  private final int code;
  private final String advice;

  ShadowError(int code, String advice) {
    this.code = code;
    this.advice = advice;
  }

  /** Returns the error of a result code; {@link #UNKNOWN} if there is none. */
  public static ShadowError of(int code) {
    for (ShadowError error : values()) {
      if (error.code == code) {
        return error;
      }
    }
    return UNKNOWN;
  }

  /** Returns the result code; 0 for {@link #UNKNOWN}. */
  public int code() {
    return code;
  }

  /** Returns a description of the error and what to do. */
  public String advice() {
    return advice;
  }

  /** Returns the category of the error. */
  public ErrorCategory category() {
    return switch (this) {
      case SERVER_ERROR, VERSION_CONFLICT, UNKNOWN -> ErrorCategory.PLATFORM;
      default -> ErrorCategory.DEVICE;
    };
  }
}

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

/** Why the platform, or the check before sending, refuses an operation (developer guide 7.2). */
public enum ShadowError {
  /** 400: the platform could not read the message; sending it again changes nothing. */
  INCORRECT_JSON(400, "the message is no JSON that a shadow takes"),
  /** 401: no {@code method} in the message; the check before sending never lets one through. */
  METHOD_MISSING(401, "the message names no method"),
  /** 402: an update without a {@code state}. */
  STATE_MISSING(402, "the message has no state"),
  /** 403: a {@code version} that no shadow takes; also said before sending, after the largest. */
  INVALID_VERSION(403, "the version is no number that a shadow takes"),
  /** 404: an update whose {@code state} has no {@code reported}. */
  REPORTED_MISSING(404, "the message reports nothing"),
  /** 405: an update that reports no attribute; also said before sending. */
  REPORTED_EMPTY(405, "name at least one attribute"),
  /** 406: a {@code method} other than update, get and delete. */
  INVALID_METHOD(406, "the platform does not know the method"),
  /** 407: a message without content. */
  EMPTY_DOCUMENT(407, "the message is empty"),
  /**
   * 408: the shadow would have more than {@link Shadow#MAX_ATTRIBUTES}; also said before sending.
   */
  TOO_MANY_ATTRIBUTES(
      408, "a shadow has at most " + Shadow.MAX_ATTRIBUTES + " attributes; delete some first"),
  /** 409: the platform has a newer version; it is fetched, and the operation may be repeated. */
  VERSION_CONFLICT(409, "others changed the shadow at the same time; try again"),
  /** 500: the platform itself failed; the message may be right. */
  SERVER_ERROR(500, "the platform failed; try again later"),
  /** A code that this version does not know, which the message of the failure names. */
  UNKNOWN(0, "see the platform's message");

  private final int code;
  private final String advice;

  ShadowError(int code, String advice) {
    this.code = code;
    this.advice = advice;
  }

  /** The error of a code on the wire. */
  public static ShadowError of(int code) {
    for (ShadowError error : values()) {
      if (error.code == code) {
        return error;
      }
    }
    return UNKNOWN;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** What it means, and what to do, in words. */
  public String advice() {
    return advice;
  }

  /** Where the failure has its cause. */
  public ErrorCategory category() {
    return switch (this) {
      case SERVER_ERROR, VERSION_CONFLICT, UNKNOWN -> ErrorCategory.PLATFORM;
      default -> ErrorCategory.DEVICE;
    };
  }
}

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
  /** Incorrect JSON. */
  INCORRECT_JSON(400, "the message is no JSON that a shadow takes"),
  /** The method is missing. */
  METHOD_MISSING(401, "the message names no method"),
  /** The state is missing. */
  STATE_MISSING(402, "the message has no state"),
  /** The version is wrong. */
  INVALID_VERSION(403, "the version is no number that a shadow takes"),
  /** The reported field is missing. */
  REPORTED_MISSING(404, "the message reports nothing"),
  /** The reported field is empty. */
  REPORTED_EMPTY(405, "name at least one attribute"),
  /** There is no such method. */
  INVALID_METHOD(406, "the platform does not know the method"),
  /** The document is empty. */
  EMPTY_DOCUMENT(407, "the message is empty"),
  /** Too many attributes. */
  TOO_MANY_ATTRIBUTES(
      408, "a shadow has at most " + Shadow.MAX_ATTRIBUTES + " attributes; delete some first"),
  /** The shadow has a newer version. */
  VERSION_CONFLICT(409, "others changed the shadow at the same time; try again"),
  /** The platform failed. */
  SERVER_ERROR(500, "the platform failed; try again later"),
  /** A code that this version does not know. */
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

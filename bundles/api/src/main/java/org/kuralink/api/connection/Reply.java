/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.util.Optional;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;

/**
 * The reply to a request, in either direction.
 *
 * @param code the result code
 * @param data any JSON value
 * @param message a description of the code, if there is one
 */
public record Reply(ResultCode code, JsonText data, Optional<String> message) {

  private static final Reply SUCCESS =
      new Reply(ResultCode.SUCCESS, JsonText.EMPTY_OBJECT, Optional.empty());

  private static final Reply ACCEPTED =
      new Reply(ResultCode.ACCEPTED, JsonText.EMPTY_OBJECT, Optional.empty());

  /** Returns a success without data. */
  public static Reply success() {
    return SUCCESS;
  }

  /**
   * Returns the reply for a transport that carries no replies (HTTPS, CoAP): the platform has
   * received the request, but its result remains unknown.
   */
  public static Reply accepted() {
    return ACCEPTED;
  }

  /** Returns a success with data. */
  public static Reply success(JsonText data) {
    return new Reply(ResultCode.SUCCESS, data, Optional.empty());
  }

  /** Returns a failure with a message for the operator at the other end. */
  public static Reply failure(ResultCode code, String message) {
    return new Reply(code, JsonText.EMPTY_OBJECT, Optional.of(message));
  }

  /**
   * Returns whether the platform sent this reply, and did not merely {@linkplain #accepted()
   * receive} the request.
   */
  public boolean isAnswered() {
    return !code.equals(ResultCode.ACCEPTED);
  }

  /** Returns whether the request was carried out, or at least {@linkplain #accepted() accepted}. */
  public boolean isSuccess() {
    return code.isSuccess();
  }
}

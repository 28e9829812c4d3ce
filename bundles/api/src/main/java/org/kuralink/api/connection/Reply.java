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
 * The answer to a request, in either direction.
 *
 * @param data any JSON value
 * @param message words about the code, where there are any
 */
public record Reply(ResultCode code, JsonText data, Optional<String> message) {

  private static final Reply SUCCESS =
      new Reply(ResultCode.SUCCESS, JsonText.EMPTY_OBJECT, Optional.empty());

  private static final Reply ACCEPTED =
      new Reply(ResultCode.ACCEPTED, JsonText.EMPTY_OBJECT, Optional.empty());

  /** Success without data. */
  public static Reply success() {
    return SUCCESS;
  }

  /**
   * The platform has the request, over a line that brings no reply (HTTPS, CoAP): what it thinks of
   * it will not be known.
   */
  public static Reply accepted() {
    return ACCEPTED;
  }

  /** Success with data. */
  public static Reply success(JsonText data) {
    return new Reply(ResultCode.SUCCESS, data, Optional.empty());
  }

  /** A failure with words for the person at the other end. */
  public static Reply failure(ResultCode code, String message) {
    return new Reply(code, JsonText.EMPTY_OBJECT, Optional.of(message));
  }

  /** Whether the platform has said it, and not only taken the request. */
  public boolean isAnswered() {
    return !code.equals(ResultCode.ACCEPTED);
  }

  /** Whether the request was carried out, or was at least {@linkplain #accepted() accepted}. */
  public boolean isSuccess() {
    return code.isSuccess();
  }
}

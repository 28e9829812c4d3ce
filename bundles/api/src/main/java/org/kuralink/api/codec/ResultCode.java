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
 * The result code of an Alink reply (developer guide 9.12, 3.1, 6 and the error tables of chapter
 * 9). Unknown codes are kept unchanged.
 *
 * @param value the number in the message
 */
public record ResultCode(int value) {

  /** The request was carried out. */
  public static final ResultCode SUCCESS = new ResultCode(200);

  /**
   * The platform received the request over a transport that carries no replies. The platform never
   * sends this code; it stands for the reply that cannot arrive.
   */
  public static final ResultCode ACCEPTED = new ResultCode(202);

  /** The device failed to carry out the request. */
  public static final ResultCode REQUEST_ERROR = new ResultCode(400);

  /** The platform rejected the signature. */
  public static final ResultCode AUTHENTICATION_ERROR = new ResultCode(401);

  /** The receiver is too busy. */
  public static final ResultCode TOO_MANY_REQUESTS = new ResultCode(429);

  /** The parameters of the request are invalid. */
  public static final ResultCode PARAMETER_ERROR = new ResultCode(460);

  /** The platform failed. */
  public static final ResultCode SERVER_ERROR = new ResultCode(500);

  /** The message has more than 200 properties. */
  public static final ResultCode TOO_MANY_PROPERTIES = new ResultCode(6106);

  /** The platform is currently unable to check thing models. */
  public static final ResultCode MODEL_SERVICE_UNAVAILABLE = new ResultCode(6313);

  /** The product has no such device, so there is no thing model for it. */
  public static final ResultCode MODEL_DEVICE_UNKNOWN = new ResultCode(6321);

  /** Returns whether the request was carried out, or at least accepted. */
  public boolean isSuccess() {
    return value == 200 || equals(ACCEPTED);
  }

  /** Returns the category of a failure; undefined for a success. */
  public ErrorCategory category() {
    return switch (value) {
      case 401, 521, 522, 5001, 5005, 6100, 6200, 6287, 6288, 6289 -> ErrorCategory.CREDENTIALS;
      case 428, 429 -> ErrorCategory.THROTTLED;
      case 400 -> ErrorCategory.DEVICE;
      case 6710, 6713 -> ErrorCategory.CONFIGURATION;
      default ->
          value >= 100_000 && value <= 110_000 ? ErrorCategory.DEVICE : ErrorCategory.PLATFORM;
    };
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}

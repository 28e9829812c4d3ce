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
 * The result code of an Alink reply, as a value with a category (developer guide 9.12, 3.1, 6 and
 * the error tables of chapter 9). Codes that this version does not know are carried as they are.
 *
 * @param value the number on the wire
 */
public record ResultCode(int value) {

  /** The request was carried out. */
  public static final ResultCode SUCCESS = new ResultCode(200);

  /**
   * The platform has taken the request over a line that brings no reply. It never says so itself:
   * this stands for a reply that cannot come.
   */
  public static final ResultCode ACCEPTED = new ResultCode(202);

  /** The device failed while it carried out the request. */
  public static final ResultCode REQUEST_ERROR = new ResultCode(400);

  /** The platform did not accept the signature. */
  public static final ResultCode AUTHENTICATION_ERROR = new ResultCode(401);

  /** The receiver is too busy. */
  public static final ResultCode TOO_MANY_REQUESTS = new ResultCode(429);

  /** The parameters of the request are wrong. */
  public static final ResultCode PARAMETER_ERROR = new ResultCode(460);

  /** The platform failed. */
  public static final ResultCode SERVER_ERROR = new ResultCode(500);

  /** More properties in one message than the platform takes (200). */
  public static final ResultCode TOO_MANY_PROPERTIES = new ResultCode(6106);

  /** The platform cannot check thing models at the moment. */
  public static final ResultCode MODEL_SERVICE_UNAVAILABLE = new ResultCode(6313);

  /** The product has no such device, hence no thing model for it. */
  public static final ResultCode MODEL_DEVICE_UNKNOWN = new ResultCode(6321);

  /** Whether the request was carried out, or at least accepted. */
  public boolean isSuccess() {
    return value == 200 || equals(ACCEPTED);
  }

  /** Where the failure has its cause; meaningless for success. */
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

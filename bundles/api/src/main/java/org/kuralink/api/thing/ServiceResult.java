/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.codec.ResultCode;

/**
 * The result of a service call (developer guide 9.12).
 *
 * @param code 200, 400, 429, 460, or a code that the device defines: {@value #FIRST_OWN_CODE} to
 *     {@value #LAST_OWN_CODE}
 * @param outputs the values by identifier: all outputs that the thing model defines, or none
 * @param message a description of the code, if there is one
 */
public record ServiceResult(ResultCode code, Map<String, ?> outputs, Optional<String> message) {

  /** The lowest code to which a device may assign its own meaning. */
  public static final int FIRST_OWN_CODE = 100_000;

  /** The highest code to which a device may assign its own meaning. */
  public static final int LAST_OWN_CODE = 110_000;

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if the code is not allowed in a result
   */
  public ServiceResult {
    if (!isAllowed(code)) {
      throw new IllegalArgumentException(
          "code " + code + "; allowed are 200, 400, 429, 460 and 100000 to 110000");
    }
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  /** Returns a success without outputs. */
  public static ServiceResult success() {
    return success(Map.of());
  }

  /** Returns a success with outputs. */
  public static ServiceResult success(Map<String, ?> outputs) {
    return new ServiceResult(ResultCode.SUCCESS, outputs, Optional.empty());
  }

  /**
   * Returns a failure with a message for the operator at the other end.
   *
   * @throws IllegalArgumentException if the code is not allowed in a result
   */
  public static ServiceResult failure(ResultCode code, String message) {
    return new ServiceResult(code, Map.of(), Optional.of(message));
  }

  private static boolean isAllowed(ResultCode code) {
    return code.isSuccess()
        || code.equals(ResultCode.REQUEST_ERROR)
        || code.equals(ResultCode.TOO_MANY_REQUESTS)
        || code.equals(ResultCode.PARAMETER_ERROR)
        || code.value() >= FIRST_OWN_CODE && code.value() <= LAST_OWN_CODE;
  }
}

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
 * What a service answers (developer guide 9.12).
 *
 * @param code 200, 400, 429, 460, or one of the device's own: 100000 to 110000
 * @param outputs by identifier: all that the thing model defines, or none
 * @param message words about the code, where there are any
 */
public record ServiceResult(ResultCode code, Map<String, ?> outputs, Optional<String> message) {

  /** The first code that a device may give a meaning of its own. */
  public static final int FIRST_OWN_CODE = 100_000;

  /** The last code that a device may give a meaning of its own. */
  public static final int LAST_OWN_CODE = 110_000;

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if a device may not answer the code
   */
  public ServiceResult {
    if (!isAllowed(code)) {
      throw new IllegalArgumentException(
          "code " + code + "; allowed are 200, 400, 429, 460 and 100000 to 110000");
    }
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  /** Success without outputs. */
  public static ServiceResult success() {
    return success(Map.of());
  }

  /** Success with outputs. */
  public static ServiceResult success(Map<String, ?> outputs) {
    return new ServiceResult(ResultCode.SUCCESS, outputs, Optional.empty());
  }

  /**
   * A failure with words for the person at the other end.
   *
   * @throws IllegalArgumentException if a device may not answer the code
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

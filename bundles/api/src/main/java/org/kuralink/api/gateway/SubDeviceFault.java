/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.gateway;

import java.util.OptionalInt;
import org.kuralink.api.codec.ErrorCategory;
import org.kuralink.api.codec.ResultCode;

/** The causes of sub-device errors (developer guide 6 and the error tables of 9.2 to 9.4). */
public enum SubDeviceFault {
  /** The platform rejected a signature: the secret is wrong. */
  SIGNATURE(401, ErrorCategory.CREDENTIALS, Action.PERSON),
  /** The device logged in through another connection with the same secret. */
  ELSEWHERE(427, ErrorCategory.CREDENTIALS, Action.WAIT),
  /** The gateway has reached the platform's limit of online sub-devices. */
  CAPACITY(428, ErrorCategory.THROTTLED, Action.STOP),
  /** Too many requests, or more than five log-ins of the device per minute. */
  THROTTLED(429, ErrorCategory.THROTTLED, Action.SLOW),
  /** The platform rejects the parameters of the request; the same request is not sent again. */
  PARAMETERS(460, ErrorCategory.PLATFORM, Action.PERSON),
  /** The platform failed. */
  SERVER(500, ErrorCategory.PLATFORM, Action.RETRY),
  /** The device has no session on the platform, or not through this gateway. */
  NO_SESSION(520, ErrorCategory.PLATFORM, Action.RETRY),
  /** The device was deleted on the platform. */
  DELETED(521, ErrorCategory.CREDENTIALS, Action.PERSON),
  /** The device is disabled on the platform. */
  DISABLED(522, ErrorCategory.CREDENTIALS, Action.WAIT),
  /** The device does not exist on the platform. */
  UNKNOWN_DEVICE(6100, ErrorCategory.CREDENTIALS, Action.PERSON),
  /** The product does not exist on the platform. */
  UNKNOWN_PRODUCT(6250, ErrorCategory.CREDENTIALS, Action.PERSON),
  /** The device name is invalid. */
  NAME(6280, ErrorCategory.CONFIGURATION, Action.PERSON),
  /** The device secret is wrong. */
  WRONG_SECRET(6287, ErrorCategory.CREDENTIALS, Action.PERSON),
  /** The product does not allow dynamic registration. */
  NO_REGISTRATION(6288, ErrorCategory.CREDENTIALS, Action.PERSON),
  /** The device is not in the topology of this gateway. */
  NOT_BOUND(6401, ErrorCategory.CONFIGURATION, Action.HEAL),
  /** The gateway cannot be its own sub-device. */
  ITSELF(6402, ErrorCategory.CONFIGURATION, Action.PERSON),
  /** The platform replied with a code that this version does not know. */
  UNKNOWN_CODE(-1, ErrorCategory.PLATFORM, Action.RETRY),
  /** The platform's reply does not contain the device, or is invalid. */
  MALFORMED_REPLY(-1, ErrorCategory.PLATFORM, Action.RETRY),
  /** The platform did not reply in time. */
  NO_REPLY(-1, ErrorCategory.PLATFORM, Action.RETRY),
  /** The gateway is offline, or went offline before the reply arrived. */
  OFFLINE(-1, ErrorCategory.NETWORK, Action.RETRY),
  /** The device secret is unknown, and dynamic registration is disabled. */
  NO_SECRET(-1, ErrorCategory.CONFIGURATION, Action.PERSON),
  /** The secret or the list of devices could not be stored or read on this machine. */
  STORE(-1, ErrorCategory.DEVICE, Action.RETRY),
  /** The gateway does not know the device. */
  NOT_KNOWN(-1, ErrorCategory.CONFIGURATION, Action.PERSON),
  /** A later operation replaced this one. */
  SUPERSEDED(-1, ErrorCategory.DEVICE, Action.STOP),
  /** The gateway component has ended, or there is no session. */
  CLOSED(-1, ErrorCategory.DEVICE, Action.STOP);

  private final int code;
  private final ErrorCategory category;
  private final Action action;

  SubDeviceFault(int code, ErrorCategory category, Action action) {
    this.code = code;
    this.category = category;
    this.action = action;
  }

  /** The reaction of the gateway to an error. */
  public enum Action {
    /** Retries automatically, with an increasing delay. */
    RETRY,
    /** Retries after a minute, with a lower rate from then on for all devices. */
    SLOW,
    /** Retries rarely: after a minute or more, never immediately. */
    WAIT,
    /** Repairs the cause automatically, once, and retries. */
    HEAL,
    /** Stops until there is capacity, or until a caller asks for another attempt. */
    STOP,
    /** Stops until an operator has corrected the cause. */
    PERSON
  }

  /** Returns the fault of a result code; {@link #UNKNOWN_CODE} if there is none. */
  public static SubDeviceFault of(ResultCode code) {
    for (SubDeviceFault fault : values()) {
      if (fault.code == code.value() && fault.code > 0) {
        return fault;
      }
    }
    // The platform's list of error codes has these for adding and registering instead.
    return switch (code.value()) {
      case 5005 -> UNKNOWN_PRODUCT;
      case 6204 -> DISABLED;
      default -> UNKNOWN_CODE;
    };
  }

  /** Returns the result code, if the fault has one of its own. */
  public OptionalInt code() {
    return code > 0 ? OptionalInt.of(code) : OptionalInt.empty();
  }

  /** Returns the category of the fault. */
  public ErrorCategory category() {
    return category;
  }

  /** Returns how the gateway reacts to the fault. */
  public Action action() {
    return action;
  }
}

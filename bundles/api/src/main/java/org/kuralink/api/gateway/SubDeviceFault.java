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

/**
 * Why something with a sub-device failed (developer guide 6 and the error tables of 9.2 to 9.4).
 */
public enum SubDeviceFault {
  /** A signature was not accepted: the secret is wrong. */
  SIGNATURE(401, ErrorCategory.CREDENTIALS, Action.PERSON),
  /** The device logged in elsewhere, with the same secret. */
  ELSEWHERE(427, ErrorCategory.CREDENTIALS, Action.WAIT),
  /** The gateway has as many sub-devices online as the platform allows. */
  CAPACITY(428, ErrorCategory.THROTTLED, Action.STOP),
  /** Too many requests, or more than five log-ins of the device in a minute. */
  THROTTLED(429, ErrorCategory.THROTTLED, Action.SLOW),
  /** The platform does not take the request as it is; the same is never sent again. */
  PARAMETERS(460, ErrorCategory.PLATFORM, Action.PERSON),
  /** The platform failed. */
  SERVER(500, ErrorCategory.PLATFORM, Action.RETRY),
  /** The device has no session on the platform, or not by this gateway. */
  NO_SESSION(520, ErrorCategory.PLATFORM, Action.RETRY),
  /** The device was deleted. */
  DELETED(521, ErrorCategory.CREDENTIALS, Action.PERSON),
  /** The device was disabled. */
  DISABLED(522, ErrorCategory.CREDENTIALS, Action.WAIT),
  /** The platform knows no such device. */
  UNKNOWN_DEVICE(6100, ErrorCategory.CREDENTIALS, Action.PERSON),
  /** The platform knows no such product. */
  UNKNOWN_PRODUCT(6250, ErrorCategory.CREDENTIALS, Action.PERSON),
  /** The name is none that the platform takes. */
  NAME(6280, ErrorCategory.CONFIGURATION, Action.PERSON),
  /** The device secret is wrong. */
  WRONG_SECRET(6287, ErrorCategory.CREDENTIALS, Action.PERSON),
  /** The product does not allow dynamic registration. */
  NO_REGISTRATION(6288, ErrorCategory.CREDENTIALS, Action.PERSON),
  /** The device is not in the topology of this gateway. */
  NOT_BOUND(6401, ErrorCategory.CONFIGURATION, Action.HEAL),
  /** The gateway cannot be its own sub-device. */
  ITSELF(6402, ErrorCategory.CONFIGURATION, Action.PERSON),
  /** A code that this version does not know. */
  UNKNOWN_CODE(-1, ErrorCategory.PLATFORM, Action.RETRY),
  /** The platform's answer does not name the device, or not as it should. */
  MALFORMED_REPLY(-1, ErrorCategory.PLATFORM, Action.RETRY),
  /** The platform did not answer in time. */
  NO_REPLY(-1, ErrorCategory.PLATFORM, Action.RETRY),
  /** The gateway is offline, or was before the answer came. */
  OFFLINE(-1, ErrorCategory.NETWORK, Action.RETRY),
  /** Nobody has the device's secret, and dynamic registration is switched off. */
  NO_SECRET(-1, ErrorCategory.CONFIGURATION, Action.PERSON),
  /** This machine cannot keep or read the secret, or the list of devices. */
  STORE(-1, ErrorCategory.DEVICE, Action.RETRY),
  /** The gateway does not know the device. */
  NOT_KNOWN(-1, ErrorCategory.CONFIGURATION, Action.PERSON),
  /** Something else was asked for meanwhile. */
  SUPERSEDED(-1, ErrorCategory.DEVICE, Action.STOP),
  /** The gateway has ended, or there is no session. */
  CLOSED(-1, ErrorCategory.DEVICE, Action.STOP);

  private final int code;
  private final ErrorCategory category;
  private final Action action;

  SubDeviceFault(int code, ErrorCategory category, Action action) {
    this.code = code;
    this.category = category;
    this.action = action;
  }

  /** What the gateway does. */
  public enum Action {
    /** Tries again by itself, after a pause that grows. */
    RETRY,
    /** Tries again after a minute, and slower from then on, this device and all others. */
    SLOW,
    /** Tries again rarely: after a minute or more, never at once. */
    WAIT,
    /** Puts the cause right by itself, once, and tries again. */
    HEAL,
    /** Stops until there is room, or somebody asks. */
    STOP,
    /** Stops until a person has changed something. */
    PERSON
  }

  /** The fault of a code on the wire; {@link #UNKNOWN_CODE} if there is none. */
  public static SubDeviceFault of(ResultCode code) {
    for (SubDeviceFault fault : values()) {
      if (fault.code == code.value() && fault.code > 0) {
        return fault;
      }
    }
    // What the platform's list of error codes has instead, for additions and registrations.
    return switch (code.value()) {
      case 5005 -> UNKNOWN_PRODUCT;
      case 6204 -> DISABLED;
      default -> UNKNOWN_CODE;
    };
  }

  /** The number on the wire, if it has one of its own. */
  public OptionalInt code() {
    return code > 0 ? OptionalInt.of(code) : OptionalInt.empty();
  }

  /** Where the failure has its cause. */
  public ErrorCategory category() {
    return category;
  }

  /** What the gateway does about it. */
  public Action action() {
    return action;
  }
}

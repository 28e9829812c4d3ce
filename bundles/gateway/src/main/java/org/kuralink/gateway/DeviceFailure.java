/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.util.Optional;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.gateway.CombineRequests.CombineReply;

/**
 * The reason why a request for a sub-device failed.
 *
 * @param code the result code of the platform, if there is one
 * @param words the message of the platform, or ours
 */
record DeviceFailure(SubDeviceFault fault, Optional<ResultCode> code, String words) {

  private static final int SHOWN = 200;

  static DeviceFailure of(SubDeviceFault fault, String words) {
    return new DeviceFailure(fault, Optional.empty(), words);
  }

  static DeviceFailure of(ResultCode code, String words) {
    return new DeviceFailure(SubDeviceFault.of(code), Optional.of(code), words);
  }

  static DeviceFailure of(Reply reply) {
    return of(reply.code(), reply.message().map(text -> VisibleText.of(text, SHOWN)).orElse(""));
  }

  static DeviceFailure of(CombineReply told) {
    return told.code()
        .map(code -> of(code, told.words()))
        .orElseGet(() -> of(SubDeviceFault.MALFORMED_REPLY, "a reply without a code"));
  }

  static DeviceFailure of(Throwable failure) {
    LinkException.Reason reason =
        failure instanceof LinkException known
            ? known.reason()
            : failure.getCause() instanceof LinkException inner
                ? inner.reason()
                : LinkException.Reason.CLOSED;
    return switch (reason) {
      case NO_REPLY, TOO_LARGE -> of(SubDeviceFault.NO_REPLY, "no reply in time");
      case BUSY -> of(SubDeviceFault.THROTTLED, "too many requests are under way");
      default -> of(SubDeviceFault.OFFLINE, "the gateway is offline");
    };
  }

  /** Tells whether one device of a batch may be the cause, so that smaller batches find it. */
  boolean isOfOne() {
    return switch (fault) {
      case SIGNATURE,
          PARAMETERS,
          DELETED,
          DISABLED,
          UNKNOWN_DEVICE,
          UNKNOWN_PRODUCT,
          NAME,
          WRONG_SECRET,
          NO_REGISTRATION,
          NOT_BOUND,
          ITSELF,
          UNKNOWN_CODE ->
          true;
      default -> false;
    };
  }

  /** Returns code and message. */
  String shown() {
    String number = code.map(each -> "code " + each.value()).orElse("");
    if (words.isEmpty()) {
      return number;
    }
    return number.isEmpty() ? words : number + " '" + words + "'";
  }
}

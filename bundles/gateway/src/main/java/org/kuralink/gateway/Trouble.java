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
import org.kuralink.gateway.CombineTalk.Told;

/**
 * Why something failed.
 *
 * @param code the platform's, if it said one
 * @param words of the platform, or ours
 */
record Trouble(SubDeviceFault fault, Optional<ResultCode> code, String words) {

  private static final int SHOWN = 200;

  static Trouble of(SubDeviceFault fault, String words) {
    return new Trouble(fault, Optional.empty(), words);
  }

  static Trouble of(ResultCode code, String words) {
    return new Trouble(SubDeviceFault.of(code), Optional.of(code), words);
  }

  static Trouble of(Reply reply) {
    return of(reply.code(), reply.message().map(text -> VisibleText.of(text, SHOWN)).orElse(""));
  }

  static Trouble of(Told told) {
    return told.code()
        .map(code -> of(code, told.words()))
        .orElseGet(() -> of(SubDeviceFault.MALFORMED_REPLY, "an answer without a code"));
  }

  static Trouble of(Throwable failure) {
    LinkException.Reason reason =
        failure instanceof LinkException known
            ? known.reason()
            : failure.getCause() instanceof LinkException inner
                ? inner.reason()
                : LinkException.Reason.CLOSED;
    return switch (reason) {
      case NO_REPLY, TOO_LARGE -> of(SubDeviceFault.NO_REPLY, "no answer in time");
      case BUSY -> of(SubDeviceFault.THROTTLED, "too much is under way");
      default -> of(SubDeviceFault.OFFLINE, "the gateway is offline");
    };
  }

  /** Whether one of a batch may be the cause, so that smaller ones find it. */
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

  /** The code and the words. */
  String shown() {
    String number = code.map(each -> "code " + each.value()).orElse("");
    if (words.isEmpty()) {
      return number;
    }
    return number.isEmpty() ? words : number + " '" + words + "'";
  }
}

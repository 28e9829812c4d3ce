/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.fault;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The faults of CoAP requests of devices and of their answers. */
public enum CoapForm {
  /** As specified, without a fault. */
  PROPER,
  /** The request is lost on its way; what is sent again counts anew. */
  LOST,
  /** The request is taken, and no answer is sent, whatever comes again. */
  UNANSWERED,
  /** Acknowledged at once and answered three seconds later. */
  LATE,
  /** Answered by two datagrams that are the same. */
  TWICE,
  /** Answered with a token of CoAP that is not that of the request. */
  OTHER_TOKEN,
  /** Answered with a payload that was encrypted with another key. */
  OTHER_KEY,
  /** Reset in place of an answer; nothing is taken. */
  RESET;

  /** Returns the name in REST. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static CoapForm of(@Nullable JsonElement given) {
    if (given == null) {
      return PROPER;
    }
    if (given instanceof JsonPrimitive word && word.isString()) {
      for (CoapForm form : values()) {
        if (form.word().equals(word.getAsString())) {
          return form;
        }
      }
    }
    throw new IllegalArgumentException(
        "coapForm: one of these is needed: "
            + Arrays.stream(values()).map(CoapForm::word).collect(Collectors.joining(", ")));
  }
}

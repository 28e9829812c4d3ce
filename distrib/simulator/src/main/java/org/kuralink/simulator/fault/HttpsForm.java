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

/** The faults of HTTPS answers to devices. */
public enum HttpsForm {
  /** As specified, without a fault. */
  PROPER,
  /** The connection is closed behind the headers. */
  CUT_OFF,
  /** A page for people, with status 200. */
  HTML,
  /** One byte per second. */
  TRICKLE,
  /** No answer. */
  NONE,
  /** Followed by 20 MB of blanks. */
  HUGE,
  /** Followed by a second object. */
  TWICE,
  /** With the code as a text. */
  TEXT_CODE,
  /** Without a code. */
  NO_CODE;

  /** Returns the name in REST. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static HttpsForm of(@Nullable JsonElement given) {
    if (given == null) {
      return PROPER;
    }
    if (given instanceof JsonPrimitive word && word.isString()) {
      for (HttpsForm form : values()) {
        if (form.word().equals(word.getAsString())) {
          return form;
        }
      }
    }
    throw new IllegalArgumentException(
        "httpsForm: one of these is needed: "
            + Arrays.stream(values()).map(HttpsForm::word).collect(Collectors.joining(", ")));
  }
}

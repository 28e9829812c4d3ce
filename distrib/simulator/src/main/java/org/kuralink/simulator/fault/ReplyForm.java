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
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;

/** The faults of replies to devices: correct, or malformed in one way. */
public enum ReplyForm {
  /** As specified, without a fault. */
  PROPER,
  /** Without a result code. */
  NO_CODE,
  /** With the result code as a text. */
  TEXT_CODE,
  /** With a result code that is no number at all. */
  WRONG_CODE,
  /** Without data. */
  NO_DATA,
  /** With a message that is an object. */
  OBJECT_MESSAGE,
  /** Without the id of the request. */
  NO_ID,
  /** Cut off in the middle. */
  CUT_OFF;

  /** Returns the name in REST. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static ReplyForm of(@Nullable JsonElement given) {
    if (given == null) {
      return PROPER;
    }
    if (given instanceof JsonPrimitive word && word.isString()) {
      for (ReplyForm form : values()) {
        if (form.word().equals(word.getAsString())) {
          return form;
        }
      }
    }
    throw new IllegalArgumentException(
        "replyForm: one of these is needed: "
            + Arrays.stream(values()).map(ReplyForm::word).collect(Collectors.joining(", ")));
  }

  /** A proper reply in this form; what is no JSON object stays as it is. */
  public byte[] of(byte[] reply) {
    if (this == PROPER) {
      return reply;
    }
    if (this == CUT_OFF) {
      return Arrays.copyOf(reply, reply.length / 2);
    }
    try {
      JsonObject json = StrictJson.parseObject(reply);
      change(json);
      return json.toString().getBytes(StandardCharsets.UTF_8);
    } catch (BadJsonException e) {
      return reply;
    }
  }

  private void change(JsonObject json) {
    switch (this) {
      case NO_CODE -> json.remove("code");
      case TEXT_CODE -> json.addProperty("code", String.valueOf(json.get("code")));
      case WRONG_CODE -> json.addProperty("code", "success");
      case NO_DATA -> json.remove("data");
      case OBJECT_MESSAGE -> {
        JsonObject message = new JsonObject();
        message.add("text", json.get("message"));
        json.add("message", message);
      }
      case NO_ID -> json.remove("id");
      default -> throw new IllegalStateException("nothing to change for " + this);
    }
  }
}

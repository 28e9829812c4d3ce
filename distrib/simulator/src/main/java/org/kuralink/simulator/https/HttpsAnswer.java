/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.https;

import com.google.gson.JsonObject;
import java.util.Map;

/** An answer of the platform over HTTPS (spec tables 3-9 and 3-11); code 0 means success. */
record HttpsAnswer(int code, String message, JsonObject info) {
  static final int COMMON = 10000;
  static final int PARAMETER = 10001;
  static final int AUTHENTICATION = 20000;
  static final int TOKEN_EXPIRED = 20001;
  static final int TOKEN_MISSING = 20002;
  static final int TOKEN_WRONG = 20003;
  static final int PUBLISH = 30001;
  static final int TOO_MANY = 40000;

  private static final Map<Integer, String> WORDS =
      Map.of(
          COMMON,
          "common error",
          PARAMETER,
          "param error",
          AUTHENTICATION,
          "auth check error",
          TOKEN_EXPIRED,
          "token is expired",
          TOKEN_MISSING,
          "token is null",
          TOKEN_WRONG,
          "check token error",
          20004,
          "update session error",
          PUBLISH,
          "publish message error",
          TOO_MANY,
          "request too many");

  static HttpsAnswer success(JsonObject info) {
    return new HttpsAnswer(0, "success", info);
  }

  static HttpsAnswer of(int code) {
    return new HttpsAnswer(
        code, code == 0 ? "success" : WORDS.getOrDefault(code, "error"), NOTHING);
  }

  /** With what is behind it, for the person who reads it. */
  static HttpsAnswer of(int code, String why) {
    return new HttpsAnswer(code, of(code).message + ": " + why, NOTHING);
  }

  private static final JsonObject NOTHING = new JsonObject();

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("code", code);
    json.addProperty("message", message);
    if (info.size() > 0) {
      json.add("info", info);
    }
    return json;
  }
}

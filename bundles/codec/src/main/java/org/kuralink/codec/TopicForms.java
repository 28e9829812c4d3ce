/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.codec;

/** What reading and writing of topics have in common: the words and the limits. */
final class TopicForms {

  static final String SYS = "/sys/";
  static final String EXT = "/ext/";
  static final String EXT_RRPC = "/ext/rrpc/";
  static final String EXT_SESSION = "/ext/session/";
  static final String EXT_NTP = "/ext/ntp/";
  static final String EXT_ERROR = "/ext/error/";
  static final String SHADOW = "/shadow/";
  static final String OTA = "/ota/";
  static final String OTA_DEVICE = "/ota/device/";
  static final String RRPC_REQUEST = "rrpc/request/";
  static final String RRPC_RESPONSE = "rrpc/response/";
  static final String REPLY = "_reply";

  /** More than the platform issues: 20 for a product key, 32 for a device name. */
  static final int MAX_NAME = 64;

  /** More than the platform takes, and short enough to be read at once. */
  private static final int MAX_LENGTH = 1024;

  private TopicForms() {}

  /** Whether it starts with a slash and has neither empty levels nor wildcards. */
  static boolean isTopic(String topic) {
    int length = topic.length();
    if (length > MAX_LENGTH || !topic.startsWith("/")) {
      return false;
    }
    boolean empty = true;
    for (int i = 1; i < length; i++) {
      char c = topic.charAt(i);
      if (c == '/') {
        if (empty) {
          return false;
        }
        empty = true;
      } else if (c < ' ' || c == 0x7f || c == '+' || c == '#') {
        return false;
      } else {
        empty = false;
      }
    }
    return !empty;
  }

  /** Whether a dotted method belongs to the forms of RRPC, which have a message id. */
  static boolean isRrpc(String method) {
    return method.equals("rrpc") || method.startsWith("rrpc.");
  }
}

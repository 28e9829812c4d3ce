/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.raw;

import org.kuralink.api.connection.DeviceIdentity;

/** The topics of a device that carry raw data or custom requests. */
final class DeviceTopics {

  private static final String EXT_RRPC = "/ext/rrpc/";
  private static final String RRPC_REQUEST = "rrpc/request/";
  private static final String DOWN_RAW = "thing/model/down_raw";

  private final String device;

  /** Returns the topics of all devices, as patterns. */
  static DeviceTopics ofAll() {
    return new DeviceTopics(new DeviceIdentity("{productKey}", "{deviceName}"));
  }

  DeviceTopics(DeviceIdentity identity) {
    this.device = "/" + identity + "/";
  }

  String upRaw() {
    return sys() + "thing/model/up_raw";
  }

  String upRawReply() {
    return upRaw() + "_reply";
  }

  String downRaw() {
    return sys() + DOWN_RAW;
  }

  String downRawReply() {
    return downRaw() + "_reply";
  }

  String anyRrpc() {
    return sys() + RRPC_REQUEST + "+";
  }

  String rrpcResponse(String messageId) {
    return sys() + "rrpc/response/" + messageId;
  }

  String anyExtRaw() {
    return EXT_RRPC + "+" + downRaw();
  }

  String anyExtCustom() {
    return EXT_RRPC + "+" + device + "#";
  }

  /** Returns the topic inside a topic of {@code /ext/rrpc}, with its leading slash. */
  static String wrapped(String extTopic) {
    return extTopic.substring(extTopic.indexOf('/', EXT_RRPC.length()));
  }

  /** Returns the message id in a topic of RRPC. */
  String messageId(String topic) {
    return topic.startsWith(EXT_RRPC)
        ? topic.substring(EXT_RRPC.length(), topic.indexOf('/', EXT_RRPC.length()))
        : topic.substring(sys().length() + RRPC_REQUEST.length());
  }

  /** Returns the part of a topic behind the device name. */
  String custom(String topic) {
    return topic.length() > device.length() ? topic.substring(device.length()) : "";
  }

  private String sys() {
    return "/sys" + device;
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.codec;

import java.util.Optional;
import org.kuralink.api.codec.AlinkTopic;
import org.kuralink.api.codec.AlinkTopic.Family;

/** Parses and formats the platform's topics; the two operations are inverse. */
final class TopicGrammar {

  private static final String SYS = "/sys/";
  private static final String EXT = "/ext/";
  private static final String EXT_RRPC = "/ext/rrpc/";
  private static final String EXT_SESSION = "/ext/session/";
  private static final String EXT_NTP = "/ext/ntp/";
  private static final String EXT_ERROR = "/ext/error/";
  private static final String SHADOW = "/shadow/";
  private static final String OTA = "/ota/";
  private static final String OTA_DEVICE = "/ota/device/";
  private static final String RRPC_REQUEST = "rrpc/request/";
  private static final String RRPC_RESPONSE = "rrpc/response/";
  private static final String REPLY = "_reply";

  /** Above the platform's limits: 20 characters for a product key, 32 for a device name. */
  private static final int MAX_NAME = 64;

  /** Above the platform's limit, but bounded. */
  private static final int MAX_LENGTH = 1024;

  private TopicGrammar() {}

  /** Parses a topic; empty if it has none of the platform's forms. */
  static Optional<AlinkTopic> read(String topic) {
    if (!isTopic(topic)) {
      return Optional.empty();
    }
    if (topic.startsWith(SYS)) {
      return sys(topic);
    }
    if (topic.startsWith(EXT)) {
      return ext(topic);
    }
    if (topic.startsWith(SHADOW)) {
      return methodBeforeDevice(Family.SHADOW, topic, SHADOW.length());
    }
    if (topic.startsWith(OTA)) {
      return topic.startsWith(OTA_DEVICE)
          ? methodBeforeDevice(Family.OTA, topic, OTA_DEVICE.length())
          : Optional.empty();
    }
    return device(topic, 1)
        .filter(device -> device.end < topic.length())
        .map(device -> device.topic(Family.CUSTOM, topic.substring(device.end + 1), false));
  }

  private static Optional<AlinkTopic> sys(String topic) {
    Optional<Device> device = device(topic, SYS.length());
    int path = device.map(found -> found.end + 1).orElse(topic.length());
    if (topic.startsWith(RRPC_REQUEST, path)) {
      return rrpc(Family.RRPC_REQUEST, topic, device, path + RRPC_REQUEST.length());
    }
    if (topic.startsWith(RRPC_RESPONSE, path)) {
      return rrpc(Family.RRPC_RESPONSE, topic, device, path + RRPC_RESPONSE.length());
    }
    return device
        .flatMap(found -> dotted(Family.SYS, found, topic, path, topic.length()))
        .filter(found -> !isRrpc(found.method()));
  }

  private static Optional<AlinkTopic> rrpc(
      Family family, String topic, Optional<Device> device, int id) {
    return topic.indexOf('/', id) >= 0
        ? Optional.empty()
        : device.map(found -> found.topic(family, "", false, topic.substring(id)));
  }

  private static Optional<AlinkTopic> ext(String topic) {
    if (topic.startsWith(EXT_RRPC)) {
      return extRrpc(topic);
    }
    if (topic.startsWith(EXT_SESSION)) {
      return methodAfterDevice(Family.EXT_SESSION, topic, EXT_SESSION.length());
    }
    if (topic.startsWith(EXT_NTP)) {
      return methodAfterDevice(Family.EXT_NTP, topic, EXT_NTP.length());
    }
    if (topic.startsWith(EXT_ERROR)) {
      return device(topic, EXT_ERROR.length())
          .filter(device -> device.end == topic.length())
          .map(device -> device.topic(Family.EXT_ERROR, "", false));
    }
    return Optional.empty();
  }

  private static Optional<AlinkTopic> extRrpc(String topic) {
    int idFrom = EXT_RRPC.length();
    int idTo = topic.indexOf('/', idFrom);
    if (idTo < 0) {
      return Optional.empty();
    }
    Optional<String> id = Optional.of(topic.substring(idFrom, idTo));
    return read(topic.substring(idTo))
        .filter(t -> t.family() == Family.SYS || t.family() == Family.CUSTOM)
        .map(
            t -> {
              String method = t.family() == Family.SYS ? t.method() : '/' + t.method();
              return new AlinkTopic(
                  Family.EXT_RRPC, t.productKey(), t.deviceName(), method, t.reply(), id);
            });
  }

  private static Optional<AlinkTopic> methodAfterDevice(Family family, String topic, int from) {
    return device(topic, from)
        .flatMap(device -> dotted(family, device, topic, device.end + 1, topic.length()));
  }

  private static Optional<AlinkTopic> methodBeforeDevice(Family family, String topic, int from) {
    int to = topic.indexOf('/', from);
    return device(topic, to + 1)
        .filter(device -> to >= 0 && device.end == topic.length())
        .flatMap(device -> dotted(family, device, topic, from, to));
  }

  private static Optional<AlinkTopic> dotted(
      Family family, Device device, String topic, int from, int to) {
    if (from >= to || topic.indexOf('.', from) >= 0 && topic.indexOf('.', from) < to) {
      return Optional.empty();
    }
    String path = topic.substring(from, to);
    boolean reply = path.endsWith(REPLY);
    String bare = reply ? path.substring(0, path.length() - REPLY.length()) : path;
    return bare.isEmpty() || bare.endsWith("/")
        ? Optional.empty()
        : Optional.of(device.topic(family, bare.replace('/', '.'), reply));
  }

  /** Parses the product key and the device name at a position. */
  private static Optional<Device> device(String topic, int from) {
    int middle = topic.indexOf('/', from);
    if (middle < 0) {
      return Optional.empty();
    }
    int slash = topic.indexOf('/', middle + 1);
    int end = slash < 0 ? topic.length() : slash;
    return middle - from > MAX_NAME || end - middle - 1 > MAX_NAME
        ? Optional.empty()
        : Optional.of(
            new Device(topic.substring(from, middle), topic.substring(middle + 1, end), end));
  }

  /** Formats a topic; rejects one that could not be parsed back unchanged. */
  static String write(AlinkTopic topic) {
    check(topic, topic.messageId().isPresent() == hasMessageId(topic.family()), "message id");
    checkName(topic, topic.productKey());
    checkName(topic, topic.deviceName());
    String device = topic.productKey() + '/' + topic.deviceName();
    String written =
        switch (topic.family()) {
          case SYS -> SYS + device + '/' + sysPath(topic);
          case RRPC_REQUEST -> SYS + device + '/' + RRPC_REQUEST + messageId(topic);
          case RRPC_RESPONSE -> SYS + device + '/' + RRPC_RESPONSE + messageId(topic);
          case EXT_RRPC -> EXT_RRPC + messageId(topic) + wrapped(topic, device);
          case EXT_SESSION -> EXT_SESSION + device + '/' + path(topic);
          case EXT_NTP -> EXT_NTP + device + '/' + path(topic);
          case EXT_ERROR -> EXT_ERROR + device;
          case SHADOW -> SHADOW + level(topic) + '/' + device;
          case OTA -> OTA_DEVICE + level(topic) + '/' + device;
          case CUSTOM -> custom(topic, '/' + device, topic.method());
        };
    check(topic, isTopic(written), "levels");
    return written;
  }

  private static boolean hasMessageId(Family family) {
    return family == Family.RRPC_REQUEST
        || family == Family.RRPC_RESPONSE
        || family == Family.EXT_RRPC;
  }

  private static String wrapped(AlinkTopic topic, String device) {
    return topic.method().startsWith("/")
        ? custom(topic, '/' + device, topic.method().substring(1))
        : SYS + device + '/' + sysPath(topic);
  }

  private static String custom(AlinkTopic topic, String device, String path) {
    boolean taken =
        switch (topic.productKey()) {
          case "sys", "ext", "shadow", "ota" -> true;
          default -> false;
        };
    check(topic, !taken, "product key");
    check(topic, !topic.reply(), "reply");
    return device + '/' + path;
  }

  private static String sysPath(AlinkTopic topic) {
    check(topic, !isRrpc(topic.method()), "method");
    return path(topic);
  }

  private static String level(AlinkTopic topic) {
    check(topic, topic.method().indexOf('.') < 0, "method");
    return path(topic);
  }

  private static String path(AlinkTopic topic) {
    String method = topic.method();
    boolean clear =
        !method.isEmpty()
            && method.indexOf('/') < 0
            && method.charAt(method.length() - 1) != '.'
            && (topic.reply() || !method.endsWith(REPLY));
    check(topic, clear, "method");
    String path = method.replace('.', '/');
    return topic.reply() ? path + REPLY : path;
  }

  private static String messageId(AlinkTopic topic) {
    String id = topic.messageId().orElse("");
    check(topic, id.indexOf('/') < 0, "message id");
    return id;
  }

  private static void checkName(AlinkTopic topic, String name) {
    check(
        topic,
        !name.isEmpty() && name.length() <= MAX_NAME && name.indexOf('/') < 0,
        "product key or device name");
  }

  private static void check(AlinkTopic topic, boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("invalid " + what + " for a topic: " + topic);
    }
  }

  /** Returns whether a text starts with a slash and has neither empty levels nor wildcards. */
  private static boolean isTopic(String topic) {
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

  /** Returns whether a dotted method belongs to the RRPC forms, which have a message id. */
  private static boolean isRrpc(String method) {
    return method.equals("rrpc") || method.startsWith("rrpc.");
  }

  /** The device of a topic, and the index at which its name ends. */
  private record Device(String productKey, String name, int end) {

    AlinkTopic topic(Family family, String method, boolean reply) {
      return new AlinkTopic(family, productKey, name, method, reply, Optional.empty());
    }

    AlinkTopic topic(Family family, String method, boolean reply, String id) {
      return new AlinkTopic(family, productKey, name, method, reply, Optional.of(id));
    }
  }
}

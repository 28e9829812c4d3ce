/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.codec;

import org.kuralink.api.codec.AlinkTopic;
import org.kuralink.api.codec.AlinkTopic.Family;

/**
 * Puts the platform's topics together: the inverse of {@link TopicReader}. What would not be read
 * back as it is has no topic and is refused.
 */
final class TopicWriter {

  private TopicWriter() {}

  static String write(AlinkTopic topic) {
    check(topic, topic.messageId().isPresent() == hasMessageId(topic.family()), "message id");
    checkName(topic, topic.productKey());
    checkName(topic, topic.deviceName());
    String device = topic.productKey() + '/' + topic.deviceName();
    String written =
        switch (topic.family()) {
          case SYS -> TopicForms.SYS + device + '/' + sysPath(topic);
          case RRPC_REQUEST ->
              TopicForms.SYS + device + '/' + TopicForms.RRPC_REQUEST + messageId(topic);
          case RRPC_RESPONSE ->
              TopicForms.SYS + device + '/' + TopicForms.RRPC_RESPONSE + messageId(topic);
          case EXT_RRPC -> TopicForms.EXT_RRPC + messageId(topic) + wrapped(topic, device);
          case EXT_SESSION -> TopicForms.EXT_SESSION + device + '/' + path(topic);
          case EXT_NTP -> TopicForms.EXT_NTP + device + '/' + path(topic);
          case EXT_ERROR -> TopicForms.EXT_ERROR + device;
          case SHADOW -> TopicForms.SHADOW + level(topic) + '/' + device;
          case OTA -> TopicForms.OTA_DEVICE + level(topic) + '/' + device;
          case CUSTOM -> custom(topic, '/' + device, topic.method());
        };
    check(topic, TopicForms.isTopic(written), "levels");
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
        : TopicForms.SYS + device + '/' + sysPath(topic);
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
    check(topic, !TopicForms.isRrpc(topic.method()), "method");
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
            && (topic.reply() || !method.endsWith(TopicForms.REPLY));
    check(topic, clear, "method");
    String path = method.replace('.', '/');
    return topic.reply() ? path + TopicForms.REPLY : path;
  }

  private static String messageId(AlinkTopic topic) {
    String id = topic.messageId().orElse("");
    check(topic, id.indexOf('/') < 0, "message id");
    return id;
  }

  private static void checkName(AlinkTopic topic, String name) {
    check(
        topic,
        !name.isEmpty() && name.length() <= TopicForms.MAX_NAME && name.indexOf('/') < 0,
        "product key or device name");
  }

  private static void check(AlinkTopic topic, boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("no topic has this " + what + ": " + topic);
    }
  }
}

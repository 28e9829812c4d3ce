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

/** Takes the platform's topics apart: the inverse of {@link TopicWriter}. */
final class TopicReader {

  private TopicReader() {}

  static Optional<AlinkTopic> read(String topic) {
    if (!TopicForms.isTopic(topic)) {
      return Optional.empty();
    }
    if (topic.startsWith(TopicForms.SYS)) {
      return sys(topic);
    }
    if (topic.startsWith(TopicForms.EXT)) {
      return ext(topic);
    }
    if (topic.startsWith(TopicForms.SHADOW)) {
      return beforeDevice(Family.SHADOW, topic, TopicForms.SHADOW.length());
    }
    if (topic.startsWith(TopicForms.OTA)) {
      return topic.startsWith(TopicForms.OTA_DEVICE)
          ? beforeDevice(Family.OTA, topic, TopicForms.OTA_DEVICE.length())
          : Optional.empty();
    }
    return device(topic, 1)
        .filter(device -> device.end < topic.length())
        .map(device -> device.topic(Family.CUSTOM, topic.substring(device.end + 1), false));
  }

  private static Optional<AlinkTopic> sys(String topic) {
    Optional<Device> device = device(topic, TopicForms.SYS.length());
    int path = device.map(found -> found.end + 1).orElse(topic.length());
    if (topic.startsWith(TopicForms.RRPC_REQUEST, path)) {
      return rrpc(Family.RRPC_REQUEST, topic, device, path + TopicForms.RRPC_REQUEST.length());
    }
    if (topic.startsWith(TopicForms.RRPC_RESPONSE, path)) {
      return rrpc(Family.RRPC_RESPONSE, topic, device, path + TopicForms.RRPC_RESPONSE.length());
    }
    return device
        .flatMap(found -> dotted(Family.SYS, found, topic, path, topic.length()))
        .filter(found -> !TopicForms.isRrpc(found.method()));
  }

  private static Optional<AlinkTopic> rrpc(
      Family family, String topic, Optional<Device> device, int id) {
    return topic.indexOf('/', id) >= 0
        ? Optional.empty()
        : device.map(found -> found.topic(family, "", false, topic.substring(id)));
  }

  private static Optional<AlinkTopic> ext(String topic) {
    if (topic.startsWith(TopicForms.EXT_RRPC)) {
      return extRrpc(topic);
    }
    if (topic.startsWith(TopicForms.EXT_SESSION)) {
      return behindDevice(Family.EXT_SESSION, topic, TopicForms.EXT_SESSION.length());
    }
    if (topic.startsWith(TopicForms.EXT_NTP)) {
      return behindDevice(Family.EXT_NTP, topic, TopicForms.EXT_NTP.length());
    }
    if (topic.startsWith(TopicForms.EXT_ERROR)) {
      return device(topic, TopicForms.EXT_ERROR.length())
          .filter(device -> device.end == topic.length())
          .map(device -> device.topic(Family.EXT_ERROR, "", false));
    }
    return Optional.empty();
  }

  private static Optional<AlinkTopic> extRrpc(String topic) {
    int idFrom = TopicForms.EXT_RRPC.length();
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

  private static Optional<AlinkTopic> behindDevice(Family family, String topic, int from) {
    return device(topic, from)
        .flatMap(device -> dotted(family, device, topic, device.end + 1, topic.length()));
  }

  private static Optional<AlinkTopic> beforeDevice(Family family, String topic, int from) {
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
    boolean reply = path.endsWith(TopicForms.REPLY);
    String bare = reply ? path.substring(0, path.length() - TopicForms.REPLY.length()) : path;
    return bare.isEmpty() || bare.endsWith("/")
        ? Optional.empty()
        : Optional.of(device.topic(family, bare.replace('/', '.'), reply));
  }

  /** The product key and the device name that stand there. */
  private static Optional<Device> device(String topic, int from) {
    int middle = topic.indexOf('/', from);
    if (middle < 0) {
      return Optional.empty();
    }
    int slash = topic.indexOf('/', middle + 1);
    int end = slash < 0 ? topic.length() : slash;
    return middle - from > TopicForms.MAX_NAME || end - middle - 1 > TopicForms.MAX_NAME
        ? Optional.empty()
        : Optional.of(
            new Device(topic.substring(from, middle), topic.substring(middle + 1, end), end));
  }

  /** Whose topic it is, and where in the topic the device's name ends. */
  private record Device(String productKey, String name, int end) {

    AlinkTopic topic(Family family, String method, boolean reply) {
      return new AlinkTopic(family, productKey, name, method, reply, Optional.empty());
    }

    AlinkTopic topic(Family family, String method, boolean reply, String id) {
      return new AlinkTopic(family, productKey, name, method, reply, Optional.of(id));
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.DeviceMessageListener;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.MessageListener;

/**
 * Who listens to raw messages: to a topic, to a filter, or to the same topic of every device. A
 * message finds its listeners by two look-ups, and by comparing it with the filters that have
 * wildcards, of which only those of its own device and of no device in particular are looked at.
 * Any thread may call.
 */
final class TopicListeners {

  /** Where in a pattern the device stands. */
  static final String DEVICE = "{productKey}/{deviceName}";

  private static final Optional<DeviceIdentity> NOBODY = Optional.empty();

  private final Audience audience;
  private final Map<String, List<Listening>> exact = new ConcurrentHashMap<>();
  private final Map<Optional<DeviceIdentity>, Map<String, List<Listening>>> wild =
      new ConcurrentHashMap<>();
  private final Map<String, List<Listening>> exactOfAll = new ConcurrentHashMap<>();
  private final Map<String, List<Listening>> wildOfAll = new ConcurrentHashMap<>();

  TopicListeners(Audience audience) {
    this.audience = audience;
  }

  /** What a pattern means for a device. */
  static String filter(String pattern, DeviceIdentity device) {
    return pattern.replace(DEVICE, device.productKey() + "/" + device.deviceName());
  }

  /** Listens to a topic or filter; the result ends that. */
  Runnable add(String filter, MessageListener listener) {
    Listening one =
        new Listening(audience.member(listener), (link, message) -> listener.received(message));
    if (!TopicFilter.hasWildcard(filter)) {
      return add(exact, filter, one);
    }
    Optional<DeviceIdentity> device = TopicFilter.deviceOf(filter);
    wild.compute(device, (key, table) -> with(table, filter, one));
    return () -> wild.computeIfPresent(device, (key, table) -> without(table, filter, one));
  }

  private static Map<String, List<Listening>> with(
      @Nullable Map<String, List<Listening>> table, String filter, Listening one) {
    Map<String, List<Listening>> present = table == null ? new ConcurrentHashMap<>(2) : table;
    present.computeIfAbsent(filter, absent -> new CopyOnWriteArrayList<>()).add(one);
    return present;
  }

  private static @Nullable Map<String, List<Listening>> without(
      Map<String, List<Listening>> table, String filter, Listening one) {
    remove(table, filter, one);
    return table.isEmpty() ? null : table;
  }

  /**
   * Listens to a topic of every device; the result ends that.
   *
   * @throws IllegalArgumentException if the pattern does not say once where the device stands
   */
  Runnable addAll(String pattern, DeviceMessageListener listener) {
    int at = pattern.indexOf(DEVICE);
    if (at < 0 || pattern.indexOf(DEVICE, at + 1) >= 0) {
      throw new IllegalArgumentException(
          "the pattern of topics '" + pattern + "' does not say once " + DEVICE);
    }
    BiConsumer<@Nullable DeviceLink, Message> call =
        (link, message) -> {
          if (link != null) {
            listener.received(link, message);
          }
        };
    boolean wildcard = TopicFilter.hasWildcard(pattern);
    return add(
        wildcard ? wildOfAll : exactOfAll, pattern, new Listening(audience.member(listener), call));
  }

  private static Runnable add(Map<String, List<Listening>> table, String filter, Listening one) {
    table.compute(
        filter,
        (key, list) -> {
          List<Listening> present = list == null ? new CopyOnWriteArrayList<>() : list;
          present.add(one);
          return present;
        });
    return () -> remove(table, filter, one);
  }

  private static void remove(Map<String, List<Listening>> table, String filter, Listening one) {
    table.computeIfPresent(
        filter,
        (key, list) -> {
          list.remove(one);
          return list.isEmpty() ? null : list;
        });
  }

  /** What is listened to for every device. */
  List<String> patterns() {
    List<String> all = new ArrayList<>(exactOfAll.keySet());
    all.addAll(wildOfAll.keySet());
    return all;
  }

  /** Whether somebody listens to this filter, as it is written, of a device's own. */
  boolean hears(String filter, DeviceIdentity device) {
    Optional<DeviceIdentity> meant = TopicFilter.deviceOf(filter);
    if (meant.filter(device::equals).isPresent()) {
      String pattern = TopicFilter.withDevice(filter, DEVICE);
      if (exactOfAll.containsKey(pattern) || wildOfAll.containsKey(pattern)) {
        return true;
      }
    }
    return TopicFilter.hasWildcard(filter)
        ? wild.getOrDefault(meant, Map.of()).containsKey(filter)
        : exact.containsKey(filter);
  }

  /**
   * Hands a message to all that listen to its topic; false if nobody does.
   *
   * @param link of the device whose topic it is, if it has one
   */
  boolean dispatch(Message message, @Nullable AlinkLink link) {
    String topic = message.topic();
    boolean heard = hand(exact.getOrDefault(topic, List.of()), message, link);
    heard |= matching(wild.getOrDefault(NOBODY, Map.of()), topic, message, link);
    Optional<DeviceIdentity> device = TopicFilter.deviceOf(topic);
    if (device.isPresent()) {
      heard |= matching(wild.getOrDefault(device, Map.of()), topic, message, link);
    }
    if (link != null && device.isPresent()) {
      String pattern = TopicFilter.withDevice(topic, DEVICE);
      heard |= hand(exactOfAll.getOrDefault(pattern, List.of()), message, link);
      heard |= matching(wildOfAll, pattern, message, link);
    }
    return heard;
  }

  private static boolean matching(
      Map<String, List<Listening>> table, String topic, Message message, @Nullable AlinkLink link) {
    boolean heard = false;
    for (Map.Entry<String, List<Listening>> each : table.entrySet()) {
      if (TopicFilter.matches(each.getKey(), topic)) {
        heard |= hand(each.getValue(), message, link);
      }
    }
    return heard;
  }

  private static boolean hand(
      List<Listening> listeners, Message message, @Nullable AlinkLink link) {
    for (Listening one : listeners) {
      one.member.tell(() -> one.call.accept(link, message));
    }
    return !listeners.isEmpty();
  }

  /** One who listens to raw messages; two who are equal are still two. */
  private static final class Listening {

    private final Audience.Member member;
    private final BiConsumer<@Nullable DeviceLink, Message> call;

    Listening(Audience.Member member, BiConsumer<@Nullable DeviceLink, Message> call) {
      this.member = member;
      this.call = call;
    }
  }
}

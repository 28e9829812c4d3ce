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
 * The listeners of raw messages: of a topic, of a filter, or of a topic of every device. A message
 * needs two look-ups, and is compared with the wildcard filters of its own device and of no
 * particular device. Any thread may call.
 */
final class TopicListeners {

  /** The placeholder of the device in a pattern. */
  static final String DEVICE = "{productKey}/{deviceName}";

  private static final Optional<DeviceIdentity> NOBODY = Optional.empty();

  private final ListenerLanes lanes;
  private final Map<String, List<Listening>> exact = new ConcurrentHashMap<>();
  private final Map<Optional<DeviceIdentity>, Map<String, List<Listening>>> wild =
      new ConcurrentHashMap<>();
  private final Map<String, List<Listening>> exactOfAll = new ConcurrentHashMap<>();
  private final Map<String, List<Listening>> wildOfAll = new ConcurrentHashMap<>();

  TopicListeners(ListenerLanes lanes) {
    this.lanes = lanes;
  }

  /** Returns the filter of a pattern for a device. */
  static String filter(String pattern, DeviceIdentity device) {
    return pattern.replace(DEVICE, device.productKey() + "/" + device.deviceName());
  }

  /** Adds a listener to a topic or filter; the result removes it. */
  Runnable add(String filter, MessageListener listener) {
    Listening one =
        new Listening(lanes.member(listener), (link, message) -> listener.received(message));
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
   * Adds a listener to a topic of every device; the result removes it.
   *
   * @throws IllegalArgumentException if the pattern does not contain the placeholder exactly once
   */
  Runnable addAll(String pattern, DeviceMessageListener listener) {
    int at = pattern.indexOf(DEVICE);
    if (at < 0 || pattern.indexOf(DEVICE, at + 1) >= 0) {
      throw new IllegalArgumentException(
          "the topic pattern '" + pattern + "' must contain " + DEVICE + " exactly once");
    }
    BiConsumer<@Nullable DeviceLink, Message> call =
        (link, message) -> {
          if (link != null) {
            listener.received(link, message);
          }
        };
    boolean wildcard = TopicFilter.hasWildcard(pattern);
    return add(
        wildcard ? wildOfAll : exactOfAll, pattern, new Listening(lanes.member(listener), call));
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

  /** Returns the patterns with listeners for every device. */
  List<String> patterns() {
    List<String> all = new ArrayList<>(exactOfAll.keySet());
    all.addAll(wildOfAll.keySet());
    return all;
  }

  /** Returns whether a listener of this device, or of every device, has exactly this filter. */
  boolean hasListener(String filter, DeviceIdentity device) {
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
   * Passes a message to all listeners of its topic; false if there are none.
   *
   * @param link of the device in the topic, if it has one
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

  /** A registered listener; compared by identity. */
  private static final class Listening {

    private final ListenerLanes.Member member;
    private final BiConsumer<@Nullable DeviceLink, Message> call;

    Listening(ListenerLanes.Member member, BiConsumer<@Nullable DeviceLink, Message> call) {
      this.member = member;
      this.call = call;
    }
  }
}

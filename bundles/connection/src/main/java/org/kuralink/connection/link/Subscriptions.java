/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.MessageListener;
import org.kuralink.api.connection.Registration;
import org.kuralink.connection.mqtt.MqttTransport;

/**
 * Which topics this session needs, and who listens to raw messages. Filters are asked for when
 * somebody first needs them, and again after each log-in; those of synchronous calls only if the
 * log-in announced that we take them. What is not granted is for {@link Hearing}. Any thread may
 * call.
 */
final class Subscriptions {

  /** How many filters go into one SUBSCRIBE. */
  static final int BATCH = 16;

  /** Where the platform wraps the topics of synchronous calls. */
  private static final String WRAPPED = "/ext/rrpc/";

  private static final int QOS = 1;

  private final Wire wire;
  private final Audience audience;
  private final Hearing hearing;

  /** What the link itself needs, whoever listens. */
  private final Set<String> own = ConcurrentHashMap.newKeySet();

  /** What is asked for. Decided and sent under the lock, so that both have the same order. */
  private final Set<String> needed = new LinkedHashSet<>();

  private final Map<String, List<Listening>> exact = new ConcurrentHashMap<>();
  private final Map<String, List<Listening>> wild = new ConcurrentHashMap<>();
  private boolean takesWrapped;

  /**
   * Nobody needs anything yet.
   *
   * @param hearing told what is asked for, and what becomes of it
   */
  Subscriptions(Wire wire, Audience audience, Hearing hearing) {
    this.wire = wire;
    this.audience = audience;
    this.hearing = hearing;
  }

  /** Makes sure that a filter is subscribed; costs one look-up when it is. */
  void need(String filter) {
    if (!own.contains(filter) && own.add(filter)) {
      ask(filter);
    }
  }

  /** The same for a topic on which the platform may call and wait for the answer. */
  void needCalled(String filter) {
    need(filter);
    need(WRAPPED + "+" + filter);
  }

  private synchronized void ask(String filter) {
    if (needed.add(filter) && applies(filter)) {
      subscribe(List.of(filter));
    }
  }

  /** Once more, if it is still needed. */
  synchronized void askAgain(String filter) {
    if (needed.contains(filter) && applies(filter)) {
      subscribe(List.of(filter));
    }
  }

  private boolean applies(String filter) {
    return takesWrapped || !filter.startsWith(WRAPPED);
  }

  /** A listener does not need the filter any more. */
  private synchronized void release(String filter) {
    if (!own.contains(filter) && !listened(filter) && needed.remove(filter)) {
      hearing.released(filter);
      MqttTransport transport = wire.transport();
      if (transport != null) {
        transport.unsubscribe(List.of(filter));
      }
    }
  }

  /**
   * Asks for everything again, on a link that just came up.
   *
   * @param wrapped whether its log-in announced that we take synchronous calls
   */
  synchronized void renew(boolean wrapped) {
    hearing.reset();
    takesWrapped = wrapped;
    List<String> all = needed.stream().filter(this::applies).toList();
    for (int i = 0; i < all.size(); i += BATCH) {
      subscribe(all.subList(i, Math.min(all.size(), i + BATCH)));
    }
  }

  Registration listen(String filter, MessageListener listener) {
    TopicFilter.check(filter);
    Listening own = new Listening(listener, audience.member(listener));
    table(filter).compute(filter, (key, list) -> with(list, own));
    ask(filter);
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.compareAndSet(true, false)) {
        table(filter).computeIfPresent(filter, (key, list) -> without(list, own));
        release(filter);
      }
    };
  }

  /** Hands a message to all that listen to its topic; false if nobody does. */
  boolean dispatch(Message message) {
    List<Listening> listeners = exact.getOrDefault(message.topic(), List.of());
    listeners.forEach(listener -> listener.hand(message));
    if (wild.isEmpty()) {
      return !listeners.isEmpty();
    }
    Set<Listening> matching = new LinkedHashSet<>();
    new LinkedHashMap<>(wild)
        .forEach(
            (filter, list) -> {
              if (TopicFilter.matches(filter, message.topic())) {
                matching.addAll(list);
              }
            });
    matching.forEach(listener -> listener.hand(message));
    return !listeners.isEmpty() || !matching.isEmpty();
  }

  private boolean listened(String filter) {
    return table(filter).containsKey(filter);
  }

  private Map<String, List<Listening>> table(String filter) {
    return TopicFilter.hasWildcard(filter) ? wild : exact;
  }

  private void subscribe(List<String> filters) {
    MqttTransport transport = wire.transport();
    if (transport == null) {
      return;
    }
    hearing.asked(filters.size());
    transport
        .subscribe(filters, QOS)
        .whenComplete(
            (refused, failure) -> {
              if (wire.transport() == transport) {
                answered(filters, refused, failure);
              }
            });
  }

  private void answered(
      List<String> filters, @Nullable List<String> refused, @Nullable Throwable failure) {
    if (refused != null) {
      hearing.granted(filters.stream().filter(one -> !refused.contains(one)).toList());
      refused.forEach(filter -> hearing.missing(filter, "the platform refuses it"));
    } else if (filters.size() == 1) {
      hearing.missing(filters.get(0), failure == null ? "" : String.valueOf(failure.getMessage()));
    } else {
      // One of them may have cost the others the answer.
      hearing.asked(-filters.size());
      filters.forEach(this::askAgain);
    }
  }

  private static List<Listening> with(@Nullable List<Listening> list, Listening one) {
    List<Listening> result = list == null ? new CopyOnWriteArrayList<>() : list;
    result.add(one);
    return result;
  }

  private static @Nullable List<Listening> without(List<Listening> list, Listening one) {
    list.remove(one);
    return list.isEmpty() ? null : list;
  }

  /** One who listens to raw messages; two who are equal are still two. */
  private static final class Listening {

    private final MessageListener listener;
    private final Audience.Member member;

    Listening(MessageListener listener, Audience.Member member) {
      this.listener = listener;
      this.member = member;
    }

    void hand(Message message) {
      member.tell(() -> listener.received(message));
    }
  }
}

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which topics this session needs, and who listens to raw messages. Filters are asked for when
 * somebody first needs them, and again after each log-in. A refusal is only logged: the platform
 * also delivers what nobody subscribed. Any thread may call.
 */
final class Subscriptions {

  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

  /** How many filters go into one SUBSCRIBE. */
  static final int BATCH = 16;

  private static final int QOS = 1;

  private final Wire wire;
  private final Lane listening;

  /** What the link itself needs, whoever listens. */
  private final Set<String> own = ConcurrentHashMap.newKeySet();

  private final Set<String> needed = ConcurrentHashMap.newKeySet();
  private final Map<String, List<MessageListener>> exact = new ConcurrentHashMap<>();
  private final Map<String, List<MessageListener>> wild = new ConcurrentHashMap<>();

  Subscriptions(Wire wire, Lane listening) {
    this.wire = wire;
    this.listening = listening;
  }

  /** Makes sure that a filter is subscribed; costs one look-up when it is. */
  void need(String filter) {
    if (!own.contains(filter) && own.add(filter)) {
      ask(filter);
    }
  }

  private void ask(String filter) {
    if (!needed.contains(filter) && needed.add(filter)) {
      subscribe(List.of(filter));
    }
  }

  /** A listener does not need the filter any more. */
  private void release(String filter) {
    if (!own.contains(filter) && !listened(filter) && needed.remove(filter)) {
      MqttTransport transport = wire.transport();
      if (transport != null) {
        transport.unsubscribe(List.of(filter));
      }
    }
  }

  /** Asks for everything again, on a link that just came up. */
  void renew() {
    List<String> all = new ArrayList<>(needed);
    for (int i = 0; i < all.size(); i += BATCH) {
      subscribe(all.subList(i, Math.min(all.size(), i + BATCH)));
    }
  }

  Registration listen(String filter, MessageListener listener) {
    TopicFilter.check(filter);
    MessageListener own = listener::received;
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
    List<MessageListener> listeners = exact.getOrDefault(message.topic(), List.of());
    listeners.forEach(listener -> hand(listener, message));
    if (wild.isEmpty()) {
      return !listeners.isEmpty();
    }
    Set<MessageListener> matching = new LinkedHashSet<>();
    new LinkedHashMap<>(wild)
        .forEach(
            (filter, list) -> {
              if (TopicFilter.matches(filter, message.topic())) {
                matching.addAll(list);
              }
            });
    matching.forEach(listener -> hand(listener, message));
    return !listeners.isEmpty() || !matching.isEmpty();
  }

  private void hand(MessageListener listener, Message message) {
    if (!listening.offer(() -> listener.received(message))) {
      LOG.warn("{}: dropped, its listeners are too slow", message);
    }
  }

  private boolean listened(String filter) {
    return table(filter).containsKey(filter);
  }

  private Map<String, List<MessageListener>> table(String filter) {
    return TopicFilter.hasWildcard(filter) ? wild : exact;
  }

  private void subscribe(List<String> filters) {
    MqttTransport transport = wire.transport();
    if (transport == null) {
      return;
    }
    transport
        .subscribe(filters, QOS)
        .whenComplete(
            (done, failure) -> {
              if (failure != null && wire.transport() == transport) {
                LOG.warn("Not subscribed to {}: {}", filters, failure.getMessage());
              }
            });
  }

  private static List<MessageListener> with(
      @Nullable List<MessageListener> list, MessageListener one) {
    List<MessageListener> result = list == null ? new CopyOnWriteArrayList<>() : list;
    result.add(one);
    return result;
  }

  private static @Nullable List<MessageListener> without(
      List<MessageListener> list, MessageListener one) {
    list.remove(one);
    return list.isEmpty() ? null : list;
  }
}

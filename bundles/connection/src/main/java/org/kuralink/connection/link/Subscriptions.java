/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceMessageListener;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.MessageListener;
import org.kuralink.api.connection.Registration;

/**
 * The subscriptions of a session. The filters of the gateway are requested when they are first
 * needed, and again after each log-in; those of synchronous calls only if the log-in announced that
 * the session handles them. The platform subscribes the topics of sub-devices itself, except custom
 * topics; where it does not, they are requested here, several filters in a message, while the
 * device is logged in. {@link MissingSubscriptions} handles refused filters, {@link TopicListeners}
 * has the listeners. Any thread may call.
 */
final class Subscriptions {

  /** The prefix that the platform adds to the topics of synchronous calls. */
  private static final String WRAPPED = "/ext/rrpc/";

  private final DeviceIdentity own;
  private final Executor session;
  private final TopicListeners listeners;
  private final MissingSubscriptions missing;
  private final PendingSubscriptions pending;
  private final SubscriptionRequests requests;

  /** The filters that the link requires independently of listeners. */
  private final Set<String> lasting = ConcurrentHashMap.newKeySet();

  /**
   * The requested filters of the gateway. Changed and requested under the lock, to keep the order.
   */
  private final Set<String> needed = new LinkedHashSet<>();

  /** The topic patterns that all devices require independently of listeners. */
  private final Set<String> patterns = new LinkedHashSet<>();

  /** The additional filters of single sub-devices. */
  private final Map<DeviceIdentity, Set<String>> special = new HashMap<>();

  private final Set<DeviceIdentity> speaking = new LinkedHashSet<>();

  /** The requested filters of sub-devices; {@code unsent} has those that are not sent yet. */
  private final Map<DeviceIdentity, Set<String>> asked = new HashMap<>();

  private final Set<String> unsent = new LinkedHashSet<>();
  private boolean takesWrapped;
  private volatile boolean platformSubscribes;
  private boolean forced;

  /**
   * No subscriptions yet.
   *
   * @param session sends the collected filters of sub-devices
   * @param missing is told the requested filters, and their results
   * @param subscribed is called when all filters of a sub-device are answered
   */
  Subscriptions(
      DeviceIdentity own,
      Wire wire,
      Executor session,
      TopicListeners listeners,
      MissingSubscriptions missing,
      Consumer<DeviceIdentity> subscribed) {
    this.own = own;
    this.session = session;
    this.listeners = listeners;
    this.missing = missing;
    pending = new PendingSubscriptions(subscribed);
    requests = new SubscriptionRequests(own, wire, missing, pending, this::askAgain);
  }

  /** Ensures that a filter of the gateway is subscribed; costs one look-up if it is. */
  void need(String filter) {
    if (!lasting.contains(filter)) {
      askForGood(filter);
    }
  }

  /** Adds the filter to {@code lasting} last: callers that find it there rely on the request. */
  private synchronized void askForGood(String filter) {
    ask(filter);
    lasting.add(filter);
  }

  /** Ensures that replies to requests on a topic are received. */
  void needReplies(DeviceIdentity device, String topic) {
    if (device.equals(own)) {
      need(topic + "_reply");
    } else {
      askFor(device, topic + "_reply");
    }
  }

  /**
   * Returns whether the reply to a message would be received now. The filters of the gateway are
   * requested before its message is sent; a sub-device waits for their results.
   */
  boolean canReceiveReply(String topic) {
    if (platformSubscribes && pending.isEmpty()) {
      return true;
    }
    Optional<DeviceIdentity> device = TopicFilter.deviceOf(topic);
    if (device.isEmpty() || device.get().equals(own)) {
      return true;
    }
    if (PostPacker.isRequest(topic)) {
      needReplies(device.get(), topic);
    }
    return pending.isComplete(device.get());
  }

  /** Subscribes the topics of a method that one device handles. */
  void answered(AlinkLink link, String method) {
    DeviceIdentity device = link.identity();
    for (String filter : filtersOf(method)) {
      String full = TopicListeners.filter(filter, device);
      if (device.equals(own)) {
        need(full);
      } else {
        special(device, full);
      }
    }
  }

  /** Subscribes the topics of a method that all devices handle. */
  void answeredByAll(String method) {
    filtersOf(method).forEach(this::needAll);
  }

  /** Returns the filters of a method; a family has one level more, as in the official SDKs. */
  private static List<String> filtersOf(String method) {
    String path = method.replace('.', '/');
    String filter = path.endsWith("/*") ? path.substring(0, path.length() - 1) + "+" : path;
    String full = "/sys/" + TopicListeners.DEVICE + "/" + filter;
    // The platform may also call services synchronously.
    return method.startsWith("thing.service.")
        ? List.of(full, WRAPPED + "+" + full)
        : List.of(full);
  }

  private void needAll(String pattern) {
    need(TopicListeners.filter(pattern, own));
    synchronized (this) {
      patterns.add(pattern);
      speaking.forEach(device -> askFor(device, TopicListeners.filter(pattern, device)));
    }
  }

  private synchronized void special(DeviceIdentity device, String filter) {
    special.computeIfAbsent(device, absent -> new LinkedHashSet<>()).add(filter);
    askFor(device, filter);
  }

  private synchronized void ask(String filter) {
    if (needed.add(filter) && applies(filter)) {
      requests.subscribe(List.of(filter));
    }
  }

  /** Requests a filter again if it is still needed. */
  synchronized void askAgain(String filter) {
    if ((needed.contains(filter) || isAskedForSubDevice(filter)) && applies(filter)) {
      requests.subscribe(List.of(filter));
    }
  }

  private boolean applies(String filter) {
    return takesWrapped || !filter.startsWith(WRAPPED);
  }

  private boolean isAskedForSubDevice(String filter) {
    return TopicFilter.deviceOf(filter)
        .map(device -> asked.getOrDefault(device, Set.of()).contains(filter))
        .orElse(false);
  }

  /** Removes a filter that a listener needed, unless it is still needed. */
  private synchronized void release(String filter) {
    if (!lasting.contains(filter) && !listeners.hasListener(filter, own) && needed.remove(filter)) {
      requests.unsubscribe(List.of(filter));
    }
  }

  /**
   * Requests all filters again, on a new link.
   *
   * @param wrapped whether its log-in announced that the session handles synchronous calls
   * @param byPlatform whether the platform subscribes the topics of sub-devices
   */
  synchronized void renew(boolean wrapped, boolean byPlatform) {
    missing.reset();
    takesWrapped = wrapped;
    platformSubscribes = byPlatform;
    speaking.clear();
    asked.clear();
    unsent.clear();
    pending.forgetAll();
    subscribeAll(needed);
  }

  /** Sets whether topics of sub-devices are requested although the platform subscribes them. */
  synchronized void force(boolean explicit) {
    forced = explicit;
    speaking.forEach(this::askForAll);
  }

  /** A sub-device has logged in. */
  synchronized void comes(DeviceIdentity device) {
    speaking.add(device);
    askForAll(device);
    missing.maybeNow(filter -> TopicFilter.deviceOf(filter).filter(device::equals).isPresent());
  }

  /** A sub-device has logged out. */
  synchronized void goes(DeviceIdentity device) {
    speaking.remove(device);
    pending.forget(device);
    Set<String> no = asked.remove(device);
    if (no != null) {
      requests.unsubscribe(
          no.stream().filter(filter -> !unsent.remove(filter) && applies(filter)).toList());
    }
  }

  private void askForAll(DeviceIdentity device) {
    patterns.forEach(pattern -> askFor(device, TopicListeners.filter(pattern, device)));
    listeners.patterns().forEach(pattern -> askFor(device, TopicListeners.filter(pattern, device)));
    special.getOrDefault(device, Set.of()).forEach(filter -> askFor(device, filter));
  }

  private synchronized void askFor(DeviceIdentity device, String filter) {
    boolean explicit = forced || !platformSubscribes || !TopicFilter.isPlatforms(filter);
    if (!explicit || !speaking.contains(device)) {
      return;
    }
    if (asked.computeIfAbsent(device, absent -> new LinkedHashSet<>()).add(filter)
        && applies(filter)) {
      boolean first = unsent.isEmpty();
      unsent.add(filter);
      if (!platformSubscribes || !TopicFilter.isPlatforms(filter)) {
        pending.needs(device, filter);
      }
      if (first) {
        try {
          session.execute(this::sendUnsent);
        } catch (RejectedExecutionException e) {
          unsent.clear(); // the session is closed
        }
      }
    }
  }

  private synchronized void sendUnsent() {
    List<String> all = List.copyOf(unsent);
    unsent.clear();
    subscribeAll(all);
  }

  private void subscribeAll(Collection<String> filters) {
    requests.subscribe(filters.stream().filter(this::applies).toList());
  }

  /** Adds a listener to a topic or filter of a device, or of the session. */
  Registration listen(AlinkLink link, String filter, MessageListener listener) {
    TopicFilter.check(filter);
    DeviceIdentity device = link.identity();
    boolean ours = device.equals(own);
    Runnable end = listeners.add(filter, listener);
    if (ours) {
      ask(filter);
    } else {
      special(device, filter);
    }
    return once(
        () -> {
          end.run();
          if (ours) {
            release(filter);
          } else {
            releaseSpecial(device, filter);
          }
        });
  }

  private synchronized void releaseSpecial(DeviceIdentity device, String filter) {
    Set<String> filters = special.get(device);
    if (filters == null || listeners.hasListener(filter, device)) {
      return;
    }
    filters.remove(filter);
    if (filters.isEmpty()) {
      special.remove(device);
    }
    releaseAsked(device, filter);
  }

  private void releaseAsked(DeviceIdentity device, String filter) {
    Set<String> present = asked.get(device);
    if (present != null && present.remove(filter)) {
      pending.released(List.of(filter));
      if (!unsent.remove(filter) && applies(filter)) {
        requests.unsubscribe(List.of(filter));
      }
    }
  }

  /** Adds a listener to a topic of every device. */
  Registration listenAll(String pattern, DeviceMessageListener listener) {
    TopicFilter.check(TopicListeners.filter(pattern, own));
    Runnable end = listeners.addAll(pattern, listener);
    String ours = TopicListeners.filter(pattern, own);
    ask(ours);
    synchronized (this) {
      speaking.forEach(device -> askFor(device, TopicListeners.filter(pattern, device)));
    }
    return once(
        () -> {
          end.run();
          release(ours);
          releaseAll(pattern);
        });
  }

  private synchronized void releaseAll(String pattern) {
    for (DeviceIdentity device : speaking) {
      String filter = TopicListeners.filter(pattern, device);
      if (!patterns.contains(pattern) && !listeners.hasListener(filter, device)) {
        releaseAsked(device, filter);
      }
    }
  }

  private static Registration once(Runnable end) {
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.compareAndSet(true, false)) {
        end.run();
      }
    };
  }

  /** Passes a message to all listeners of its topic; false if there are none. */
  boolean dispatch(Message message, @Nullable AlinkLink link) {
    return listeners.dispatch(message, link);
  }
}

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
 * Which topics this session asks the platform for. What the gateway itself needs is asked for when
 * somebody first needs it, and again after each log-in; the topics of synchronous calls only if the
 * log-in announced that we take them. What sub-devices need the platform subscribes by itself, but
 * custom topics, and only where it was not asked to, or shall not, is it asked for here: many
 * filters in a message, and as long as the device is logged in. What is not granted is for {@link
 * Hearing}, who listens for {@link TopicListeners}. Any thread may call.
 */
final class Subscriptions {

  /** Where the platform wraps the topics of synchronous calls. */
  private static final String WRAPPED = "/ext/rrpc/";

  private final DeviceIdentity own;
  private final Executor session;
  private final TopicListeners listeners;
  private final Hearing hearing;
  private final Unheard unheard;
  private final Asker asker;

  /** What the link itself needs, whoever listens. */
  private final Set<String> lasting = ConcurrentHashMap.newKeySet();

  /** What is asked for. Decided and sent under the lock, so that both have the same order. */
  private final Set<String> needed = new LinkedHashSet<>();

  /** What every device needs, whoever listens. */
  private final Set<String> patterns = new LinkedHashSet<>();

  /** What single sub-devices need besides. */
  private final Map<DeviceIdentity, Set<String>> special = new HashMap<>();

  private final Set<DeviceIdentity> speaking = new LinkedHashSet<>();

  /** What is asked for on behalf of sub-devices, and what of it is still to be sent. */
  private final Map<DeviceIdentity, Set<String>> asked = new HashMap<>();

  private final Set<String> unsent = new LinkedHashSet<>();
  private boolean takesWrapped;
  private volatile boolean platformSubscribes;
  private boolean forced;

  /**
   * Nobody needs anything yet.
   *
   * @param session sends what sub-devices need, as soon as it has gathered
   * @param hearing told what is asked for, and what becomes of it
   * @param heard told when all that was asked for on behalf of a sub-device is answered
   */
  Subscriptions(
      DeviceIdentity own,
      Wire wire,
      Executor session,
      TopicListeners listeners,
      Hearing hearing,
      Consumer<DeviceIdentity> heard) {
    this.own = own;
    this.session = session;
    this.listeners = listeners;
    this.hearing = hearing;
    unheard = new Unheard(heard);
    asker = new Asker(own, wire, hearing, unheard, this::askAgain);
  }

  /** Makes sure that a filter is subscribed; costs one look-up when it is. */
  void need(String filter) {
    if (!lasting.contains(filter)) {
      askForGood(filter);
    }
  }

  /** Who finds it among the lasting ones may speak: it is asked for by then. */
  private synchronized void askForGood(String filter) {
    ask(filter);
    lasting.add(filter);
  }

  /** The replies to requests on a topic are to be heard. */
  void needReplies(DeviceIdentity device, String topic) {
    if (device.equals(own)) {
      need(topic + "_reply");
    } else {
      askFor(device, topic + "_reply");
    }
  }

  /**
   * Whether what answers a message would be heard by now: what the gateway needs is asked for
   * before its message leaves; for a sub-device the answers are waited for.
   */
  boolean hears(String topic) {
    if (platformSubscribes && unheard.isEmpty()) {
      return true;
    }
    Optional<DeviceIdentity> device = TopicFilter.deviceOf(topic);
    if (device.isEmpty() || device.get().equals(own)) {
      return true;
    }
    if (PostPacker.isRequest(topic)) {
      needReplies(device.get(), topic);
    }
    return unheard.hears(device.get());
  }

  /** A method is answered from now on, by one device. */
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

  /** A method is answered from now on, by every device. */
  void answeredByAll(String method) {
    filtersOf(method).forEach(this::needAll);
  }

  /** One level more than the prefix, which is what the official SDKs ask for. */
  private static List<String> filtersOf(String method) {
    String path = method.replace('.', '/');
    String filter = path.endsWith("/*") ? path.substring(0, path.length() - 1) + "+" : path;
    String full = "/sys/" + TopicListeners.DEVICE + "/" + filter;
    // The platform may call services and wait for the answer.
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
      asker.subscribe(List.of(filter));
    }
  }

  /** Once more, if it is still needed. */
  synchronized void askAgain(String filter) {
    if ((needed.contains(filter) || isAskedForSubDevice(filter)) && applies(filter)) {
      asker.subscribe(List.of(filter));
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

  /** A listener does not need the filter any more. */
  private synchronized void release(String filter) {
    if (!lasting.contains(filter) && !listeners.hears(filter, own) && needed.remove(filter)) {
      asker.unsubscribe(List.of(filter));
    }
  }

  /**
   * Asks for everything again, on a link that just came up.
   *
   * @param wrapped whether its log-in announced that we take synchronous calls
   * @param byPlatform whether its log-in asked the platform to subscribe for sub-devices
   */
  synchronized void renew(boolean wrapped, boolean byPlatform) {
    hearing.reset();
    takesWrapped = wrapped;
    platformSubscribes = byPlatform;
    speaking.clear();
    asked.clear();
    unsent.clear();
    unheard.forgetAll();
    subscribeAll(needed);
  }

  /** Whether sub-devices' topics are asked for although the platform subscribes them. */
  synchronized void force(boolean explicit) {
    forced = explicit;
    speaking.forEach(this::askForAll);
  }

  /** A sub-device has logged in. */
  synchronized void comes(DeviceIdentity device) {
    speaking.add(device);
    askForAll(device);
    hearing.maybeNow(filter -> TopicFilter.deviceOf(filter).filter(device::equals).isPresent());
  }

  /** A sub-device is not logged in any more. */
  synchronized void goes(DeviceIdentity device) {
    speaking.remove(device);
    unheard.forget(device);
    Set<String> no = asked.remove(device);
    if (no != null) {
      asker.unsubscribe(
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
        unheard.needs(device, filter);
      }
      if (first) {
        try {
          session.execute(this::sendUnsent);
        } catch (RejectedExecutionException e) {
          unsent.clear(); // all is over
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
    asker.subscribe(filters.stream().filter(this::applies).toList());
  }

  /** Somebody listens to a topic or filter, of the gateway or of whatever the session may hear. */
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
    if (filters == null || listeners.hears(filter, device)) {
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
      unheard.released(List.of(filter));
      if (!unsent.remove(filter) && applies(filter)) {
        asker.unsubscribe(List.of(filter));
      }
    }
  }

  /** Somebody listens to a topic of every device. */
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
      if (!patterns.contains(pattern) && !listeners.hears(filter, device)) {
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

  /** Hands a message to all that listen to its topic; false if nobody does. */
  boolean dispatch(Message message, @Nullable AlinkLink link) {
    return listeners.dispatch(message, link);
  }
}

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
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceMessageListener;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.MessageListener;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.FilterAnswer;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineException;
import org.kuralink.connection.link.AlinkLink.Standing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which topics this session asks the platform for. What the gateway itself needs is asked for when
 * somebody first needs it, and again after each log-in; the topics of synchronous calls only if the
 * log-in announced that we take them. What sub-devices need the platform subscribes by itself, but
 * custom topics, and only where it was not asked to, or shall not, is it asked for here: many
 * filters in a message, and as long as the device is logged in. What is not granted is for {@link
 * Hearing}, who listens for {@link TopicListeners}. Any thread may call.
 */
final class Subscriptions {

  /** How many filters go into one SUBSCRIBE. */
  static final int BATCH = 16;

  /** Where the platform wraps the topics of synchronous calls. */
  private static final String WRAPPED = "/ext/rrpc/";

  private static final int QOS = 1;
  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

  private final DeviceIdentity own;
  private final Wire wire;
  private final Executor session;
  private final TopicListeners listeners;
  private final Hearing hearing;

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
  private boolean platformSubscribes;
  private boolean forced;

  /**
   * Nobody needs anything yet.
   *
   * @param session sends what sub-devices need, as soon as it has gathered
   * @param hearing told what is asked for, and what becomes of it
   */
  Subscriptions(
      DeviceIdentity own, Wire wire, Executor session, TopicListeners listeners, Hearing hearing) {
    this.own = own;
    this.wire = wire;
    this.session = session;
    this.listeners = listeners;
    this.hearing = hearing;
  }

  /** Makes sure that a filter is subscribed; costs one look-up when it is. */
  void need(String filter) {
    if (!lasting.contains(filter) && lasting.add(filter)) {
      ask(filter);
    }
  }

  /** The replies to requests on a topic are to be heard. */
  void needReplies(DeviceIdentity device, String topic) {
    if (device.equals(own)) {
      need(topic + "_reply");
    } else {
      askFor(device, topic + "_reply");
    }
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
      subscribe(List.of(filter));
    }
  }

  /** Once more, if it is still needed. */
  synchronized void askAgain(String filter) {
    if ((needed.contains(filter) || isAskedForSubDevice(filter)) && applies(filter)) {
      subscribe(List.of(filter));
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
      unsubscribe(List.of(filter));
    }
  }

  private void unsubscribe(List<String> filters) {
    filters.forEach(hearing::released);
    Line line = wire.line();
    if (line != null && wire.hears() && !filters.isEmpty()) {
      line.unsubscribe(filters);
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
    subscribeAll(needed);
  }

  /** Whether sub-devices' topics are asked for although the platform subscribes them. */
  synchronized void force(boolean explicit) {
    forced = explicit;
    speaking.forEach(this::askForAll);
  }

  /** A sub-device stands otherwise than before. */
  synchronized void changed(AlinkLink link) {
    DeviceIdentity device = link.identity();
    if (link.standing() == Standing.ONLINE) {
      speaking.add(device);
      askForAll(device);
      hearing.maybeNow(filter -> TopicFilter.deviceOf(filter).filter(device::equals).isPresent());
      return;
    }
    speaking.remove(device);
    Set<String> no = asked.remove(device);
    if (no != null) {
      List<String> sent =
          no.stream().filter(filter -> !unsent.remove(filter) && applies(filter)).toList();
      batches(sent).forEach(this::unsubscribe);
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
      if (first) {
        try {
          session.execute(this::sendUnsent);
        } catch (RejectedExecutionException e) {
          unsent.clear(); // all is over
        }
      }
    }
  }

  synchronized void sendUnsent() {
    List<String> all = List.copyOf(unsent);
    unsent.clear();
    subscribeAll(all);
  }

  private void subscribeAll(Collection<String> filters) {
    batches(filters.stream().filter(this::applies).toList()).forEach(this::subscribe);
  }

  private static List<List<String>> batches(List<String> all) {
    List<List<String>> batches = new ArrayList<>();
    for (int i = 0; i < all.size(); i += BATCH) {
      batches.add(all.subList(i, Math.min(all.size(), i + BATCH)));
    }
    return batches;
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
    if (present != null && present.remove(filter) && !unsent.remove(filter) && applies(filter)) {
      unsubscribe(List.of(filter));
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

  private void subscribe(List<String> filters) {
    Line line = wire.line();
    if (line == null || !wire.hears()) {
      return;
    }
    hearing.asked(filters.size());
    line.subscribe(filters, QOS)
        .whenComplete(
            (answers, failure) -> {
              if (wire.line() == line) {
                answered(filters, answers, failure);
              }
            });
  }

  private void answered(
      List<String> filters, @Nullable List<FilterAnswer> answers, @Nullable Throwable failure) {
    if (answers != null) {
      hearing.granted(
          answers.stream().filter(FilterAnswer::granted).map(FilterAnswer::filter).toList());
      answers.stream()
          .filter(one -> !one.granted())
          .forEach(one -> hearing.missing(one.filter(), one.reason(), isOurs(one.filter())));
    } else if (failure != null && LineException.of(failure).cause() == Cause.LINK_LOST) {
      hearing.asked(-filters.size());
      LOG.debug("The link broke while {} filters were asked for", filters.size());
    } else if (filters.size() == 1) {
      String filter = filters.get(0);
      String why = failure == null ? "" : String.valueOf(failure.getMessage());
      hearing.missing(filter, why, isOurs(filter));
    } else {
      // One of them may have cost the others the answer.
      hearing.asked(-filters.size());
      filters.forEach(this::askAgain);
    }
  }

  /** No sub-device's topic is worth the link of all the others. */
  private boolean isOurs(String filter) {
    return TopicFilter.deviceOf(filter).map(own::equals).orElse(true);
  }
}

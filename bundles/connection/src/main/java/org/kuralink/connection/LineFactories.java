/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.line.LineFactory;

/**
 * The registered line factories by transport. When a factory is registered for which a session
 * waits, the session tries at once; when one is unregistered, the session leaves its line. Any
 * thread may call; no lock is held while the session is called.
 */
final class LineFactories {

  private static final String RANKING = "service.ranking";
  private static final String NUMBER = "service.id";

  private final Map<LineFactory, Offer> offers = new LinkedHashMap<>();
  private final Set<String> missed = new HashSet<>();
  private @Nullable Session session;

  /** The service properties of a factory. */
  private record Offer(Set<String> transports, int ranking, long number) {}

  /** Sets the session that is notified of changes. */
  synchronized void serve(Session next) {
    session = next;
  }

  /** A factory was registered, or its properties changed. */
  void bind(LineFactory factory, Map<String, ?> properties) {
    Offer offer = offer(properties);
    Session told;
    boolean wanted;
    synchronized (this) {
      offers.put(factory, offer);
      wanted = missed.removeAll(offer.transports());
      told = session;
    }
    if (wanted && told != null) {
      told.lineCame(offer.transports());
    }
  }

  /**
   * A factory was unregistered, and its lines end; a session with one of them needs another one.
   */
  void unbind(LineFactory factory) {
    Session told;
    Set<String> others = new HashSet<>();
    synchronized (this) {
      Offer gone = offers.remove(factory);
      for (String transport : gone == null ? Set.<String>of() : gone.transports()) {
        if (over(transport).isPresent()) {
          others.add(transport);
        }
      }
      told = session;
    }
    if (told != null) {
      told.lineGone(factory);
      if (!others.isEmpty()) {
        told.lineCame(others);
      }
    }
  }

  /** Returns the factory for a transport; remembers the transport as missing if there is none. */
  synchronized Optional<LineFactory> over(String transport) {
    Optional<LineFactory> best =
        offers.entrySet().stream()
            .filter(one -> one.getValue().transports().contains(transport))
            .max(
                Comparator.comparingInt(
                        (Map.Entry<LineFactory, Offer> one) -> one.getValue().ranking())
                    .thenComparing(one -> -one.getValue().number()))
            .map(Map.Entry::getKey);
    if (best.isEmpty()) {
      missed.add(transport);
    }
    return best;
  }

  /** Returns the message about a missing line. */
  static String missing(String transport) {
    return "no line for "
        + transport
        + " is available: install or start the bundle that provides it (org.kuralink.mqtt for"
        + " tls, tcp, wss and ws; the package kuralink-uplinks for https, coaps and"
        + " coap-symmetric), or choose another transport";
  }

  private static Offer offer(Map<String, ?> properties) {
    Set<String> transports = new HashSet<>();
    Object names = properties.get(LineFactory.TRANSPORT);
    if (names instanceof Object[] several) {
      for (Object name : several) {
        transports.add(String.valueOf(name).toLowerCase(Locale.ROOT));
      }
    } else if (names != null) {
      transports.add(names.toString().toLowerCase(Locale.ROOT));
    }
    return new Offer(
        Set.copyOf(transports),
        properties.get(RANKING) instanceof Integer ranking ? ranking : 0,
        properties.get(NUMBER) instanceof Long number ? number : 0);
  }
}

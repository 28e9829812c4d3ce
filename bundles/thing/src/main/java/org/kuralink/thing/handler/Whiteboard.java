/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.handler;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.api.connection.HandlerThreads;
import org.kuralink.api.thing.HandlerStatus;

/**
 * The handlers, or the sources, that applications have registered, for the gateway itself or for
 * devices that they name. Who names an identifier goes before who names none; among equals the
 * higher {@code service.ranking} decides, then who came first. Any thread may call.
 */
public final class Whiteboard<T> {

  private final HandlerStatus.Kind kind;
  private final String property;
  private final HandlerThreads threads;
  private final List<Handler<T>> handlers = new CopyOnWriteArrayList<>();

  /**
   * @param property the service property with the identifiers
   * @param threads where they are called
   */
  public Whiteboard(HandlerStatus.Kind kind, String property, HandlerThreads threads) {
    this.kind = kind;
    this.property = property;
    this.threads = threads;
  }

  /**
   * Adds a registration or, if it is here already, takes note of its properties of now. One object
   * may be registered several times; it is still called for one thing at a time.
   */
  public synchronized void add(T service, Map<String, ?> properties) {
    long id = HandlerProperties.of(properties).id();
    @Nullable Handler<T> same = null;
    for (int i = 0; i < handlers.size(); i++) {
      Handler<T> former = handlers.get(i);
      if (former.is(service, id)) {
        handlers.set(i, handler(service, properties, former.turns, former.outward));
        return;
      }
      same = former.service == service ? former : same;
    }
    String name = service.getClass().getName();
    handlers.add(
        handler(
            service,
            properties,
            same == null ? new HandlerTurns(name, threads) : same.turns,
            same == null ? new HandlerTurns(name, threads) : same.outward));
  }

  private Handler<T> handler(
      T service, Map<String, ?> properties, HandlerTurns turns, HandlerTurns outward) {
    return new Handler<>(
        service,
        HandlerProperties.texts(properties, property),
        HandlerProperties.of(properties),
        turns,
        outward);
  }

  /** Takes a registration away; with the last one of a service, calls that wait for it fail. */
  public synchronized void remove(T service, Map<String, ?> properties) {
    long id = HandlerProperties.of(properties).id();
    for (Handler<T> handler : handlers) {
      if (handler.is(service, id)) {
        handlers.remove(handler);
        if (handlers.stream().noneMatch(other -> other.service == service)) {
          handler.turns.close();
          handler.outward.close();
        }
      }
    }
  }

  /** Who serves a device over a connection, the first to be asked first. */
  public List<Handler<T>> serving(String connection, DeviceIdentity device, boolean isGateway) {
    return handlers.stream()
        .filter(handler -> handler.serves(connection, device, isGateway))
        .sorted(
            Comparator.comparing((Handler<T> handler) -> handler.identifiers.isEmpty())
                .thenComparing(Handler::properties, HandlerProperties.BEST_FIRST))
        .toList();
  }

  /** Who serves which of the identifiers; an identifier that nobody serves is absent. */
  public static <T> Map<Handler<T>, Set<String>> assign(
      List<Handler<T>> candidates, Collection<String> identifiers) {
    Map<Handler<T>, Set<String>> assigned = new LinkedHashMap<>();
    for (String identifier : identifiers) {
      candidates.stream()
          .filter(each -> each.identifiers.isEmpty() || each.identifiers.contains(identifier))
          .findFirst()
          .ifPresent(
              handler ->
                  assigned.computeIfAbsent(handler, each -> new LinkedHashSet<>()).add(identifier));
    }
    return assigned;
  }

  /** Who serves a device, in the order in which they came. */
  public List<HandlerStatus> status(String connection, DeviceIdentity device, boolean isGateway) {
    return handlers.stream()
        .filter(handler -> handler.serves(connection, device, isGateway))
        .map(
            handler ->
                new HandlerStatus(
                    kind,
                    handler.identifiers,
                    handler.service.getClass().getName(),
                    handler.turns.isBusy(),
                    handler.turns.waiting()))
        .toList();
  }

  /** Who names connections that are not there, and serves nobody therefore. */
  public Stream<String> faults(ChosenSession sessions) {
    return handlers.stream()
        .flatMap(
            handler ->
                sessions.fault(handler.service.getClass().getName(), handler.properties).stream());
  }

  /**
   * Somebody whom an application has registered.
   *
   * @param identifiers that it names; empty for all that nobody else names
   * @param properties whom it serves
   * @param turns of what the platform asks for
   * @param outward of what an application asks for, which waits for nothing of the platform's
   */
  public record Handler<T>(
      T service,
      Set<String> identifiers,
      HandlerProperties properties,
      HandlerTurns turns,
      HandlerTurns outward) {

    /** Whether it is the registration of a service with this id. */
    private boolean is(T other, long id) {
      return service == other && properties.id() == id;
    }

    boolean serves(String connection, DeviceIdentity device, boolean isGateway) {
      Optional<DeviceIdentity> whom = Optional.of(device);
      return properties.serves(connection)
          && properties.serves(whom, isGateway ? whom : Optional.empty());
    }
  }

  /** Who serves a device, the first to be asked first. */
  @FunctionalInterface
  public interface Serving<T> {

    /** Those who are there at this moment. */
    List<Handler<T>> serving(DeviceIdentity device);
  }
}

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
 * The handlers of one kind that applications have registered as services, for the gateway itself or
 * for the devices that their service properties name. A handler that names an identifier precedes
 * one that names none; then the higher {@code service.ranking} decides, then the earlier
 * registration. Any thread may call.
 */
public final class Whiteboard<T> {

  private final HandlerStatus.Kind kind;
  private final String property;
  private final HandlerThreads threads;
  private final List<Handler<T>> handlers = new CopyOnWriteArrayList<>();

  /**
   * @param property the service property with the identifiers
   * @param threads the threads on which handlers are called
   */
  public Whiteboard(HandlerStatus.Kind kind, String property, HandlerThreads threads) {
    this.kind = kind;
    this.property = property;
    this.threads = threads;
  }

  /**
   * Adds a registration, or replaces the service properties of a known one. Registrations of the
   * same object share one queue.
   */
  public synchronized void add(T service, Map<String, ?> properties) {
    long id = HandlerProperties.of(properties).id();
    @Nullable Handler<T> same = null;
    for (int i = 0; i < handlers.size(); i++) {
      Handler<T> former = handlers.get(i);
      if (former.is(service, id)) {
        handlers.set(i, handler(service, properties, former.queue, former.outwardQueue));
        return;
      }
      same = former.service == service ? former : same;
    }
    String name = service.getClass().getName();
    handlers.add(
        handler(
            service,
            properties,
            same == null ? new HandlerQueue(name, threads) : same.queue,
            same == null ? new HandlerQueue(name, threads) : same.outwardQueue));
  }

  private Handler<T> handler(
      T service, Map<String, ?> properties, HandlerQueue queue, HandlerQueue outwardQueue) {
    return new Handler<>(
        service,
        HandlerProperties.texts(properties, property),
        HandlerProperties.of(properties),
        queue,
        outwardQueue);
  }

  /** Removes a registration; with the last one of a service, its waiting calls fail. */
  public synchronized void remove(T service, Map<String, ?> properties) {
    long id = HandlerProperties.of(properties).id();
    for (Handler<T> handler : handlers) {
      if (handler.is(service, id)) {
        handlers.remove(handler);
        if (handlers.stream().noneMatch(other -> other.service == service)) {
          handler.queue.close();
          handler.outwardQueue.close();
        }
      }
    }
  }

  /** Returns the handlers that serve a device over a connection, in the order of precedence. */
  public List<Handler<T>> serving(String connection, DeviceIdentity device, boolean isGateway) {
    return handlers.stream()
        .filter(handler -> handler.serves(connection, device, isGateway))
        .sorted(
            Comparator.comparing((Handler<T> handler) -> handler.identifiers.isEmpty())
                .thenComparing(Handler::properties, HandlerProperties.BEST_FIRST))
        .toList();
  }

  /** Assigns each identifier to the first handler that serves it; omits those without one. */
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

  /** Returns the status of the handlers that serve a device, in the order of registration. */
  public List<HandlerStatus> status(String connection, DeviceIdentity device, boolean isGateway) {
    return handlers.stream()
        .filter(handler -> handler.serves(connection, device, isGateway))
        .map(
            handler ->
                new HandlerStatus(
                    kind,
                    handler.identifiers,
                    handler.service.getClass().getName(),
                    handler.queue.isBusy(),
                    handler.queue.waiting()))
        .toList();
  }

  /** Returns a message for each handler whose {@code connection} property names no session. */
  public Stream<String> faults(ChosenSession sessions) {
    return handlers.stream()
        .flatMap(
            handler ->
                sessions.fault(handler.service.getClass().getName(), handler.properties).stream());
  }

  /**
   * A registered handler.
   *
   * @param identifiers the identifiers that it names; empty if it serves all that others do not
   * @param properties the service properties, which tell the devices that it serves
   * @param queue the calls for requests of the platform
   * @param outwardQueue the calls for posts of applications, which do not wait for the former
   */
  public record Handler<T>(
      T service,
      Set<String> identifiers,
      HandlerProperties properties,
      HandlerQueue queue,
      HandlerQueue outwardQueue) {

    /** Tells whether this is the registration of a service with an id. */
    private boolean is(T other, long id) {
      return service == other && properties.id() == id;
    }

    boolean serves(String connection, DeviceIdentity device, boolean isGateway) {
      Optional<DeviceIdentity> whom = Optional.of(device);
      return properties.serves(connection)
          && properties.serves(whom, isGateway ? whom : Optional.empty());
    }
  }

  /** Finds the handlers of a device. */
  @FunctionalInterface
  public interface Serving<T> {

    /** Returns the handlers registered now, in the order of precedence. */
    List<Handler<T>> serving(DeviceIdentity device);
  }
}

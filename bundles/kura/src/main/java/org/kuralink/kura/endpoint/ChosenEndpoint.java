/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;
import org.kuralink.api.connection.Absence;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.api.connection.Registration;
import org.slf4j.Logger;

/**
 * The endpoint to which a publisher or subscriber belongs, among the endpoints that come and go.
 * Passes on the connection events of that endpoint. Any thread may call.
 */
public final class ChosenEndpoint {

  private final Map<KuraEndpoint, Following> endpoints = new ConcurrentHashMap<>();
  private final KuraListeners<CloudConnectionListener> listeners = new KuraListeners<>();
  private final Runnable changed;
  private final Supplier<Map<String, String>> trouble;
  private final Absence absence;
  private volatile String chosen = "";

  /**
   * Creates a choice without endpoints.
   *
   * @param changed called when an endpoint, or a service behind one, has come or gone
   * @param trouble returns the problems that the chosen endpoint shows for its publisher or
   *     subscriber
   */
  public ChosenEndpoint(Runnable changed, Supplier<Map<String, String>> trouble) {
    this(changed, trouble, new Absence());
  }

  /** Creates a choice with another timer for missing endpoints, for tests. */
  ChosenEndpoint(Runnable changed, Supplier<Map<String, String>> trouble, Absence absence) {
    this.changed = changed;
    this.trouble = trouble;
    this.absence = absence;
  }

  /**
   * Chooses the endpoint by its {@code kura.service.pid}. If it is still missing after some time, a
   * line is logged, and another one when it appears.
   *
   * @param name the name of the publisher or subscriber
   */
  public void choose(String pid, Logger log, String name) {
    if (pid.equals(chosen)) {
      return;
    }
    chosen = pid;
    endpoints.forEach((endpoint, following) -> following.relay.catchUp(endpoint));
    if (pid.isEmpty()) {
      absence.end();
    } else {
      absence.watch(
          this::fault,
          fault -> log.warn("{}: {}", name, fault),
          () -> log.info("{}: connection '{}' is there", name, chosen));
    }
  }

  /** Stops to watch for a missing endpoint. */
  public void close() {
    absence.end();
  }

  /** Returns the reason why the endpoint is missing. */
  private Optional<String> fault() {
    String pid = chosen;
    return endpoint().isPresent()
        ? Optional.empty()
        : Optional.of(
            "cloud.endpoint.service.pid is '"
                + pid
                + "', and no connection has this name; "
                + Absence.instead(
                    pid,
                    endpoints.values().stream()
                        .map(following -> following.relay.pid)
                        .sorted()
                        .toList()));
  }

  /** Returns the chosen endpoint, while it is there; of two with one name the higher ranked. */
  public Optional<KuraEndpoint> endpoint() {
    String pid = chosen;
    return endpoints.entrySet().stream()
        .filter(entry -> entry.getValue().relay.pid.equals(pid))
        .min(Comparator.comparing(entry -> entry.getValue().order, HandlerProperties.BEST_FIRST))
        .map(Map.Entry::getKey);
  }

  /** Adds an endpoint; tells the listeners if it is connected already. */
  public void add(KuraEndpoint endpoint, Map<String, ?> properties) {
    Relay relay = new Relay(String.valueOf(properties.get("kura.service.pid")));
    endpoint.registerCloudConnectionListener(relay);
    Registration showing = endpoint.show(() -> relay.pid.equals(chosen) ? trouble.get() : Map.of());
    endpoints.put(
        endpoint,
        new Following(
            relay, endpoint.onChange(changed), showing, HandlerProperties.of(properties)));
    endpoint.run(() -> relay.catchUp(endpoint));
    absence.look();
    changed.run();
  }

  /** Takes the changed properties of an endpoint; under another name it counts as another one. */
  public void update(KuraEndpoint endpoint, Map<String, ?> properties) {
    Following present = endpoints.get(endpoint);
    if (present != null
        && present.relay.pid.equals(String.valueOf(properties.get("kura.service.pid")))) {
      endpoints.replace(endpoint, present.ordered(HandlerProperties.of(properties)));
      changed.run();
    } else {
      remove(endpoint);
      add(endpoint, properties);
    }
  }

  /** Removes an endpoint; tells the listeners if it was connected. */
  public void remove(KuraEndpoint endpoint) {
    Following last = endpoints.remove(endpoint);
    if (last == null) {
      return;
    }
    last.changes.close();
    last.showing.close();
    endpoint.unregisterCloudConnectionListener(last.relay);
    last.relay.onConnectionLost();
    absence.look();
    changed.run();
  }

  /** Adds a listener to the connection events of the chosen endpoint. */
  public void addListener(CloudConnectionListener listener) {
    listeners.add(listener);
  }

  public void removeListener(CloudConnectionListener listener) {
    listeners.remove(listener);
  }

  private record Following(
      Relay relay, Registration changes, Registration showing, HandlerProperties order) {

    Following ordered(HandlerProperties other) {
      return new Following(relay, changes, showing, other);
    }
  }

  /** Passes on the events of an endpoint if it is the chosen one; omits repeated ones. */
  private final class Relay implements CloudConnectionListener {

    private final String pid;
    private final AtomicBoolean saidToBeOnline = new AtomicBoolean();

    Relay(String pid) {
      this.pid = pid;
    }

    /** Reports the state of an endpoint after it came or the choice changed. */
    void catchUp(KuraEndpoint endpoint) {
      boolean online =
          pid.equals(chosen)
              && endpoints.containsKey(endpoint)
              && endpoint.session().map(session -> session.status().isOnline()).orElse(false);
      tell(
          online,
          online
              ? CloudConnectionListener::onConnectionEstablished
              : CloudConnectionListener::onConnectionLost);
    }

    private void tell(boolean online, Consumer<CloudConnectionListener> news) {
      if (saidToBeOnline.getAndSet(online) != online) {
        listeners.tell(news);
      }
    }

    @Override
    public void onDisconnected() {
      tell(false, CloudConnectionListener::onDisconnected);
    }

    @Override
    public void onConnectionLost() {
      tell(false, CloudConnectionListener::onConnectionLost);
    }

    @Override
    public void onConnectionEstablished() {
      if (pid.equals(chosen)) {
        tell(true, CloudConnectionListener::onConnectionEstablished);
      }
    }
  }
}

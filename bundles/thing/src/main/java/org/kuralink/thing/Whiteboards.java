/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.HandlerThreads;
import org.kuralink.api.thing.CustomRequestHandler;
import org.kuralink.api.thing.DeviceLifeListener;
import org.kuralink.api.thing.HandlerStatus;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.PropertySource;
import org.kuralink.api.thing.RawDataCodec;
import org.kuralink.api.thing.RawDataHandler;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.thing.handler.Whiteboard;

/** The services that the things of one session use, as registered now. Any thread may call. */
final class Whiteboards {

  final Whiteboard<PropertySetHandler> handlers;
  final Whiteboard<PropertySource> sources;
  final Whiteboard<ServiceHandler> services;
  final Whiteboard<DeviceLifeListener> lifeListeners;
  final Whiteboard<RawDataHandler> rawHandlers;
  final Whiteboard<RawDataCodec> rawCodecs;
  final Whiteboard<CustomRequestHandler> customHandlers;
  final ChosenSession sessions = new ChosenSession();

  /** A property that no service has: such a handler serves all identifiers. */
  private static final String NO_IDENTIFIERS = "";

  private volatile Optional<ThingModels> models = Optional.empty();
  private volatile Runnable changed = () -> {};

  /**
   * Creates empty whiteboards.
   *
   * @param threads the threads on which handlers are called
   */
  Whiteboards(HandlerThreads threads) {
    this.handlers =
        new Whiteboard<>(HandlerStatus.Kind.PROPERTY_SET, PropertySetHandler.PROPERTIES, threads);
    this.sources =
        new Whiteboard<>(HandlerStatus.Kind.PROPERTY_GET, PropertySetHandler.PROPERTIES, threads);
    this.services = new Whiteboard<>(HandlerStatus.Kind.SERVICE, ServiceHandler.SERVICE, threads);
    this.lifeListeners = new Whiteboard<>(HandlerStatus.Kind.LIFE, NO_IDENTIFIERS, threads);
    this.rawHandlers = new Whiteboard<>(HandlerStatus.Kind.RAW_DATA, NO_IDENTIFIERS, threads);
    this.rawCodecs = new Whiteboard<>(HandlerStatus.Kind.RAW_CODEC, NO_IDENTIFIERS, threads);
    this.customHandlers =
        new Whiteboard<>(HandlerStatus.Kind.CUSTOM_REQUEST, CustomRequestHandler.TOPIC, threads);
  }

  /** Sets the listener that is called when a session or the thing model service comes or goes. */
  void onChange(Runnable listener) {
    changed = listener;
    sessions.onChange(listener);
  }

  /** Sets the thing model service. */
  void come(ThingModels service) {
    models = Optional.of(service);
    changed.run();
  }

  /** Removes the thing model service, unless another one has replaced it already. */
  void go(ThingModels service) {
    if (models.filter(present -> present == service).isPresent()) {
      models = Optional.empty();
      changed.run();
    }
  }

  Optional<ThingModels> models() {
    return models;
  }

  /** Returns the status of the handlers that serve a device over a connection. */
  List<HandlerStatus> status(String connection, DeviceIdentity device, boolean isGateway) {
    return all().flatMap(board -> board.status(connection, device, isGateway).stream()).toList();
  }

  /** Returns a message for each handler whose {@code connection} property names no session. */
  Stream<String> faults() {
    return all().flatMap(board -> board.faults(sessions)).distinct();
  }

  private Stream<Whiteboard<?>> all() {
    return Stream.of(
        handlers, sources, services, customHandlers, rawHandlers, rawCodecs, lifeListeners);
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.thing.HandlerStatus;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.thing.call.CallMemory;
import org.kuralink.thing.call.Calls;
import org.kuralink.thing.device.Devices;
import org.kuralink.thing.device.Devices.Device;
import org.kuralink.thing.handler.Whiteboard;
import org.kuralink.thing.link.Registrations;
import org.kuralink.thing.link.ThingThread;
import org.kuralink.thing.model.ModelCache;
import org.kuralink.thing.model.ProductModels;
import org.kuralink.thing.post.DesiredPropertyRequests;
import org.kuralink.thing.post.ThingPosts;
import org.kuralink.thing.raw.CustomRequests;
import org.kuralink.thing.raw.RawPosts;
import org.kuralink.thing.raw.RawRequests;
import org.kuralink.thing.request.LifeRequests;
import org.kuralink.thing.request.PropertyRequests;
import org.kuralink.thing.request.ServiceRequests;
import org.kuralink.thing.time.TimeKeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The things of one session with one configuration: the gateway and all its sub-devices. Posts run
 * on the thread of their caller. The thread of the things follows the session and the thing model
 * service. While both are there, requests of the platform are answered; else no handler is
 * registered, so that the connection holds the requests back.
 */
final class Things {

  /** The pause before handlers are registered again, while another one holds a method. */
  static final Duration ANSWER_PAUSE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Things.class);

  private final String name;
  private final ThingSettings settings;
  private final Lasting lasting;
  private final Whiteboards around;
  private final ScheduledExecutorService thread;
  private final ProductModels models;
  private final ThingPosts posts;
  private final DesiredPropertyRequests desires;
  private final Calls calls;
  private final LifeRequests lifeRequests;
  private final PropertyRequests propertyRequests;
  private final ServiceRequests serviceRequests;
  private final CustomRequests customRequests;
  private final RawRequests rawRequests;
  private final TimeKeeper time;
  private final Registrations answers = new Registrations();
  private volatile DeviceIdentity gateway = Devices.NOBODY;

  private @Nullable CloudSession attached;
  private @Nullable CloudSession listening;
  private Registration listener = () -> {};
  private boolean closed;
  private boolean complained;
  private boolean retrying;

  /**
   * Creates the things; {@link #advance} starts them.
   *
   * @param known the model of the gateway before a change of the configuration
   */
  Things(ThingSettings settings, Lasting lasting, Optional<ThingModel> known) {
    this.name = lasting.name();
    this.settings = settings;
    this.lasting = lasting;
    this.around = lasting.around();
    this.thread = lasting.thread();
    this.models = models(known);
    boolean isRaw = settings.dataFormat() == ThingSettings.DataFormat.RAW;
    RawPosts rawPosts = new RawPosts(settings.connection(), serving(around.rawCodecs));
    this.posts = new ThingPosts(name, models, isRaw ? Optional.of(rawPosts) : Optional.empty());
    this.desires = new DesiredPropertyRequests(models);
    this.calls = new Calls(lasting.calls(), thread, settings.serviceTimeout());
    this.lifeRequests =
        new LifeRequests(
            name, lasting.devices(), calls, serving(around.lifeListeners), thread, new Deletions());
    this.propertyRequests =
        new PropertyRequests(
            models,
            lasting.devices(),
            calls,
            serving(around.handlers),
            serving(around.sources),
            posts::report);
    this.serviceRequests = new ServiceRequests(models, calls, serving(around.services));
    this.customRequests = new CustomRequests(serving(around.customHandlers), thread);
    this.rawRequests =
        new RawRequests(
            serving(around.rawHandlers),
            serving(around.rawCodecs),
            this::answer,
            settings.serviceTimeout(),
            thread,
            Clock.systemUTC());
    this.time =
        new TimeKeeper(name, settings.timeInterval(), Clock.systemUTC(), System::nanoTime, thread);
  }

  private ProductModels models(Optional<ThingModel> known) {
    ProductModels.Origin origin =
        new ProductModels.Origin(
            name,
            settings.modelSource(),
            settings.modelFile(),
            lasting.cache(),
            thread,
            around::models);
    return new ProductModels(origin, settings.validation(), this::gateway, known);
  }

  private <T> Whiteboard.Serving<T> serving(Whiteboard<T> board) {
    return device -> board.serving(settings.connection(), device, isGateway(device));
  }

  private boolean isGateway(DeviceIdentity device) {
    return device.equals(gateway());
  }

  /** Returns the identity of the gateway; {@link Devices#NOBODY} before its first session. */
  DeviceIdentity gateway() {
    return around.sessions.session().map(CloudSession::identity).orElse(gateway);
  }

  /** Returns the state of a device. */
  Device device(DeviceIdentity identity) {
    return lasting.devices().of(identity);
  }

  /** Returns the thing model of a device's product. */
  Optional<ThingModel> model(DeviceIdentity device) {
    return models.check(device.productKey()).model();
  }

  /** Returns the faults of the thing models. */
  List<String> modelFaults() {
    return models.faults();
  }

  /** Returns the handlers that serve a device. */
  List<HandlerStatus> handlers(DeviceIdentity device) {
    return around.status(settings.connection(), device, isGateway(device));
  }

  ThingPosts posts() {
    return posts;
  }

  DesiredPropertyRequests desires() {
    return desires;
  }

  TimeKeeper time() {
    return time;
  }

  /** Follows the services that are there now; on the thread of the things. */
  void advance() {
    if (closed) {
      return;
    }
    CloudSession session = around.sessions.session().orElse(null);
    if (session != null) {
      gateway = session.identity();
    }
    listen(session);
    models.advance(session == null ? null : session.link());
    boolean checks =
        around.models().isPresent() || settings.modelSource() == ProductModels.Source.NONE;
    attach(checks ? session : null);
  }

  private void listen(@Nullable CloudSession session) {
    if (listening == session) {
      return;
    }
    listener.close();
    listening = session;
    listener = () -> {};
    if (session != null) {
      listener = session.addLinkListener(this::changed);
      lifeRequests.met(session.link());
    }
  }

  private void changed(DeviceLink link, boolean online) {
    if (online) {
      ThingThread.run(
          thread,
          () -> {
            lifeRequests.loggedIn(link);
            models.online(link);
            advance();
          });
    } else if (link.isDeleted()) {
      lasting.devices().forget(link.identity());
    }
  }

  private void attach(@Nullable CloudSession session) {
    if (attached == session) {
      return;
    }
    detach();
    if (session == null) {
      return;
    }
    try {
      calls.load();
      lifeRequests.attach(session, answers);
      answers.add(session.answerAll(PropertyRequests.SET, propertyRequests::set));
      answers.add(session.answerAll(PropertyRequests.GET, propertyRequests::get));
      answers.add(session.answerAll(ServiceRequests.ALL, serviceRequests::call));
      customRequests.attach(session, answers);
      if (settings.dataFormat() == ThingSettings.DataFormat.RAW) {
        rawRequests.attach(session, answers);
      }
      time.attach(session.link());
      attached = session;
      complained = false;
    } catch (IllegalStateException e) {
      detach();
      if (!complained) {
        complained = true;
        LOG.warn(
            "{}: cannot answer requests for {} yet: {}", name, session.identity(), e.getMessage());
      }
      retryLater();
    }
  }

  /** Answers a request that a codec decoded, as if it had come in Alink JSON. */
  private CompletionStage<Reply> answer(DeviceLink link, Request request) {
    return switch (request.method()) {
      case PropertyRequests.SET -> propertyRequests.set(link, request);
      case PropertyRequests.GET -> propertyRequests.get(link, request);
      default -> serviceRequests.call(link, request);
    };
  }

  private void detach() {
    answers.close();
    time.detach();
    attached = null;
  }

  /** Schedules one retry, however often services come and go meanwhile. */
  private void retryLater() {
    if (!retrying) {
      retrying = true;
      ThingThread.later(
          thread,
          ANSWER_PAUSE,
          () -> {
            retrying = false;
            advance();
          });
    }
  }

  /** Closes the things; on the thread of the things. */
  void close() {
    closed = true;
    models.close();
    detach();
    listen(null);
  }

  /** Drops the model and the remembered requests of a deleted device; keeps configured files. */
  private final class Deletions implements LifeRequests.DeletionListener {

    @Override
    public void deleted(DeviceLink device) {
      models.forget(device);
      if (isGateway(device.identity())) {
        lasting.calls().forgetAll();
      }
    }

    @Override
    public void restored(DeviceLink device) {
      models.startAnew(device);
    }
  }

  /**
   * The parts of the things that outlive a change of the configuration.
   *
   * @param name the name of the component, for the log
   * @param around the services that the component uses
   * @param thread the thread of the things
   * @param cache the thing models of the platform on disk
   * @param calls the requests that were carried out
   * @param devices the states of the devices
   */
  record Lasting(
      String name,
      Whiteboards around,
      ScheduledExecutorService thread,
      ModelCache cache,
      CallMemory calls,
      Devices devices) {}
}

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.BatchPost;
import org.kuralink.api.thing.DesiredProperties;
import org.kuralink.api.thing.DeviceTags;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.HandlerStatus;
import org.kuralink.api.thing.HistoryPost;
import org.kuralink.api.thing.LifeState;
import org.kuralink.api.thing.PlatformTime;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.thing.call.Calls;
import org.kuralink.thing.life.LifeRequests;
import org.kuralink.thing.link.Failures;
import org.kuralink.thing.link.Requests;
import org.kuralink.thing.link.Role;
import org.kuralink.thing.link.ThingThread;
import org.kuralink.thing.log.LogUpload;
import org.kuralink.thing.log.UploadLevel;
import org.kuralink.thing.model.DoubtLog;
import org.kuralink.thing.model.ModelCheck;
import org.kuralink.thing.model.ModelKeeper;
import org.kuralink.thing.model.ModelSource;
import org.kuralink.thing.model.Strictness;
import org.kuralink.thing.post.Posts;
import org.kuralink.thing.property.Desires;
import org.kuralink.thing.property.LastValues;
import org.kuralink.thing.property.PropertyRequests;
import org.kuralink.thing.raw.CustomRequests;
import org.kuralink.thing.raw.DataFormat;
import org.kuralink.thing.raw.RawRequests;
import org.kuralink.thing.raw.RawUplink;
import org.kuralink.thing.service.ServiceRequests;
import org.kuralink.thing.tags.Tags;
import org.kuralink.thing.time.TimeKeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thing with one configuration. Posts go their way on the caller's thread; on the thing's own
 * thread it follows the services around it: with a session it answers requests, without one, or
 * while nobody can check by the model, it does not, so that the connection holds them back for it.
 */
final class DeviceThing implements Thing {

  /** The pause before it is tried again to answer, where somebody else answers still. */
  static final Duration ANSWER_PAUSE = Duration.ofSeconds(1);

  /** Who it is before its session has appeared for the first time. */
  static final DeviceIdentity NOBODY = new DeviceIdentity("", "");

  private static final Logger LOG = LoggerFactory.getLogger(DeviceThing.class);

  private final String name;
  private final ThingSettings settings;
  private final Surroundings around;
  private final ScheduledExecutorService thread;
  private final ModelKeeper keeper;
  private final Posts posts;
  private final Desires desires;
  private final Lasting lasting;
  private final LastValues lastValues;
  private final Tags tags;
  private final LifeRequests lifeRequests;
  private final TimeKeeper time;
  private final Requests requests = new Requests();
  private final List<Role> roles;
  private volatile DeviceIdentity identity = NOBODY;

  private @Nullable DeviceLink attached;
  private @Nullable DeviceLink listening;
  private Registration listener = () -> {};
  private boolean closed;
  private boolean complained;
  private boolean retrying;

  DeviceThing(
      String name,
      ThingSettings settings,
      Surroundings around,
      ScheduledExecutorService thread,
      Lasting lasting,
      LastValues lastValues,
      Optional<ThingModel> model) {
    this.name = name;
    this.settings = settings;
    this.around = around;
    this.thread = thread;
    this.lasting = lasting;
    this.lastValues = lastValues;
    this.keeper =
        new ModelKeeper(
            name,
            settings.modelSource(),
            settings.modelFile(),
            lasting.models(),
            thread,
            around::models,
            model);
    Strictness strictness = new Strictness(settings.validation(), new DoubtLog(name));
    this.posts =
        new Posts(name, settings.connection(), strictness, this::posting, this::check, lastValues);
    this.desires = new Desires(settings.connection(), this::reporting, this::check);
    Calls calls = new Calls(lasting.calls(), thread);
    this.tags = new Tags(settings.connection(), this::reporting);
    this.lifeRequests =
        new LifeRequests(
            name,
            settings.connection(),
            lasting.lives(),
            calls,
            around.lifeListeners,
            thread,
            new Forgetful());
    this.roles = new ArrayList<>();
    roles.add(lifeRequests);
    roles.add(
        new PropertyRequests(
            settings.connection(),
            strictness,
            this::check,
            around.handlers,
            around.sources,
            lastValues,
            calls,
            settings.serviceTimeout(),
            posts::report));
    roles.add(
        new ServiceRequests(
            settings.connection(),
            strictness,
            settings.serviceTimeout(),
            this::check,
            around.services,
            calls));
    this.time =
        new TimeKeeper(name, settings.timeInterval(), Clock.systemUTC(), System::nanoTime, thread);
    roles.add(time);
    roles.add(new CustomRequests(settings.connection(), around.customHandlers, thread));
    if (settings.logUpload() != UploadLevel.OFF) {
      roles.add(LogUpload.ofLoggers(name, settings.logUpload(), lasting.lives()::guard, thread));
    }
    if (settings.dataFormat() == DataFormat.RAW) {
      roles.add(
          new RawRequests(
              settings.connection(),
              around.rawHandlers,
              around.rawCodecs,
              requests,
              settings.serviceTimeout(),
              thread,
              Clock.systemUTC()));
    }
  }

  @Override
  public DeviceIdentity identity() {
    return around.sessions.link().map(DeviceLink::identity).orElse(identity);
  }

  @Override
  public Optional<ThingModel> model() {
    return keeper.model();
  }

  @Override
  public CompletionStage<PostResult> post(PropertyPost post) {
    return posts.post(post);
  }

  @Override
  public CompletionStage<PostResult> post(EventPost post) {
    return posts.post(post);
  }

  @Override
  public CompletionStage<PostResult> post(BatchPost post) {
    return posts.post(post);
  }

  @Override
  public CompletionStage<PostResult> post(HistoryPost post) {
    return posts.post(post);
  }

  @Override
  public CompletionStage<DesiredProperties> desired(Set<String> identifiers) {
    return desires.get(identifiers);
  }

  @Override
  public CompletionStage<Reply> clearDesired(Map<String, OptionalLong> versions) {
    return desires.delete(versions);
  }

  @Override
  public List<HandlerStatus> handlers() {
    return around.status(settings.connection());
  }

  /** The tags of the device. */
  DeviceTags tags() {
    return tags;
  }

  /** The platform's time. */
  PlatformTime time() {
    return time;
  }

  /** What the platform has made of the device. */
  LifeState life() {
    DeviceIdentity device = identity();
    return device.equals(NOBODY) ? LifeState.ACTIVE : lasting.lives().state(device);
  }

  /** Publishes bytes as they are. */
  CompletionStage<Void> publishRaw(byte[] payload, Delivery delivery) {
    return raw(reporting())
        .map(link -> link.publish(payload, delivery))
        .orElseGet(
            () -> CompletableFuture.failedFuture(Failures.noConnection(settings.connection())));
  }

  private Optional<RawUplink> raw(Optional<DeviceLink> link) {
    return link.map(each -> new RawUplink(each, settings.connection(), around.rawCodecs));
  }

  /** The link for posts: in the form of the product. */
  private Optional<DeviceLink> posting() {
    return settings.dataFormat() == DataFormat.RAW
        ? raw(reporting()).map(Function.identity())
        : reporting();
  }

  /** The link that is there at this moment, for what a device that is not active does not send. */
  private Optional<DeviceLink> reporting() {
    return around.sessions.link().map(lasting.lives()::guard);
  }

  private ModelCheck check() {
    return new ModelCheck(keeper.model(), around.models(), keeper.isOutdated());
  }

  /** Follows the services that are there now; on the thing's thread. */
  void advance() {
    if (closed) {
      return;
    }
    DeviceLink link = around.sessions.link().orElse(null);
    if (link != null) {
      identity = link.identity();
    }
    listen(link);
    keeper.advance(link);
    boolean checks = around.models().isPresent() || settings.modelSource() == ModelSource.NONE;
    attach(checks ? link : null);
  }

  private void listen(@Nullable DeviceLink link) {
    if (listening == link) {
      return;
    }
    listener.close();
    listening = link;
    listener = () -> {};
    if (link != null) {
      listener = link.addListener(online -> changed(link, online));
      lifeRequests.met(link);
    }
  }

  private void changed(DeviceLink link, boolean online) {
    if (online) {
      ThingThread.run(
          thread,
          () -> {
            lifeRequests.loggedIn(link.identity());
            keeper.online();
            advance();
          });
    }
  }

  private void attach(@Nullable DeviceLink link) {
    if (attached == link) {
      return;
    }
    detach();
    if (link == null) {
      return;
    }
    try {
      DeviceLink shared = requests.over(link);
      roles.forEach(role -> role.attach(shared));
      attached = link;
      complained = false;
    } catch (IllegalStateException e) {
      detach();
      if (!complained) {
        complained = true;
        LOG.warn("{}: does not answer for {}: {}", name, link.identity(), e.getMessage());
      }
      retryLater();
    }
  }

  private void detach() {
    roles.forEach(Role::detach);
    attached = null;
  }

  /** One retry at a time, however often services come and go meanwhile. */
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

  /** Ends; on the thing's thread. */
  void close() {
    closed = true;
    keeper.close();
    detach();
    listen(null);
  }

  /** Loses what the platform has told and what was sent to it; not what applications configure. */
  private final class Forgetful implements LifeRequests.Forgetting {

    @Override
    public void forget(DeviceIdentity device) {
      keeper.forget(device.productKey());
      lasting.calls().forgetAll();
      lastValues.forget(device);
    }

    @Override
    public void startAnew() {
      keeper.startAnew();
    }
  }
}

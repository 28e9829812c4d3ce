/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.life;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.thing.DeviceLifeListener;
import org.kuralink.api.thing.LifeState;
import org.kuralink.thing.call.Calls;
import org.kuralink.thing.handler.Deadline;
import org.kuralink.thing.handler.Handler;
import org.kuralink.thing.handler.Whiteboard;
import org.kuralink.thing.link.Failures;
import org.kuralink.thing.link.Registrations;
import org.kuralink.thing.link.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Obeys when the platform disables, enables or deletes the device (developer guide 9.7). Works on
 * the thing's thread.
 */
public final class LifeRequests implements Role {

  static final String DISABLE = "thing.disable";
  static final String ENABLE = "thing.enable";
  static final String DELETE = "thing.delete";

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(LifeRequests.class);

  private final String name;
  private final String connection;
  private final Lives lives;
  private final Calls calls;
  private final Whiteboard<DeviceLifeListener> listeners;
  private final ScheduledExecutorService thread;
  private final Forgetting forgetting;
  private final Registrations answers = new Registrations();

  /**
   * Obeys for one thing.
   *
   * @param forgetting told on the thing's thread
   */
  public LifeRequests(
      String name,
      String connection,
      Lives lives,
      Calls calls,
      Whiteboard<DeviceLifeListener> listeners,
      ScheduledExecutorService thread,
      Forgetting forgetting) {
    this.name = name;
    this.connection = connection;
    this.lives = lives;
    this.calls = calls;
    this.listeners = listeners;
    this.thread = thread;
    this.forgetting = forgetting;
  }

  @Override
  public void attach(DeviceLink link) {
    calls.load();
    DeviceIdentity device = link.identity();
    answers.add(link.answer(DISABLE, request -> once(device, request, LifeState.DISABLED)));
    answers.add(link.answer(ENABLE, request -> once(device, request, LifeState.ACTIVE)));
    answers.add(link.answer(DELETE, request -> once(device, request, LifeState.DELETED)));
  }

  @Override
  public void detach() {
    answers.close();
  }

  /**
   * The link has come, and may be online already. A state from before this run of Java is older
   * than the log-in. On the thing's thread.
   */
  public void met(DeviceLink link) {
    if (link.isOnline() && lives.isFromBefore(link.identity())) {
      loggedIn(link.identity());
    }
  }

  /**
   * The platform has let the device log in, as it does with no device that it has disabled or
   * deleted: it was enabled, or created again, while it could not be told. On the thing's thread.
   */
  public void loggedIn(DeviceIdentity device) {
    if (lives.state(device) != LifeState.ACTIVE) {
      LOG.info("{}: the platform lets {} log in again; it reports", name, device);
      change(device, LifeState.ACTIVE);
    }
  }

  private CompletionStage<Reply> once(DeviceIdentity device, Request request, LifeState state) {
    return calls.once(
        device,
        request,
        LIMIT,
        attempt ->
            CompletableFuture.supplyAsync(
                () -> {
                  attempt.begin();
                  obey(device, state);
                  return Reply.success();
                },
                thread));
  }

  private void obey(DeviceIdentity device, LifeState state) {
    if (lives.state(device) == state) {
      return;
    }
    switch (state) {
      case DISABLED -> LOG.warn("{}: disabled by the platform; {} reports nothing", name, device);
      case DELETED ->
          LOG.warn(
              "{}: deleted by the platform; {} forgets its model and values and reports nothing",
              name,
              device);
      default -> LOG.info("{}: enabled by the platform; {} reports again", name, device);
    }
    change(device, state);
  }

  private void change(DeviceIdentity device, LifeState state) {
    LifeState before = lives.state(device);
    lives.set(device, state);
    if (state == LifeState.DELETED) {
      forgetting.forget(device);
    } else if (before == LifeState.DELETED && state == LifeState.ACTIVE) {
      forgetting.startAnew();
    }
    for (Handler<DeviceLifeListener> listener : listeners.serving(connection)) {
      tell(listener, device, state);
    }
  }

  private void tell(Handler<DeviceLifeListener> listener, DeviceIdentity device, LifeState state) {
    Deadline deadline = Deadline.in(thread, LIMIT);
    listener
        .lane()
        .call(
            () -> {
              listener.service().changed(device, state);
              return CompletableFuture.completedFuture(state);
            },
            deadline)
        .whenComplete(
            (done, failure) -> {
              deadline.cancel();
              if (failure != null) {
                LOG.warn(
                    "{}: {} was not told that {} is {}: {}",
                    name,
                    listener.service().getClass().getName(),
                    device,
                    state,
                    Failures.words(failure));
              }
            });
  }

  /** What a deleted device loses, and gets again if it comes back. */
  public interface Forgetting {

    /** The device is deleted. */
    void forget(DeviceIdentity device);

    /** A deleted device is active again. */
    void startAnew();
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.request;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.thing.DeviceLifeListener;
import org.kuralink.api.thing.LifeState;
import org.kuralink.thing.call.Calls;
import org.kuralink.thing.device.Devices;
import org.kuralink.thing.device.Devices.Device;
import org.kuralink.thing.handler.HandlerFaults;
import org.kuralink.thing.handler.Whiteboard;
import org.kuralink.thing.handler.Whiteboard.Handler;
import org.kuralink.thing.link.Registrations;
import org.kuralink.thing.link.ThingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Obeys when the platform disables, enables or deletes the device (developer guide 9.7). Works on
 * the thing's thread.
 */
public final class LifeRequests {

  static final String DISABLE = "thing.disable";
  static final String ENABLE = "thing.enable";
  static final String DELETE = "thing.delete";

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(LifeRequests.class);

  private final String name;
  private final Devices devices;
  private final Calls calls;
  private final Whiteboard.Serving<DeviceLifeListener> listeners;
  private final ScheduledExecutorService thread;
  private final Forgetting forgetting;

  /**
   * Obeys for the devices of one session.
   *
   * @param forgetting told on the thing's thread
   */
  public LifeRequests(
      String name,
      Devices devices,
      Calls calls,
      Whiteboard.Serving<DeviceLifeListener> listeners,
      ScheduledExecutorService thread,
      Forgetting forgetting) {
    this.name = name;
    this.devices = devices;
    this.calls = calls;
    this.listeners = listeners;
    this.thread = thread;
    this.forgetting = forgetting;
  }

  /**
   * Answers for all devices of a session.
   *
   * @param answers takes what is registered
   */
  public void attach(CloudSession session, Registrations answers) {
    answers.add(session.answerAll(DISABLE, (link, each) -> once(link, each, LifeState.DISABLED)));
    answers.add(session.answerAll(ENABLE, (link, each) -> once(link, each, LifeState.ACTIVE)));
    answers.add(session.answerAll(DELETE, (link, each) -> once(link, each, LifeState.DELETED)));
  }

  /**
   * The link has come, and may be online already. A state from before this run of Java is older
   * than the log-in. On the thing's thread.
   */
  public void met(DeviceLink link) {
    if (link.isOnline() && devices.of(link.identity()).isLifeFromBefore()) {
      loggedIn(link);
    }
  }

  /**
   * The platform has let the device log in, as it does with no device that it has disabled or
   * deleted: it was enabled, or created again, while it could not be told. On the thing's thread.
   */
  public void loggedIn(DeviceLink link) {
    if (devices.of(link.identity()).life() != LifeState.ACTIVE) {
      LOG.info("{}: the platform lets {} log in again; it reports", name, link.identity());
      change(link, LifeState.ACTIVE);
    }
  }

  private CompletionStage<Reply> once(DeviceLink link, Request request, LifeState state) {
    return calls.once(
        link.identity(),
        request,
        LIMIT,
        attempt ->
            CompletableFuture.supplyAsync(
                () -> {
                  attempt.begin();
                  obey(link, state);
                  return Reply.success();
                },
                thread));
  }

  private void obey(DeviceLink link, LifeState state) {
    DeviceIdentity device = link.identity();
    if (devices.of(device).life() == state) {
      return;
    }
    if (state == LifeState.ACTIVE) {
      LOG.info("{}: enabled by the platform; {} reports again", name, device);
    } else if (state == LifeState.DISABLED) {
      LOG.warn("{}: disabled by the platform; {} reports nothing", name, device);
    } else {
      LOG.warn(
          "{}: deleted by the platform; {} forgets its model and values and reports nothing",
          name,
          device);
    }
    change(link, state);
  }

  private void change(DeviceLink link, LifeState state) {
    Device device = devices.of(link.identity());
    LifeState before = device.life();
    device.live(state);
    if (state == LifeState.DELETED) {
      device.forgetValues();
      forgetting.forget(link);
    } else if (before == LifeState.DELETED && state == LifeState.ACTIVE) {
      forgetting.startAnew(link);
    }
    for (Handler<DeviceLifeListener> listener : listeners.serving(link.identity())) {
      tell(listener, link.identity(), state);
    }
  }

  private void tell(Handler<DeviceLifeListener> listener, DeviceIdentity device, LifeState state) {
    CompletableFuture<Void> deadline = ThingThread.deadline(thread, LIMIT);
    listener
        .turns()
        .call(
            device,
            () -> {
              listener.service().changed(device, state);
              return CompletableFuture.completedFuture(state);
            },
            deadline)
        .whenComplete(
            (done, failure) -> {
              deadline.cancel(false);
              if (failure != null) {
                LOG.warn(
                    "{}: {} was not told that {} is {}: {}",
                    name,
                    listener.service().getClass().getName(),
                    device,
                    state,
                    HandlerFaults.words(failure));
              }
            });
  }

  /** What a deleted device loses, and gets again if it comes back. */
  public interface Forgetting {

    /** The device is deleted. */
    void forget(DeviceLink device);

    /** A deleted device is active again. */
    void startAnew(DeviceLink device);
  }
}

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
 * The requests that disable, enable and delete a device (developer guide 9.7). Runs on the thread
 * of the thing.
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
  private final DeletionListener deletions;

  /**
   * Creates the requests of the devices of one session.
   *
   * @param deletions told on the thread of the thing
   */
  public LifeRequests(
      String name,
      Devices devices,
      Calls calls,
      Whiteboard.Serving<DeviceLifeListener> listeners,
      ScheduledExecutorService thread,
      DeletionListener deletions) {
    this.name = name;
    this.devices = devices;
    this.calls = calls;
    this.listeners = listeners;
    this.thread = thread;
    this.deletions = deletions;
  }

  /**
   * Answers for all devices of a session.
   *
   * @param answers takes the registrations
   */
  public void attach(CloudSession session, Registrations answers) {
    answers.add(session.answerAll(DISABLE, (link, each) -> once(link, each, LifeState.DISABLED)));
    answers.add(session.answerAll(ENABLE, (link, each) -> once(link, each, LifeState.ACTIVE)));
    answers.add(session.answerAll(DELETE, (link, each) -> once(link, each, LifeState.DELETED)));
  }

  /**
   * Follows a link that has appeared and may be online already. A state from an earlier JVM process
   * is older than its log-in. On the thread of the thing.
   */
  public void met(DeviceLink link) {
    if (link.isOnline() && devices.of(link.identity()).isLifeFromBefore()) {
      loggedIn(link);
    }
  }

  /**
   * Follows the log-in of a device. The platform refuses the log-in of a disabled or deleted
   * device; so the device was enabled or created again while it was offline. On the thread of the
   * thing.
   */
  public void loggedIn(DeviceLink link) {
    if (devices.of(link.identity()).life() != LifeState.ACTIVE) {
      LOG.info("{}: {} is active again: the platform accepted its log-in", name, link.identity());
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
      LOG.info("{}: the platform enabled {}; it reports again", name, device);
    } else if (state == LifeState.DISABLED) {
      LOG.warn(
          "{}: the platform disabled {}; it reports nothing until it is enabled", name, device);
    } else {
      LOG.warn(
          "{}: the platform deleted {}; its model and last values are dropped, and it reports"
              + " nothing until it is registered again",
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
      deletions.deleted(link);
    } else if (before == LifeState.DELETED && state == LifeState.ACTIVE) {
      deletions.restored(link);
    }
    for (Handler<DeviceLifeListener> listener : listeners.serving(link.identity())) {
      tell(listener, link.identity(), state);
    }
  }

  private void tell(Handler<DeviceLifeListener> listener, DeviceIdentity device, LifeState state) {
    CompletableFuture<Void> deadline = ThingThread.deadline(thread, LIMIT);
    listener
        .queue()
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
                    "{}: the listener {} failed for {}, which is now {}: {}",
                    name,
                    listener.service().getClass().getName(),
                    device,
                    state,
                    HandlerFaults.words(failure));
              }
            });
  }

  /** A listener for the deletion and the return of devices. */
  public interface DeletionListener {

    /** Called when a device was deleted. */
    void deleted(DeviceLink device);

    /** Called when a deleted device is active again. */
    void restored(DeviceLink device);
  }
}

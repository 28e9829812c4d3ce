/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.Topology;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.gateway.CombineRequests.CombineReply;
import org.kuralink.gateway.SubDeviceTransitions.Event;
import org.kuralink.json.output.JsonOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current session of the gateway: sends the planned batches to the platform and takes the
 * replies. A reply applies only to the devices of its request, and only to those that are still in
 * the state of the request. Used on the gateway's thread.
 */
final class GatewaySession implements Planner.Sender {

  /** The number of failed log-outs after which a device counts as logged out. */
  private static final int LOGOUTS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(GatewaySession.class);

  private final GatewayCore core;
  private final Topology topology;
  private final DeviceLink link;
  private final ErrorPolicy errors;
  private final RequestPacing pace;
  private final Runnable look;
  private final CombineRequests talk;
  private final Enrolment enrolment;

  /** Counts links; replies to requests over a former link are ignored. */
  private int generation;

  private boolean online;

  /**
   * Creates the session.
   *
   * @param look schedules the planner
   * @param unasked takes messages that answer no request
   */
  GatewaySession(
      GatewayCore core,
      Topology topology,
      ErrorPolicy errors,
      RequestPacing pace,
      Runnable look,
      Consumer<CombineReply> unasked) {
    this.core = core;
    this.topology = topology;
    this.link = topology.session().link();
    this.errors = errors;
    this.pace = pace;
    this.look = look;
    talk = new CombineRequests(link, core.time(), unasked);
    enrolment = new Enrolment(core, errors, pace, this);
  }

  /** Schedules the planner. */
  void look() {
    look.run();
  }

  Topology topology() {
    return topology;
  }

  @Override
  public boolean isOnline() {
    return online && topology.session().onlyReports().isEmpty();
  }

  /** Takes the new state of the link; its loss ends the sessions of all sub-devices. */
  void online(boolean now) {
    if (online != now) {
      online = now;
      generation++;
      talk.linkLost();
      pace.linkLost();
      if (!now) {
        core.roster().all().forEach(this::linkLost);
      }
      look.run();
    }
  }

  private void linkLost(KnownDevice device) {
    device.underWay = false;
    device.batch = KnownDevice.ANY_BATCH;
    if (device.state == SubDeviceState.ONLINE) {
      device.losses++;
    }
    core.roster().go(device, Event.LINK_LOST);
  }

  void close() {
    generation++;
    talk.close();
  }

  @Override
  public void send(Batch batch) {
    switch (batch.step()) {
      case LOGIN -> login(batch);
      case LOGOUT -> logout(batch);
      default -> enrolment.send(batch);
    }
  }

  static List<Map<String, Object>> names(Batch batch) {
    List<Map<String, Object>> names = new ArrayList<>();
    batch.devices().forEach(device -> names.add(name(device.identity)));
    return names;
  }

  static Map<String, Object> name(DeviceIdentity device) {
    Map<String, Object> name = new LinkedHashMap<>();
    name.put("productKey", device.productKey());
    name.put("deviceName", device.deviceName());
    return name;
  }

  SubDeviceSignature signature() {
    return new SubDeviceSignature(core.settings().get().signMethod());
  }

  static Secret secret(KnownDevice device) {
    Secret secret = device.secret();
    if (secret == null) {
      throw new IllegalStateException(device + " has no secret");
    }
    return secret;
  }

  private void login(Batch batch) {
    long now = core.time().now();
    int limit = core.settings().get().loginsPerMinute();
    batch.devices().forEach(device -> device.attempted(now, limit));
    try {
      core.file().loginsLeave(batch.devices(), core.time().instant());
    } catch (IOException e) {
      core.file().complain(e);
    }
    SubDeviceSignature signature = signature();
    long millis = core.time().instant().toEpochMilli();
    boolean clean = core.settings().get().cleanSession();
    if (batch.size() == 1) {
      KnownDevice only = batch.devices().get(0);
      ask(
          batch,
          CombineRequests.Kind.LOGIN,
          signature.login(only.identity, secret(only), millis, clean),
          this::loggedIn);
    } else {
      List<Map<String, Object>> elements = new ArrayList<>();
      batch
          .devices()
          .forEach(
              device ->
                  elements.add(signature.element(device.identity, secret(device), millis, clean)));
      ask(batch, CombineRequests.Kind.BATCH_LOGIN, signature.batch(elements), this::loggedIn);
    }
  }

  private void loggedIn(Batch batch, CombineReply told) {
    List<DeviceIdentity> named = ReplyData.identities(told.data());
    if (!told.isSuccess()) {
      errors.failed(batch, DeviceFailure.of(told), named);
      return;
    }
    for (DeviceIdentity other : named) {
      if (batch.devices().stream().noneMatch(device -> device.identity.equals(other))) {
        LOG.warn(
            "{}: the reply to the {} names {}, which was not requested; ignored",
            core.name(),
            batch.shown(),
            VisibleText.of(other.toString(), 80));
      }
    }
    for (KnownDevice device : batch.devices()) {
      device.underWay = false;
      if (device.state == SubDeviceState.LOGGING_IN || device.state == SubDeviceState.OFFLINE) {
        device.cameOnline(core.time().now());
        core.roster().go(device, Event.LOGGED_IN);
      }
    }
  }

  private void logout(Batch batch) {
    List<Map<String, Object>> names = names(batch);
    if (batch.size() == 1) {
      ask(batch, CombineRequests.Kind.LOGOUT, names.get(0), this::loggedOut);
    } else {
      ask(batch, CombineRequests.Kind.BATCH_LOGOUT, names, this::loggedOut);
    }
  }

  /** Takes the reply to a log-out; a device without a session counts as logged out. */
  private void loggedOut(Batch batch, CombineReply told) {
    DeviceFailure trouble = DeviceFailure.of(told);
    List<DeviceIdentity> named = ReplyData.identities(told.data());
    boolean none =
        switch (trouble.fault()) {
          case NO_SESSION, DELETED, DISABLED, NOT_BOUND, UNKNOWN_DEVICE -> true;
          default -> false;
        };
    for (KnownDevice device : batch.devices()) {
      device.underWay = false;
      boolean out =
          told.isSuccess()
              || none && (batch.size() == 1 || named.contains(device.identity))
              || device.setbacks >= LOGOUTS;
      if (!batch.step().isUnderWay(device)) {
        continue;
      }
      if (out) {
        device.setbacks = 0;
        device.batch = KnownDevice.ANY_BATCH;
        core.roster().go(device, Event.LOGGED_OUT);
        pace.roomAgain();
      } else if (none) {
        device.batch = 1;
      } else {
        errors.failed(batch.step(), device, trouble);
      }
    }
  }

  private void ask(
      Batch batch,
      CombineRequests.Kind kind,
      Object params,
      BiConsumer<Batch, CombineReply> taken) {
    int asked = generation;
    talk.ask(
        kind,
        params,
        core.settings().get().requestTimeout(),
        new CombineRequests.ReplyListener() {

          private boolean overdue;

          @Override
          public void answered(CombineReply told) {
            if (asked != generation) {
              return;
            }
            if (!overdue) {
              pace.answered();
            }
            if (!overdue || told.isSuccess()) {
              taken.accept(batch, told);
            }
            look.run();
          }

          @Override
          public void overdue() {
            if (asked == generation) {
              overdue = true;
              pace.answered();
              if (batch.step() == Step.LOGOUT) {
                batch.devices().forEach(device -> stillIn(device));
              } else {
                DeviceFailure late = DeviceFailure.of(SubDeviceFault.NO_REPLY, "no reply in time");
                errors.failed(batch, late, List.of());
              }
              look.run();
            }
          }
        });
  }

  private void stillIn(KnownDevice device) {
    device.underWay = false;
    if (Step.LOGOUT.isUnderWay(device) && ++device.setbacks >= LOGOUTS) {
      device.setbacks = 0;
      core.roster().go(device, Event.LOGGED_OUT);
    }
  }

  /** Sends a request for a batch. */
  void request(Batch batch, String method, Object params, BiConsumer<Batch, Reply> taken) {
    request(
        method,
        params,
        (reply, failure) -> {
          pace.answered();
          if (reply != null) {
            taken.accept(batch, reply);
          } else if (failure != null) {
            errors.failed(batch, DeviceFailure.of(failure), List.of());
          }
          look.run();
        });
  }

  /** Sends a request of the gateway itself; the reply comes on the gateway's thread. */
  void request(
      String method, Object params, BiConsumer<@Nullable Reply, @Nullable Throwable> taken) {
    int asked = generation;
    RequestOptions options =
        new RequestOptions(Delivery.TRANSIENT, Optional.of(core.settings().get().requestTimeout()));
    link.request(method, JsonOutput.text(params), options)
        .whenComplete(
            (reply, failure) ->
                core.time()
                    .thread()
                    .execute(
                        () -> {
                          if (asked == generation) {
                            taken.accept(reply, failure);
                          }
                        }));
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceSource;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.gateway.CombineRequests.CombineReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The notices of the platform: devices to add, changes of the topology, permits to join, and
 * sub-devices that it has logged out, disabled or deleted (developer guide 6, 9.3, 9.7). Answers a
 * request as soon as it is read, and carries it out afterwards. Used on the gateway's thread;
 * messages arrive on any thread.
 */
final class PlatformNotices {

  private static final Logger LOG = LoggerFactory.getLogger(PlatformNotices.class);
  private static final int MOST = 2000;
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final int SHOWN = 200;

  private final GatewayCore core;
  private final DeviceSources naming;
  private final ErrorPolicy errors;
  private final Permits permits;
  private final Runnable look;
  private final List<Registration> heard = new ArrayList<>();
  private final Map<String, Long> complaints = new java.util.HashMap<>();

  /** Creates the notices without a session. */
  PlatformNotices(
      GatewayCore core, DeviceSources naming, ErrorPolicy errors, Permits permits, Runnable look) {
    this.core = core;
    this.naming = naming;
    this.errors = errors;
    this.permits = permits;
    this.look = look;
  }

  /** Registers with a session. */
  void attach(CloudSession session) {
    DeviceLink link = session.link();
    heard.add(link.answer("thing.topo.add.notify", request -> decide(request, this::notified)));
    heard.add(link.answer("thing.topo.change", request -> decide(request, this::changed)));
    heard.add(link.answer("thing.gateway.permit", request -> decide(request, this::permitted)));
    hear(session, "thing/disable", SubDeviceFault.DISABLED);
    hear(session, "thing/delete", SubDeviceFault.DELETED);
  }

  void detach() {
    heard.forEach(Registration::close);
    heard.clear();
  }

  private CompletionStage<Reply> decide(Request request, Function<Request, Reply> decision) {
    return CompletableFuture.supplyAsync(() -> decision.apply(request), core.time().thread());
  }

  /** Ends the session of a device after such a message; the bundle thing answers it. */
  private void hear(CloudSession session, String what, SubDeviceFault fault) {
    heard.add(
        session.subscribeAll(
            "/sys/{productKey}/{deviceName}/" + what,
            (link, message) ->
                core.time()
                    .thread()
                    .execute(
                        () -> {
                          KnownDevice device = core.roster().find(link.identity());
                          if (device != null) {
                            errors.lost(
                                device, DeviceFailure.of(fault, "reported by the platform"));
                            look.run();
                          }
                        })));
  }

  // Requests

  private Reply notified(Request request) {
    Optional<List<DeviceIdentity>> devices = devices(ReplyData.value(request.params()));
    if (devices.isEmpty()) {
      return wrong("expected a list of devices with productKey and deviceName");
    }
    for (DeviceIdentity device : devices.get()) {
      Optional<DeviceFailure> refusal = naming.refusal(device);
      if (refusal.isPresent()) {
        return wrong(VisibleText.of(device.toString(), SHOWN) + ": " + refusal.get().words());
      }
    }
    later(
        () -> {
          for (DeviceIdentity device : devices.get()) {
            KnownDevice known = core.roster().find(device);
            boolean there = known != null && isWorkedOn(known.state);
            LOG.info(
                "{}: the platform requests to add {}{}",
                core.name(),
                device,
                there ? ", which is known already" : "");
            if (!there) {
              KnownDevice named =
                  naming.name(new NewSubDevice(device), SubDeviceSource.PLATFORM, true);
              errors.keep(List.of(named));
            }
          }
        });
    return Reply.success();
  }

  private static boolean isWorkedOn(SubDeviceState state) {
    return switch (state) {
      case FOUND, REFUSED, DELETED, BOUND_ONLY -> false;
      default -> true;
    };
  }

  private Reply changed(Request request) {
    Object params = ReplyData.value(request.params());
    Optional<Long> status =
        params instanceof Map<?, ?> object
            ? ReplyData.number(object.get("status"))
            : Optional.empty();
    Optional<List<DeviceIdentity>> devices =
        params instanceof Map<?, ?> object ? devices(object.get("subList")) : Optional.empty();
    if (status.isEmpty() || devices.isEmpty()) {
      return wrong("status and subList are required");
    }
    int number = status.get().intValue();
    if (!Set.of(0, 1, 2, 8).contains(number)) {
      return wrong("status must be 0, 1, 2 or 8");
    }
    LOG.info(
        "{}: the platform reports status {} for {} devices",
        core.name(),
        number,
        devices.get().size());
    later(() -> devices.get().forEach(device -> change(number, device)));
    return Reply.success();
  }

  private void change(int status, DeviceIdentity identity) {
    if (naming.refusal(identity).isPresent()) {
      return;
    }
    KnownDevice device = core.roster().find(identity);
    if (status == 0) {
      created(identity);
    } else if (device != null && status == 1) {
      errors.lost(device, DeviceFailure.of(SubDeviceFault.DELETED, "removed from the topology"));
    } else if (device != null && device.state == SubDeviceState.DISABLED && status == 2) {
      // The meanings of 2 and 8 are documented in both ways: the next log-in shows which is right.
      if (!device.disabled) {
        errors.anew(device);
      }
    } else if (device != null && device.state == SubDeviceState.ONLINE && status == 8) {
      errors.lost(device, DeviceFailure.of(SubDeviceFault.DISABLED, "reported by the platform"));
      device.pauseUntil(core.time().now() + MINUTE);
    }
    look.run();
  }

  /** Adds a device that the platform has put into the topology. */
  private void created(DeviceIdentity identity) {
    KnownDevice known = core.roster().find(identity);
    if (known != null && known.bound && isWorkedOn(known.state)) {
      return;
    }
    if (known != null) {
      known.bound = true;
    }
    KnownDevice device = naming.name(new NewSubDevice(identity), SubDeviceSource.PLATFORM, true);
    device.bound = true;
    if (device.state == SubDeviceState.UNBOUND) {
      errors.place(device);
    }
    errors.keep(List.of(device));
  }

  private Reply permitted(Request request) {
    if (!(ReplyData.value(request.params()) instanceof Map<?, ?> params)) {
      return wrong("productKey and time are required");
    }
    Optional<String> product = ReplyData.text(params, "productKey");
    Optional<Long> seconds = ReplyData.number(params.get("time"));
    if (product.isEmpty()
        || seconds.isEmpty()
        || seconds.get() < 0
        || seconds.get() > Gateway.LONGEST_PERMIT.toSeconds()) {
      return wrong("productKey and a time of 0 to 86400 seconds are required");
    }
    permits.permit(product.get(), Duration.ofSeconds(seconds.get()));
    LOG.info(
        "{}: devices of {} may join for {} s",
        core.name(),
        VisibleText.of(product.get(), SHOWN),
        seconds.get());
    return Reply.success();
  }

  private static Reply wrong(String words) {
    return Reply.failure(ResultCode.PARAMETER_ERROR, words);
  }

  /** Returns the devices of a list, each once; empty if one of them is wrong. */
  private static Optional<List<DeviceIdentity>> devices(@Nullable Object value) {
    Object list = ReplyData.unwrapped(value);
    int elements = list instanceof List<?> all ? all.size() : 1;
    List<DeviceIdentity> devices = ReplyData.identities(list);
    return devices.isEmpty() || devices.size() != elements || elements > MOST
        ? Optional.empty()
        : Optional.of(List.copyOf(new java.util.LinkedHashSet<>(devices)));
  }

  /** Runs a task after the reply was sent. */
  private void later(Runnable deed) {
    core.time()
        .thread()
        .execute(
            () -> {
              deed.run();
              look.run();
            });
  }

  // Messages that answer no request

  /** Takes a message that answers no request: the platform ends sessions in this way. */
  void unasked(CombineReply told) {
    DeviceFailure trouble = DeviceFailure.of(told);
    boolean ends = told.code().isPresent() && ends(trouble.fault());
    List<DeviceIdentity> named = ReplyData.identities(told.data());
    if (!ends || named.isEmpty()) {
      complain(
          told.kind() + " " + told.code().map(String::valueOf).orElse("-"),
          "a reply without a matching request, id '"
              + VisibleText.of(told.id(), 40)
              + "', "
              + trouble.shown());
      return;
    }
    end(named, trouble);
  }

  /** Takes the refusal of a device's message; some codes end the session of the device. */
  void refused(DeviceIdentity device, Reply why) {
    String words = VisibleText.of(why.message().orElse(""), SHOWN);
    DeviceFailure trouble = DeviceFailure.of(why.code(), words);
    if (ends(trouble.fault())) {
      end(List.of(device), trouble);
    }
  }

  private static boolean ends(SubDeviceFault fault) {
    return switch (fault) {
      case ELSEWHERE, NO_SESSION, DELETED, DISABLED, NOT_BOUND -> true;
      default -> false;
    };
  }

  /** Ends the sessions of devices. */
  private void end(List<DeviceIdentity> named, DeviceFailure trouble) {
    Set<DeviceIdentity> unknown = new HashSet<>();
    for (DeviceIdentity identity : named) {
      KnownDevice device = core.roster().find(identity);
      if (device == null) {
        unknown.add(identity);
      } else {
        errors.lost(device, trouble);
      }
    }
    if (!unknown.isEmpty()) {
      complain(
          "unknown",
          trouble.shown()
              + " for "
              + VisibleText.of(unknown.iterator().next().toString(), 80)
              + ", which is not a known sub-device");
    }
    look.run();
  }

  /** Logs at most one line a minute for each kind. */
  private void complain(String kind, String what) {
    long now = core.time().now();
    Long last = complaints.get(kind);
    if (last == null || now - last >= MINUTE) {
      complaints.put(kind, now);
      LOG.warn("{}: ignored: {}", core.name(), what);
    } else {
      LOG.debug("{}: ignored: {}", core.name(), what);
    }
  }
}

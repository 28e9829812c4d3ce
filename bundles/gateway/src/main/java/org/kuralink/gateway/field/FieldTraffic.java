/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.configuration.Explanation;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.EventValue;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.ServiceCall;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.api.thing.Thing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages between field devices and the platform: posts the values and events of a cycle for
 * their sub-device, and passes sets and services to the open server. Any thread may call.
 */
final class FieldTraffic implements PropertySetHandler, ServiceHandler {

  private static final Logger LOG = LoggerFactory.getLogger(FieldTraffic.class);

  private final Supplier<Optional<Thing>> thing;
  private final Executor lane;
  private volatile Function<DeviceIdentity, Optional<OpenFieldServer>> servers =
      device -> Optional.empty();
  private final Set<DeviceIdentity> failing = ConcurrentHashMap.newKeySet();

  /**
   * Creates the traffic without servers.
   *
   * @param thing returns the thing of the session
   * @param lane runs posts one after another; may refuse when too many wait
   */
  FieldTraffic(Supplier<Optional<Thing>> thing, Executor lane) {
    this.thing = thing;
    this.lane = lane;
  }

  /** Sets the servers. */
  void through(RunningServers running) {
    servers = running::of;
  }

  /**
   * Returns the reports of a server.
   *
   * @param open tells whether the server is still open; later reports are dropped
   */
  FieldReports reports(FieldServer server, BooleanSupplier open) {
    return new FieldReports() {
      @Override
      public void values(DeviceIdentity device, Map<String, Object> values, Instant at) {
        Map<String, PropertyValue> timed = new LinkedHashMap<>();
        values.forEach(
            (identifier, value) ->
                timed.put(identifier, PropertyValue.of(value, at.toEpochMilli())));
        if (open.getAsBoolean()) {
          post(device, one -> one.post(new PropertyPost(timed, RequestOptions.DURABLE)));
        }
      }

      @Override
      public void event(
          DeviceIdentity device, String identifier, Map<String, Object> output, Instant at) {
        EventValue value = EventValue.of(output, at.toEpochMilli());
        if (open.getAsBoolean()) {
          post(device, one -> one.post(new EventPost(identifier, value, RequestOptions.DURABLE)));
        }
      }

      @Override
      public void stateChanged() {
        LOG.debug("Server {} of the field channels changed its state", server.serverId());
      }
    };
  }

  private void post(DeviceIdentity device, Function<Thing, CompletionStage<PostResult>> post) {
    try {
      lane.execute(() -> postNow(device, post));
    } catch (RejectedExecutionException e) {
      failed(device, "too many posts are waiting");
    }
  }

  private void postNow(DeviceIdentity device, Function<Thing, CompletionStage<PostResult>> post) {
    Optional<Thing> gateway = thing.get();
    if (gateway.isEmpty()) {
      failed(device, "the thing of the session is not there");
      return;
    }
    try {
      post.apply(gateway.get().of(device))
          .whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  failed(device, Explanation.of(failure));
                } else if (failing.remove(device)) {
                  LOG.info("Values of {} are posted again", device);
                }
              });
    } catch (RuntimeException e) {
      failed(device, Explanation.of(e));
    }
  }

  /** Logs a failure once, until a post of the device succeeds. */
  private void failed(DeviceIdentity device, String why) {
    if (failing.add(device)) {
      LOG.warn("Values of {} are not posted: {}", device, why);
    } else {
      LOG.debug("Values of {} are not posted: {}", device, why);
    }
  }

  @Override
  public CompletionStage<Reply> set(Map<String, Object> values) {
    return CompletableFuture.completedFuture(
        Reply.failure(ResultCode.REQUEST_ERROR, "the gateway itself is not a field device"));
  }

  @Override
  public CompletionStage<Reply> set(DeviceIdentity device, Map<String, Object> values) {
    return servers
        .apply(device)
        .map(
            open ->
                open.set(device, values)
                    .handle(
                        (done, failure) ->
                            failure == null
                                ? Reply.success()
                                : Reply.failure(code(failure), words(failure))))
        .orElseGet(() -> CompletableFuture.completedFuture(absent(device)));
  }

  private static Reply absent(DeviceIdentity device) {
    return Reply.failure(ResultCode.REQUEST_ERROR, noServer(device));
  }

  private static String noServer(DeviceIdentity device) {
    return "no field channel serves " + device + " at the moment";
  }

  @Override
  public CompletionStage<ServiceResult> call(ServiceCall call) {
    return servers
        .apply(call.device())
        .map(
            open ->
                open.call(call.device(), call.service(), call.inputs())
                    .handle(FieldTraffic::result))
        .orElseGet(
            () ->
                CompletableFuture.completedFuture(
                    ServiceResult.failure(ResultCode.REQUEST_ERROR, noServer(call.device()))));
  }

  private static ServiceResult result(
      @Nullable Map<String, Object> output, @Nullable Throwable failure) {
    return failure == null
        ? ServiceResult.success(output == null ? Map.of() : output)
        : ServiceResult.failure(code(failure), words(failure));
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static ResultCode code(Throwable failure) {
    return cause(failure) instanceof FieldException known
            && known.reason() == FieldException.Cause.REQUEST
        ? ResultCode.PARAMETER_ERROR
        : ResultCode.REQUEST_ERROR;
  }

  private static String words(Throwable failure) {
    return cause(failure) instanceof FieldException known
        ? String.valueOf(known.getMessage())
        : Explanation.of(failure);
  }
}

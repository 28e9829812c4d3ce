/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.Thing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts the figures again and again, durable: what cannot be sent now waits in the queue of the
 * connection. A load that reaches its limit is an event. Takes what the platform sets, or desires
 * in the shadow, and reports it at once. Its own work is done on the given scheduler alone.
 */
final class Reporter implements PropertySetHandler {

  private static final Logger log = LoggerFactory.getLogger(Reporter.class);

  private final Supplier<Supplier<Map<String, Object>>> opening;
  private final Supplier<Optional<Thing>> thing;
  private final ScheduledExecutorService scheduler;
  private final Settings configured;
  private Settings settings;
  private boolean overloaded;
  private @Nullable Supplier<Map<String, Object>> figures;
  private @Nullable Future<?> next;

  /**
   * A reporter that is not started yet.
   *
   * @param opening opens the source of the figures, which may take its time
   * @param thing to post through; empty while there is none
   */
  Reporter(
      Settings settings,
      Supplier<Supplier<Map<String, Object>>> opening,
      Supplier<Optional<Thing>> thing,
      ScheduledExecutorService scheduler) {
    this.configured = settings;
    this.settings = settings;
    this.opening = opening;
    this.thing = thing;
    this.scheduler = scheduler;
  }

  /** Opens the source; the first report comes a second later, with a load measured until then. */
  void start() {
    scheduler.execute(
        () -> {
          figures = opening.get();
          reportIn(1);
        });
  }

  /** A thing has come: its first report need not wait. */
  void reportSoon() {
    scheduler.execute(() -> reportIn(1));
  }

  @Override
  public CompletionStage<Reply> set(Map<String, Object> values) {
    return CompletableFuture.supplyAsync(() -> take(values), scheduler);
  }

  /** Takes each of the desired values that can be; those that the device has now. */
  CompletionStage<Map<String, Object>> desired(Map<String, Object> wanted) {
    return CompletableFuture.supplyAsync(
        () -> {
          Map<String, Object> taken = new LinkedHashMap<>(wanted);
          taken.keySet().removeIf(name -> !take(Map.of(name, taken.get(name))).isSuccess());
          taken.replaceAll((name, value) -> settings.values().get(name));
          return taken;
        },
        scheduler);
  }

  /** The settings of now; on the scheduler alone, like all that follows. */
  Settings settings() {
    return settings;
  }

  /** The load of the processor since the last time, in percent. */
  double load() {
    Supplier<Map<String, Object>> source = figures;
    if (source == null) {
      throw new IllegalStateException("nothing is measured yet");
    }
    return source.get().get("cpuLoad") instanceof Number percent ? percent.doubleValue() : 0;
  }

  /** Shows or hides the light, and reports it. */
  void light(boolean on) {
    settings = settings.with("indicator", on).orElse(settings);
    reportIn(0);
  }

  /** Begins anew, as it is configured. */
  void restart() {
    settings = configured;
    overloaded = false;
    reportIn(0);
  }

  private Reply take(Map<String, Object> values) {
    Settings changed = settings;
    for (Map.Entry<String, Object> value : values.entrySet()) {
      Optional<Settings> one = changed.with(value.getKey(), value.getValue());
      if (one.isEmpty()) {
        return Reply.failure(
            ResultCode.PARAMETER_ERROR, value.getKey() + " cannot be set to " + value.getValue());
      }
      changed = one.get();
    }
    overloaded &= changed.loadLimit() == settings.loadLimit();
    settings = changed;
    values.forEach((name, value) -> log.info("the platform set {} to {}", name, value));
    reportIn(0);
    return Reply.success();
  }

  private void reportIn(long seconds) {
    if (next != null) {
      next.cancel(false);
    }
    next = scheduler.schedule(this::report, seconds, TimeUnit.SECONDS);
  }

  private void report() {
    reportIn(settings.pauseSeconds());
    Supplier<Map<String, Object>> source = figures;
    Optional<Thing> through = thing.get();
    if (source == null || through.isEmpty()) {
      return;
    }
    try {
      Map<String, Object> values = new LinkedHashMap<>(source.get());
      values.putAll(settings.values());
      through.get().post(PropertyPost.durable(values)).whenComplete(Reporter::tell);
      watch(through.get(), values.get("cpuLoad"));
    } catch (RuntimeException e) {
      log.warn("no report this time: {}", e.toString());
    }
  }

  /** Raises an event when the load reaches its limit, and another one when it does so again. */
  private void watch(Thing through, @Nullable Object load) {
    boolean isTooMuch =
        load instanceof Number percent && percent.doubleValue() >= settings.loadLimit();
    if (isTooMuch && !overloaded) {
      log.info("the load is {} %, the limit {} %", load, settings.loadLimit());
      through
          .post(
              EventPost.durable("overloaded", Map.of("load", load, "limit", settings.loadLimit())))
          .whenComplete(Reporter::tell);
    }
    overloaded = isTooMuch;
  }

  private static void tell(@Nullable PostResult result, @Nullable Throwable failure) {
    if (failure != null) {
      log.warn("a report was not answered: {}", failure.getMessage());
    } else if (result != null && !result.isSuccess()) {
      log.warn("the platform refused a report: {} {}", result.replies(), result.refused());
    } else {
      log.debug("the platform took a report");
    }
  }
}

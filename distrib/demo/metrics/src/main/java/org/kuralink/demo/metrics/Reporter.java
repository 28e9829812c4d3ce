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
 * Reports the metrics periodically as durable posts: while the session is offline they wait in the
 * queue of the connection. Raises an event when the load reaches its limit. Applies properties that
 * the platform sets or desires in the shadow and reports them at once. Runs on the given scheduler
 * only.
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
   * Creates a reporter that is not started yet.
   *
   * @param opening opens the source of the metrics, which may take some time
   * @param thing the thing to post through; empty while there is none
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

  /**
   * Opens the source; the first report follows a second later, with the load measured in between.
   */
  void start() {
    scheduler.execute(
        () -> {
          figures = opening.get();
          reportIn(1);
        });
  }

  /** Reports at once when a thing becomes available. */
  void reportSoon() {
    scheduler.execute(() -> reportIn(1));
  }

  @Override
  public CompletionStage<Reply> set(Map<String, Object> values) {
    return CompletableFuture.supplyAsync(() -> take(values), scheduler);
  }

  /** Applies the desired values that are valid and returns the values that the device has now. */
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

  /**
   * Returns the current settings; like all following methods it is called on the scheduler only.
   */
  Settings settings() {
    return settings;
  }

  /** Returns the mean load of the processor since the last call, in percent. */
  double load() {
    Supplier<Map<String, Object>> source = figures;
    if (source == null) {
      throw new IllegalStateException(
          "the first measurement is not complete; try again in a second");
    }
    return source.get().get("cpuLoad") instanceof Number percent ? percent.doubleValue() : 0;
  }

  /** Switches the light on or off and reports it. */
  void light(boolean on) {
    settings = settings.with("indicator", on).orElse(settings);
    reportIn(0);
  }

  /** Restarts with the configured settings. */
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
      log.warn("cannot report the metrics now, next attempt follows: {}", e.toString());
    }
  }

  /**
   * Raises an event when the load reaches its limit, and again when it does so after having fallen
   * below.
   */
  private void watch(Thing through, @Nullable Object load) {
    boolean isTooMuch =
        load instanceof Number percent && percent.doubleValue() >= settings.loadLimit();
    if (isTooMuch && !overloaded) {
      log.info("the load is {} % and has reached the limit of {} %", load, settings.loadLimit());
      through
          .post(
              EventPost.durable("overloaded", Map.of("load", load, "limit", settings.loadLimit())))
          .whenComplete(Reporter::tell);
    }
    overloaded = isTooMuch;
  }

  private static void tell(@Nullable PostResult result, @Nullable Throwable failure) {
    if (failure != null) {
      log.warn("the platform did not answer a report: {}", failure.getMessage());
    } else if (result != null && !result.isSuccess()) {
      log.warn("the platform rejected a report: {} {}", result.replies(), result.refused());
    } else {
      log.debug("the platform accepted a report");
    }
  }
}

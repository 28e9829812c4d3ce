/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.thing.ServiceCall;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the services of the thing model: {@code measure} the load, {@code blink} with the light,
 * {@code restart} with the configured settings. Runs on the scheduler of the reporter only.
 */
final class Services implements ServiceHandler {

  /** The duration of each measurement if a call asks for several. */
  static final long MEASURED_MILLIS = 300;

  private static final Logger log = LoggerFactory.getLogger(Services.class);
  private static final int MOST_TIMES = 10;
  private static final int MOST_SECONDS = 3600;
  private static final int MOST_MILLIS = 5000;

  private final Reporter reporter;
  private final ScheduledExecutorService scheduler;
  private final Clock clock;

  /** Creates the handler for the reporter with this scheduler. */
  Services(Reporter reporter, ScheduledExecutorService scheduler, Clock clock) {
    this.reporter = reporter;
    this.scheduler = scheduler;
    this.clock = clock;
  }

  @Override
  public CompletionStage<ServiceResult> call(ServiceCall call) {
    log.info("the platform called service {} with {}", call.service(), call.inputs());
    return switch (call.service()) {
      case "measure" -> measure(number(call.inputs(), "times", 1, MOST_TIMES));
      case "blink" -> blink(call.inputs());
      case "restart" -> restart(number(call.inputs(), "delay", 0, MOST_SECONDS));
      default -> refused("unknown service " + call.service());
    };
  }

  private CompletionStage<ServiceResult> measure(int times) {
    CompletableFuture<ServiceResult> result = new CompletableFuture<>();
    scheduler.execute(
        () -> {
          try {
            reporter.load(); // starts a new measurement
            measure(times, 0, times, result);
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private void measure(int left, double sum, int times, CompletableFuture<ServiceResult> result) {
    if (left == 0) {
      double mean = Math.round(sum / times * 10) / 10.0;
      result.complete(
          ServiceResult.success(Map.of("mean", mean, "at", Long.toString(clock.millis()))));
      return;
    }
    scheduler.schedule(
        () -> {
          try {
            measure(left - 1, sum + reporter.load(), times, result);
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        },
        MEASURED_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  /** Answers at once, because eight colours may take longer than the platform waits. */
  private CompletionStage<ServiceResult> blink(Map<String, Object> inputs) {
    Map<?, ?> pattern = inputs.get("pattern") instanceof Map<?, ?> given ? given : Map.of();
    int colours = inputs.get("colours") instanceof List<?> given ? given.size() : 0;
    long millis =
        (long) number(pattern, "on", 0, MOST_MILLIS) + number(pattern, "off", 0, MOST_MILLIS);
    if (colours > 0) {
      scheduler.execute(
          () -> {
            boolean before = reporter.settings().indicator();
            reporter.light(!before);
            scheduler.schedule(
                () -> reporter.light(before), colours * millis, TimeUnit.MILLISECONDS);
          });
    }
    return CompletableFuture.completedFuture(ServiceResult.success(Map.of("blinked", colours)));
  }

  private CompletionStage<ServiceResult> restart(int delay) {
    scheduler.schedule(
        () -> {
          log.info("restarted with the configured settings");
          reporter.restart();
        },
        delay,
        TimeUnit.SECONDS);
    return CompletableFuture.completedFuture(ServiceResult.success());
  }

  private static CompletionStage<ServiceResult> refused(String why) {
    return CompletableFuture.completedFuture(ServiceResult.failure(ResultCode.REQUEST_ERROR, why));
  }

  /**
   * Returns the number, or the minimum if it is absent. The thing model has already checked its
   * type and range.
   */
  private static int number(Map<?, ?> inputs, String name, int least, int most) {
    return inputs.get(name) == null
        ? least
        : Settings.whole(inputs.get(name), least, most).orElse(least);
  }
}

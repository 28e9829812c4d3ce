/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.shadow.DesiredStateHandler;
import org.kuralink.api.shadow.ShadowAttribute;
import org.kuralink.api.shadow.ShadowDocument;
import org.kuralink.api.shadow.ShadowException;
import org.kuralink.json.comparison.JsonComparison;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers desired attributes to their handlers, reports what a handler has applied, and then
 * clears the desired state. Each desired value is delivered once, and again only if it changes or
 * the device comes online. Owned by the shadow's thread; handlers run on threads of their own.
 */
final class DesiredDelivery {

  private static final Logger LOG = LoggerFactory.getLogger(DesiredDelivery.class);

  private final ShadowContext shared;
  private final Optional<DeviceIdentity> subDevice;
  private final Reporter reporter;

  /** The values already delivered. */
  private final Map<String, ShadowAttribute> delivered = new HashMap<>();

  /** The values applied and reported. */
  private final Map<String, ShadowAttribute> settled = new HashMap<>();

  /** The attributes applied that could not be reported yet. */
  private final Set<String> unreported = new HashSet<>();

  private final Map<String, ShadowAttribute> complained = new HashMap<>();
  private final Set<DesiredStateHandler> busy = new HashSet<>();

  /** The busy handlers that missed their deadline, for which nothing waits any more. */
  private final Set<DesiredStateHandler> stuck = new HashSet<>();

  /** The attributes that the platform refuses to clear one by one. */
  private final Set<String> kept = new HashSet<>();

  private boolean clearing;

  /** The reports of this delivery to the platform. */
  interface Reporter {

    /** Reports the values that a handler has applied. */
    CompletionStage<?> report(Map<String, Object> taken);

    /** Clears desired attributes; without names all of them. */
    CompletionStage<?> clearDesired(Set<String> attributes);

    /** Triggers {@link #advance} if the device is online. */
    void lookAgain();

    /** Returns the task of {@link #lookAgain}, the same object each time. */
    Runnable again();
  }

  /**
   * Creates the delivery.
   *
   * @param subDevice the device; empty for the gateway itself
   */
  DesiredDelivery(ShadowContext shared, Optional<DeviceIdentity> subDevice, Reporter reporter) {
    this.shared = shared;
    this.subDevice = subDevice;
    this.reporter = reporter;
  }

  /** Forgets all deliveries, because the device came online: refused values are delivered again. */
  void forget() {
    delivered.clear();
    unreported.clear();
    settled.clear();
    complained.clear();
    kept.clear();
    clearing = false;
  }

  /** Prepares values that could not be reported for another delivery. */
  void offerUnreported() {
    delivered.keySet().removeAll(unreported);
    unreported.clear();
  }

  /** Delivers the undelivered part of a device's document. */
  void advance(DeviceIdentity device, ShadowDocument document) {
    delivered.keySet().retainAll(document.desired().keySet());
    settled.keySet().retainAll(document.desired().keySet());
    unreported.retainAll(document.desired().keySet());
    complained.keySet().retainAll(document.desired().keySet());
    Map<String, ShadowAttribute> open = new LinkedHashMap<>();
    document
        .desired()
        .forEach(
            (attribute, desire) -> {
              if (!isSettled(document, attribute, desire) && !isExpired(attribute, desire)) {
                open.put(attribute, desire);
              }
            });
    Map<String, ShadowAttribute> fresh = new LinkedHashMap<>(open);
    fresh.entrySet().removeIf(entry -> entry.getValue().equals(delivered.get(entry.getKey())));
    Map<DesiredStateHandler, Map<String, ShadowAttribute>> assigned =
        shared.handlers().assign(shared.settings().connection(), device, gateway(device), fresh);
    logUnhandled(fresh, assigned);
    assigned.forEach((handler, part) -> deliver(device, handler, part));
    clearIfSettled(document);
  }

  /** Returns the identity of the gateway, if the document is the gateway's own. */
  private Optional<DeviceIdentity> gateway(DeviceIdentity device) {
    return subDevice.isPresent() ? Optional.empty() : Optional.of(device);
  }

  private boolean isSettled(ShadowDocument document, String attribute, ShadowAttribute desire) {
    ShadowAttribute reported = document.reported().get(attribute);
    return desire.equals(settled.get(attribute))
        || reported != null && JsonComparison.same(reported.value(), desire.value());
  }

  private boolean isExpired(String attribute, ShadowAttribute desire) {
    Duration limit = shared.settings().desiredMaxAge();
    if (limit.isZero() || desire.time().isEmpty()) {
      return false;
    }
    Instant desiredAt = desire.time().get();
    boolean expired = desiredAt.plus(limit).isBefore(shared.threads().clock().instant());
    if (expired && !desire.equals(complained.put(attribute, desire))) {
      LOG.info("{}: the desired value of {} from {} has expired", name(), attribute, desiredAt);
    }
    return expired;
  }

  private void logUnhandled(
      Map<String, ShadowAttribute> fresh,
      Map<DesiredStateHandler, Map<String, ShadowAttribute>> assigned) {
    Set<String> orphans = new TreeSet<>();
    fresh.forEach(
        (attribute, desire) -> {
          boolean handled = assigned.values().stream().anyMatch(p -> p.containsKey(attribute));
          if (!handled && !desire.equals(complained.put(attribute, desire))) {
            orphans.add(attribute);
          }
        });
    if (!orphans.isEmpty()) {
      LOG.info(
          "{}: no handler is registered for the desired {}", name(), String.join(", ", orphans));
    }
  }

  private void deliver(
      DeviceIdentity device, DesiredStateHandler handler, Map<String, ShadowAttribute> part) {
    if (!busy.add(handler)) {
      return;
    }
    delivered.putAll(part);
    CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
    CompletableFuture<Void> returned = new CompletableFuture<>();
    Runnable task = () -> call(device, handler, Map.copyOf(part), answer, returned);
    try {
      shared.threads().workers().execute(task);
    } catch (RejectedExecutionException allBusy) {
      busy.remove(handler);
      delivered.keySet().removeAll(part.keySet());
      shared.threads().starved().add(reporter.again());
      return;
    }
    Runnable tooLate =
        () -> {
          boolean late = answer.completeExceptionally(new TimeoutException("it took too long"));
          if (late && !returned.isDone()) {
            LOG.warn(
                "{}: handler {} has not returned in time; it keeps its thread",
                name(),
                nameOf(handler));
            shared.threads().workers().giveUp(task);
            stuck.add(handler);
            shared.threads().run(reporter.again());
          }
        };
    ScheduledFuture<?> limit = afterTimeout(tooLate);
    answer.whenComplete(
        (taken, failure) -> {
          limit.cancel(false);
          shared.threads().run(() -> answered(handler, part, taken, failure));
        });
    // A handler that blocks beyond its deadline is not called again before it has returned.
    CompletableFuture.allOf(answer.handle((taken, failure) -> true), returned)
        .thenRun(() -> shared.threads().run(() -> free(handler)));
  }

  private ScheduledFuture<?> afterTimeout(Runnable work) {
    long millis = shared.settings().handlerTimeout().toMillis();
    return shared.threads().decisions().schedule(work, millis, TimeUnit.MILLISECONDS);
  }

  private void free(DesiredStateHandler handler) {
    busy.remove(handler);
    stuck.remove(handler);
    reporter.lookAgain();
  }

  private String name() {
    return shared.called(subDevice);
  }

  private static String nameOf(DesiredStateHandler handler) {
    return handler.getClass().getName();
  }

  @SuppressWarnings("ConstantValue")
  private static void call(
      DeviceIdentity device,
      DesiredStateHandler handler,
      Map<String, ShadowAttribute> part,
      CompletableFuture<Map<String, Object>> answer,
      CompletableFuture<Void> returned) {
    try {
      CompletionStage<Map<String, Object>> stage = handler.desired(device, part);
      if (stage == null) {
        throw new IllegalStateException("the handler returned null");
      }
      stage
          .thenApply(DesiredDelivery::copy)
          .whenComplete(
              (taken, failure) -> {
                if (failure != null) {
                  answer.completeExceptionally(failure);
                } else {
                  answer.complete(taken);
                }
              });
    } catch (Throwable e) {
      // Any throwable: code in another language may throw checked exceptions.
      answer.completeExceptionally(e);
    } finally {
      returned.complete(null);
    }
  }

  /** Copies the result, which the handler may change later or which may throw when it is read. */
  private static Map<String, Object> copy(@Nullable Map<String, Object> taken) {
    return taken == null ? new LinkedHashMap<>() : new LinkedHashMap<>(taken);
  }

  private void answered(
      DesiredStateHandler handler,
      Map<String, ShadowAttribute> part,
      @Nullable Map<String, Object> taken,
      @Nullable Throwable failure) {
    if (taken == null) {
      LOG.warn(
          "{}: {} was not applied by handler {}: {}",
          name(),
          part.keySet(),
          nameOf(handler),
          ShadowFailures.words(failure));
      return;
    }
    taken.keySet().retainAll(part.keySet());
    if (taken.size() < part.size()) {
      Set<String> refused = new TreeSet<>(part.keySet());
      refused.removeAll(taken.keySet());
      LOG.info(
          "{}: the handler refused the desired values of {}", name(), String.join(", ", refused));
    }
    Map<String, Object> reportable = reportable(taken);
    if (!reportable.isEmpty()) {
      report(part, reportable);
    }
  }

  /**
   * Returns the values that JSON can represent; another one does not prevent the report of the
   * rest.
   */
  private Map<String, Object> reportable(Map<String, Object> taken) {
    Map<String, Object> reportable = new LinkedHashMap<>();
    for (String attribute : taken.keySet()) {
      try {
        reportable.putAll(
            Operation.attributes(Collections.singletonMap(attribute, taken.get(attribute))));
      } catch (ShadowException e) {
        LOG.warn("{}: applied, but cannot be reported: {}", name(), e.getMessage());
      }
    }
    return reportable;
  }

  private void report(Map<String, ShadowAttribute> part, Map<String, Object> taken) {
    reporter
        .report(taken)
        .whenComplete(
            (done, problem) -> {
              if (problem == null) {
                taken.keySet().forEach(attribute -> settled.put(attribute, part.get(attribute)));
              } else {
                if (ShadowFailures.mayPass(problem)) {
                  unreported.addAll(taken.keySet());
                }
                LOG.info(
                    "{}: {} not reported: {}",
                    name(),
                    taken.keySet(),
                    ShadowFailures.words(problem));
              }
            });
  }

  /**
   * Clears the desired attributes that are applied and reported. If others are refused, expired or
   * without a handler, it clears the applied ones by name.
   */
  private void clearIfSettled(ShadowDocument document) {
    Set<String> settledNow = new TreeSet<>();
    document
        .desired()
        .forEach(
            (attribute, desire) -> {
              if (isSettled(document, attribute, desire)) {
                settledNow.add(attribute);
              }
            });
    boolean all = settledNow.size() == document.desired().size();
    if (!all) {
      settledNow.removeAll(kept);
    }
    if (settledNow.isEmpty() || busy.size() > stuck.size() || clearing) {
      return;
    }
    clearing = true;
    reporter
        .clearDesired(all ? Set.of() : settledNow)
        .whenComplete(
            (done, failure) -> {
              clearing = false;
              if (failure != null && !all && !ShadowFailures.mayPass(failure)) {
                kept.addAll(settledNow);
                LOG.info(
                    "{}: the desired values of {} cannot be cleared: {}",
                    name(),
                    settledNow,
                    ShadowFailures.words(failure));
              }
            });
  }
}

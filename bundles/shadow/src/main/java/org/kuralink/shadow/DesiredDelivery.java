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
 * Hands what is desired to the handlers, has reported what they took on, and then has the desire
 * taken back. Each desire is delivered once, and again only if it changes or the device comes
 * online. Owned by the shadow's thread; handlers run on threads of their own.
 */
final class DesiredDelivery {

  private static final Logger LOG = LoggerFactory.getLogger(DesiredDelivery.class);

  private final SharedShadow shared;
  private final Optional<DeviceIdentity> subDevice;
  private final Reporter reporter;

  /** What was delivered, so that it is not delivered again. */
  private final Map<String, ShadowAttribute> delivered = new HashMap<>();

  /** What was taken on and reported. */
  private final Map<String, ShadowAttribute> settled = new HashMap<>();

  /** What was taken on and could not be reported for now. */
  private final Set<String> unreported = new HashSet<>();

  private final Map<String, ShadowAttribute> complained = new HashMap<>();
  private final Set<DesiredStateHandler> busy = new HashSet<>();

  /** Those of the busy whose time is over, and for whom nothing waits any more. */
  private final Set<DesiredStateHandler> stuck = new HashSet<>();

  /** What the platform does not let go one by one. */
  private final Set<String> kept = new HashSet<>();

  private boolean clearing;

  /** Says to the platform what came of a desire. */
  interface Reporter {

    /** Reports what a handler took on. */
    CompletionStage<?> report(Map<String, Object> taken);

    /** Takes desires back; with no names all of them. */
    CompletionStage<?> clearDesired(Set<String> attributes);

    /** Has {@link #advance} called again, if the device is online. */
    void lookAgain();

    /** What {@link #lookAgain} runs, the same object each time. */
    Runnable again();
  }

  /**
   * Delivers nothing yet.
   *
   * @param subDevice empty for the gateway itself
   */
  DesiredDelivery(SharedShadow shared, Optional<DeviceIdentity> subDevice, Reporter reporter) {
    this.shared = shared;
    this.subDevice = subDevice;
    this.reporter = reporter;
  }

  /** The device came online: what was refused before is offered again. */
  void forget() {
    delivered.clear();
    unreported.clear();
    settled.clear();
    complained.clear();
    kept.clear();
    clearing = false;
  }

  /** The shadow is read anew: what could not be reported is delivered once more. */
  void offerUnreported() {
    delivered.keySet().removeAll(unreported);
    unreported.clear();
  }

  /** Delivers what of a device's document has not been delivered yet. */
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
    complainOfOrphans(fresh, assigned);
    assigned.forEach((handler, part) -> deliver(device, handler, part));
    clearIfSettled(document);
  }

  /** A gateway's own document tells who the gateway is; a sub-device's is of somebody else. */
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
      LOG.info("{}: what was desired of {} at {} has expired", name(), attribute, desiredAt);
    }
    return expired;
  }

  private void complainOfOrphans(
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
      LOG.info("{}: desired, but nobody here handles {}", name(), String.join(", ", orphans));
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
            LOG.warn("{}: {} has not come back; it keeps its thread", name(), nameOf(handler));
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
    // A handler that blocks beyond its time is not called again before it has come back.
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
        throw new IllegalStateException("it answers nothing");
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
      // Whatever it is: another language, or a trick, throws what Java would not let pass.
      answer.completeExceptionally(e);
    } finally {
      returned.complete(null);
    }
  }

  /** What the handler may change by and by, or what throws when it is read. */
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
          "{}: {} is not done by {}: {}",
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
      LOG.info("{}: refused what is desired of {}", name(), String.join(", ", refused));
    }
    Map<String, Object> sayable = sayable(taken);
    if (!sayable.isEmpty()) {
      report(part, sayable);
    }
  }

  /** One value that JSON cannot say does not keep the others from being reported. */
  private Map<String, Object> sayable(Map<String, Object> taken) {
    Map<String, Object> sayable = new LinkedHashMap<>();
    for (String attribute : taken.keySet()) {
      try {
        sayable.putAll(
            Operation.attributes(Collections.singletonMap(attribute, taken.get(attribute))));
      } catch (ShadowException e) {
        LOG.warn("{}: not reported, though taken on: {}", name(), e.getMessage());
      }
    }
    return sayable;
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
   * What is done is no longer desired. Where something else is refused, has expired or has nobody
   * to do it, what is done is taken back by its name, so that it does not stay on its account.
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
                    "{}: {} stay desired: {}", name(), settledNow, ShadowFailures.words(failure));
              }
            });
  }
}

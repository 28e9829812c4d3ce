/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.thing.ServiceResult;

/**
 * Calls of services that went out to the wires and wait for what comes back of them. Their deadline
 * is kept by whoever waits for the result: an answer that comes later finds no call. At most
 * {@value #MOST} are open. Any thread may call.
 */
public final class OpenCalls {

  /** The metric by which an answer names its call. */
  public static final String ID = "call.id";

  static final int MOST = 1000;

  private final Clock clock;
  private final String life;
  private final AtomicLong number = new AtomicLong();
  private final Map<String, OpenCall> open = new ConcurrentHashMap<>();
  private final List<Predicate<String>> answering = new CopyOnWriteArrayList<>();

  /** None yet; their ids differ from those of a former life. */
  public OpenCalls(Clock clock) {
    this.clock = clock;
    life = Long.toString(clock.millis(), Character.MAX_RADIX);
  }

  /** Somebody answers the services that pass the test. */
  public Registration answering(Predicate<String> services) {
    Predicate<String> own = services::test;
    answering.add(own);
    return () -> answering.remove(own);
  }

  /** Whether somebody answers a service. */
  public boolean isAnswered(String service) {
    return answering.stream().anyMatch(services -> services.test(service));
  }

  /**
   * Opens a call.
   *
   * @param limit how long an answer is waited for
   * @return empty if too many are open
   */
  public Optional<OpenCall> open(String service, Duration limit) {
    Instant now = clock.instant();
    open.values().removeIf(call -> call.until.isBefore(now));
    if (open.size() >= MOST) {
      return Optional.empty();
    }
    OpenCall call =
        new OpenCall(
            life + "-" + number.incrementAndGet(),
            service,
            now.plus(limit),
            new CompletableFuture<>());
    open.put(call.id, call);
    return Optional.of(call);
  }

  /** Takes the call that an answer is for; empty if there is none, or none any more. */
  public Optional<OpenCall> take(String id) {
    return Optional.ofNullable(open.remove(id))
        .filter(call -> !call.until.isBefore(clock.instant()));
  }

  /**
   * A call under way.
   *
   * @param until when its answer is waited for no longer
   */
  public record OpenCall(
      String id, String service, Instant until, CompletableFuture<ServiceResult> result) {}
}

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
 * The calls of services that were passed to wires and wait for an answer. The caller that waits for
 * a result enforces its deadline; an answer after that finds no call. At most {@value #MOST} calls
 * are open. Any thread may call.
 */
public final class OpenCalls {

  /** The metric with the id of the call, in the call and in its answer. */
  public static final String ID = "call.id";

  static final int MOST = 1000;

  private final Clock clock;
  private final String life;
  private final AtomicLong number = new AtomicLong();
  private final Map<String, OpenCall> open = new ConcurrentHashMap<>();
  private final List<Predicate<String>> answering = new CopyOnWriteArrayList<>();

  /** Creates an empty set of calls; their ids differ from those before a restart. */
  public OpenCalls(Clock clock) {
    this.clock = clock;
    life = Long.toString(clock.millis(), Character.MAX_RADIX);
  }

  /** Registers a publisher that answers the services that match a predicate. */
  public Registration answering(Predicate<String> services) {
    Predicate<String> own = services::test;
    answering.add(own);
    return () -> answering.remove(own);
  }

  /** Tells whether a publisher answers a service. */
  public boolean isAnswered(String service) {
    return answering.stream().anyMatch(services -> services.test(service));
  }

  /**
   * Opens a call.
   *
   * @param limit the time to wait for an answer
   * @return empty if too many calls are open
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

  /** Removes and returns the call with an id; empty if there is none, or if it is too late. */
  public Optional<OpenCall> take(String id) {
    return Optional.ofNullable(open.remove(id))
        .filter(call -> !call.until.isBefore(clock.instant()));
  }

  /**
   * An open call.
   *
   * @param until the deadline of its answer
   */
  public record OpenCall(
      String id, String service, Instant until, CompletableFuture<ServiceResult> result) {}
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.SessionFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filters that the platform has not granted on the current link. Each is logged once and
 * requested again after growing pauses; the link is ended if the session cannot work without the
 * filter. Any thread.
 */
final class MissingSubscriptions {

  /** The pause before a filter is requested again; doubles each time. */
  static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

  static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** How long a link may live without a required filter; doubles with each link that ended so. */
  static final Duration FIRST_PATIENCE = Duration.ofSeconds(60);

  static final Duration LONGEST_PATIENCE = Duration.ofHours(1);

  private static final Pattern COMMANDS =
      Pattern.compile(
          "/(thing/service/.+|thing/model/down_raw|thing/config/push|rrpc/request/\\+)$");

  private static final Logger LOG = LoggerFactory.getLogger(MissingSubscriptions.class);

  private final ScheduledExecutorService session;
  private final Consumer<String> again;
  private final Traffic.Troubles troubles;
  private final Map<String, Missing> missing = new LinkedHashMap<>();
  private final Set<String> told = new HashSet<>();
  private int asked;
  private int deafLinks;
  private @Nullable Future<?> patience;

  /**
   * No filter is missing yet.
   *
   * @param session requests filters again
   * @param again requests a filter again
   * @param troubles is told the missing filters whenever a filter is added
   */
  MissingSubscriptions(
      ScheduledExecutorService session, Consumer<String> again, Traffic.Troubles troubles) {
    this.session = session;
    this.again = again;
    this.troubles = troubles;
  }

  /** Forgets everything because a link is open or lost. */
  synchronized void reset() {
    missing.values().forEach(one -> one.retry.ifPresent(retry -> retry.cancel(false)));
    missing.clear();
    asked = 0;
    forgetPatience();
  }

  /** Counts filters that are requested. */
  synchronized void asked(int filters) {
    asked += filters;
  }

  /** The platform granted filters. */
  synchronized void granted(Collection<String> filters) {
    asked -= filters.size();
    for (String filter : filters) {
      gone(filter);
      if (told.remove(filter)) {
        LOG.info("Subscribed to {} at last", VisibleText.of(filter));
      }
    }
    settle();
  }

  /** Requests missing filters again without a pause because the platform may grant them now. */
  void maybeNow(Predicate<String> which) {
    List<String> now = new ArrayList<>();
    synchronized (this) {
      missing.forEach(
          (filter, one) -> {
            if (which.test(filter) && one.retry.filter(retry -> retry.cancel(false)).isPresent()) {
              now.add(filter);
            }
          });
    }
    now.forEach(filter -> after(Duration.ZERO, () -> again.accept(filter)));
  }

  /** A filter is not needed any more. */
  synchronized void released(String filter) {
    gone(filter);
    told.remove(filter);
    settle();
  }

  /**
   * The platform refused a filter, or did not answer.
   *
   * @param ours whether it is the gateway's, so that the session may require it
   */
  void missing(String filter, String reason, boolean ours) {
    String words;
    synchronized (this) {
      asked--;
      Missing before = missing.get(filter);
      int attempts = before == null ? 0 : before.attempts + 1;
      boolean needed = ours && isNeeded(filter);
      missing.put(
          filter,
          new Missing(
              attempts, reason, needed, after(pause(attempts), () -> again.accept(filter))));
      if (needed && patience == null) {
        patience = after(patience(), this::losePatience).orElse(null);
      }
      if (isOptional(filter)) {
        LOG.debug("Not subscribed to {}: {}", filter, reason);
        return;
      }
      if (told.add(filter)) {
        LOG.warn("Not subscribed to {}: {}", VisibleText.of(filter), VisibleText.of(reason));
      }
      if (before != null) {
        return;
      }
      words = words();
    }
    troubles.tell(SessionFault.Cause.NOT_SUBSCRIBED, words, false);
  }

  private void losePatience() {
    String words;
    synchronized (this) {
      patience = null;
      if (missing.values().stream().noneMatch(Missing::needed)) {
        return;
      }
      deafLinks++;
      words = words();
    }
    troubles.tell(SessionFault.Cause.NOT_SUBSCRIBED, words, true);
  }

  private Optional<Future<?>> after(Duration pause, Runnable work) {
    try {
      return Optional.of(session.schedule(work, pause.toNanos(), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      return Optional.empty(); // the session is closed
    }
  }

  private void gone(String filter) {
    Missing one = missing.remove(filter);
    if (one != null) {
      one.retry.ifPresent(retry -> retry.cancel(false));
    }
  }

  /** Forgets earlier links once all requests are answered and no required filter is missing. */
  private void settle() {
    if (missing.values().stream().noneMatch(Missing::needed)) {
      forgetPatience();
      if (asked <= 0) {
        deafLinks = 0;
      }
    }
  }

  private void forgetPatience() {
    Future<?> running = patience;
    if (running != null) {
      running.cancel(false);
      patience = null;
    }
  }

  private String words() {
    List<String> parts = new ArrayList<>();
    missing.forEach(
        (filter, one) -> {
          if (!isOptional(filter)) {
            parts.add(filter + " (" + one.reason + ")");
          }
        });
    return VisibleText.of(
        "not subscribed, so messages on these topics are not received: "
            + String.join(", ", parts)
            + "; check the topics of the product on the platform");
  }

  private static Duration pause(int attempts) {
    return doubled(FIRST_PAUSE, attempts, LONGEST_PAUSE);
  }

  private Duration patience() {
    return doubled(FIRST_PATIENCE, deafLinks, LONGEST_PATIENCE);
  }

  private static Duration doubled(Duration first, int times, Duration longest) {
    Duration result = first.multipliedBy(1L << Math.min(times, 16));
    return result.compareTo(longest) > 0 ? longest : result;
  }

  /**
   * Returns whether a session without the filter is not controllable: commands, pushes, OTA,
   * shadow.
   */
  private static boolean isNeeded(String filter) {
    return filter.startsWith("/shadow/get/")
        || filter.startsWith("/ota/device/upgrade/")
        || filter.startsWith("/sys/") && COMMANDS.matcher(filter).find();
  }

  /** Returns whether the filter is for notifications that not every product has. */
  private static boolean isOptional(String filter) {
    return filter.startsWith("/ext/error/") || filter.endsWith("/thing/bootstrap/notify");
  }

  private record Missing(int attempts, String reason, boolean needed, Optional<Future<?>> retry) {}
}

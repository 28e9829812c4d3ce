/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.FilterAnswer;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends SUBSCRIBE and UNSUBSCRIBE requests over the current line, several filters in a message, and
 * processes the results. Any thread; the caller ensures the order.
 */
final class SubscriptionRequests {

  /** The maximum number of filters that the platform accepts in one SUBSCRIBE. */
  private static final int BATCH = 8;

  private static final int QOS = 1;
  private static final Logger LOG = LoggerFactory.getLogger(SubscriptionRequests.class);

  private final DeviceIdentity own;
  private final Wire wire;
  private final MissingSubscriptions missing;
  private final PendingSubscriptions pending;
  private final Consumer<String> again;

  /**
   * No request was sent yet.
   *
   * @param missing is told which filters are requested, and their results
   * @param pending is told the same
   * @param again requests a filter again if it is still needed
   */
  SubscriptionRequests(
      DeviceIdentity own,
      Wire wire,
      MissingSubscriptions missing,
      PendingSubscriptions pending,
      Consumer<String> again) {
    this.own = own;
    this.wire = wire;
    this.missing = missing;
    this.pending = pending;
    this.again = again;
  }

  void subscribe(List<String> filters) {
    batches(filters).forEach(this::ask);
  }

  void unsubscribe(List<String> filters) {
    batches(filters).forEach(this::giveUp);
  }

  private static List<List<String>> batches(List<String> all) {
    List<List<String>> batches = new ArrayList<>();
    for (int i = 0; i < all.size(); i += BATCH) {
      batches.add(all.subList(i, Math.min(all.size(), i + BATCH)));
    }
    return batches;
  }

  private void giveUp(List<String> filters) {
    filters.forEach(missing::released);
    pending.released(filters);
    Line line = wire.line();
    if (line != null && wire.hasDownlink() && !filters.isEmpty()) {
      try {
        line.unsubscribe(filters);
      } catch (RuntimeException | LinkageError e) {
        LOG.warn(
            "Unsubscribing from {} failed; its messages are dropped: {}", filters, e.toString());
      }
    }
  }

  private void ask(List<String> filters) {
    Line line = wire.line();
    if (line == null || !wire.hasDownlink()) {
      pending.released(filters);
      return;
    }
    missing.asked(filters.size());
    long asking = pending.asking(filters);
    subscribe(line, filters)
        .whenComplete(
            (answers, failure) -> {
              if (wire.line() == line && answered(filters, answers, failure)) {
                pending.answered(filters, asking);
              }
            });
  }

  private static CompletionStage<List<FilterAnswer>> subscribe(Line line, List<String> filters) {
    try {
      return line.subscribe(filters, QOS);
    } catch (RuntimeException | LinkageError e) {
      return CompletableFuture.failedFuture(
          new LineException(Cause.LINE_MISSING, "the line failed: " + e));
    }
  }

  /** Processes the results of filters; false if they are not known yet. */
  private boolean answered(
      List<String> filters, @Nullable List<FilterAnswer> answers, @Nullable Throwable failure) {
    if (answers != null) {
      missing.granted(
          answers.stream().filter(FilterAnswer::granted).map(FilterAnswer::filter).toList());
      answers.stream()
          .filter(one -> !one.granted())
          .forEach(one -> missing.missing(one.filter(), one.reason(), isOurs(one.filter())));
    } else if (failure != null && LineException.of(failure).cause() == Cause.LINK_LOST) {
      missing.asked(-filters.size());
    } else if (filters.size() == 1) {
      String filter = filters.get(0);
      String why = failure == null ? "" : String.valueOf(failure.getMessage());
      missing.missing(filter, why, isOurs(filter));
    } else {
      // One filter may have caused the failure of all: request each by itself.
      missing.asked(-filters.size());
      filters.forEach(again);
      return false;
    }
    return true;
  }

  /** Returns whether a filter is the gateway's; a filter of a sub-device never ends the link. */
  private boolean isOurs(String filter) {
    return TopicFilter.deviceOf(filter).map(own::equals).orElse(true);
  }
}

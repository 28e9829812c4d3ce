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
 * Asks the platform for topics, many filters in a message, over the link that there is, and takes
 * in what it answers. Any thread; who asks sees to the order.
 */
final class Asker {

  /** How many filters go into one SUBSCRIBE: more the platform does not take. */
  private static final int BATCH = 8;

  private static final int QOS = 1;
  private static final Logger LOG = LoggerFactory.getLogger(Asker.class);

  private final DeviceIdentity own;
  private final Wire wire;
  private final Hearing hearing;
  private final Unheard unheard;
  private final Consumer<String> again;

  /**
   * Nothing was asked yet.
   *
   * @param hearing told what is asked for, and what becomes of it
   * @param unheard told the same
   * @param again asks for a filter once more, if it is still needed
   */
  Asker(DeviceIdentity own, Wire wire, Hearing hearing, Unheard unheard, Consumer<String> again) {
    this.own = own;
    this.wire = wire;
    this.hearing = hearing;
    this.unheard = unheard;
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
    filters.forEach(hearing::released);
    unheard.released(filters);
    Line line = wire.line();
    if (line != null && wire.hears() && !filters.isEmpty()) {
      try {
        line.unsubscribe(filters);
      } catch (RuntimeException | LinkageError e) {
        LOG.warn("Not unsubscribed from {}, whose messages are dropped: {}", filters, e.toString());
      }
    }
  }

  private void ask(List<String> filters) {
    Line line = wire.line();
    if (line == null || !wire.hears()) {
      unheard.released(filters);
      return;
    }
    hearing.asked(filters.size());
    long asking = unheard.asking(filters);
    subscribe(line, filters)
        .whenComplete(
            (answers, failure) -> {
              if (wire.line() == line && answered(filters, answers, failure)) {
                unheard.answered(filters, asking);
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

  /** Tells what became of filters; false if it is not known yet. */
  private boolean answered(
      List<String> filters, @Nullable List<FilterAnswer> answers, @Nullable Throwable failure) {
    if (answers != null) {
      hearing.granted(
          answers.stream().filter(FilterAnswer::granted).map(FilterAnswer::filter).toList());
      answers.stream()
          .filter(one -> !one.granted())
          .forEach(one -> hearing.missing(one.filter(), one.reason(), isOurs(one.filter())));
    } else if (failure != null && LineException.of(failure).cause() == Cause.LINK_LOST) {
      hearing.asked(-filters.size());
    } else if (filters.size() == 1) {
      String filter = filters.get(0);
      String why = failure == null ? "" : String.valueOf(failure.getMessage());
      hearing.missing(filter, why, isOurs(filter));
    } else {
      // One of them may have cost the others the answer.
      hearing.asked(-filters.size());
      filters.forEach(again);
      return false;
    }
    return true;
  }

  /** No sub-device's topic is worth the link of all the others. */
  private boolean isOurs(String filter) {
    return TopicFilter.deviceOf(filter).map(own::equals).orElse(true);
  }
}

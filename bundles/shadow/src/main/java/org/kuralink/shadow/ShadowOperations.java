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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.shadow.ShadowDocument;
import org.kuralink.api.shadow.ShadowError;
import org.kuralink.api.shadow.ShadowException;

/**
 * Performs the operations of one shadow, one at a time, because a reply has no id: a reply belongs
 * to the operation in progress, unless it carries the token of another operation or is too old.
 * Holds the document. Owned by the shadow's thread.
 */
final class ShadowOperations {

  /** The number of operations that may wait; a further one is rejected as busy. */
  static final int LIMIT = 100;

  /** The document of a device that has reported nothing yet. */
  private static final ShadowDocument EMPTY =
      new ShadowDocument(Map.of(), Map.of(), 0, Optional.empty());

  private static final ShadowException NO_VERSION_LEFT =
      new ShadowException(
          ShadowError.INVALID_VERSION, "the shadow has the largest version that there is");

  private final DeviceLink link;
  private final Supplier<Optional<String>> onlyReports;
  private final ShadowThreads threads;
  private final Duration deadline;
  private final long floor;
  private final Consumer<ShadowDocument> changed;
  private final String topic;
  private final Deque<Operation> waiting = new ArrayDeque<>(1);
  private Optional<ShadowDocument> document = Optional.empty();
  private @Nullable Operation underWay;
  private boolean repeated;

  /** Whether a change timed out that the platform may have made. */
  private boolean uncertain;

  private long sentVersion;
  private long tokens;
  private @Nullable ScheduledFuture<?> limit;

  /**
   * Creates the operations of a link; none is in progress.
   *
   * @param onlyReports supplies the reason why the platform currently sends nothing; empty if it
   *     does
   * @param floor the last known version; a control message up to it is old
   * @param changed receives each new document
   */
  ShadowOperations(
      DeviceLink link,
      Supplier<Optional<String>> onlyReports,
      ShadowThreads threads,
      Duration deadline,
      long floor,
      Consumer<ShadowDocument> changed) {
    this.link = link;
    this.onlyReports = onlyReports;
    this.threads = threads;
    this.deadline = deadline;
    this.floor = floor;
    this.changed = changed;
    this.topic =
        "/shadow/update/" + link.identity().productKey() + "/" + link.identity().deviceName();
  }

  Optional<ShadowDocument> document() {
    return document;
  }

  /** Performs an operation after the waiting ones; a get goes first. */
  CompletableFuture<ShadowDocument> perform(Operation operation) {
    Optional<String> deaf = onlyReports.get();
    if (!link.isOnline()) {
      fail(operation, LinkException.Reason.OFFLINE, "the connection is offline");
    } else if (deaf.isPresent()) {
      fail(operation, LinkException.Reason.NO_DOWNLINK, "the shadow " + deaf.get());
    } else if (waiting.size() >= LIMIT) {
      fail(operation, LinkException.Reason.BUSY, LIMIT + " operations are waiting");
    } else {
      if (operation.kind() == Operation.Kind.GET) {
        waiting.addFirst(operation);
      } else {
        waiting.addLast(operation);
      }
      next();
    }
    return operation.done();
  }

  private void next() {
    Operation operation = underWay == null ? waiting.poll() : null;
    if (operation == null) {
      return;
    }
    if ((document.isEmpty() || uncertain) && operation.kind() != Operation.Kind.GET) {
      readThenSend(operation, false);
    } else {
      repeated = false;
      send(operation);
    }
  }

  private void send(Operation operation) {
    long known = document.map(ShadowDocument::version).orElse(0L);
    if (known == Long.MAX_VALUE && operation.kind() != Operation.Kind.GET) {
      operation.done().completeExceptionally(NO_VERSION_LEFT);
      next();
      return;
    }
    underWay = operation;
    sentVersion = known == Long.MAX_VALUE ? known : known + 1;
    tokens++;
    limit =
        threads
            .decisions()
            .schedule(() -> late(operation), deadline.toMillis(), TimeUnit.MILLISECONDS);
    Message message = new Message(topic, operation.message(sentVersion, token()));
    link.publish(message, Delivery.ACKNOWLEDGED)
        .whenComplete(
            (sent, failure) -> {
              if (failure != null) {
                threads.run(() -> notSent(operation, failure));
              }
            });
  }

  private String token() {
    return link.identity() + "-" + tokens;
  }

  private void notSent(Operation operation, Throwable failure) {
    if (underWay == operation) {
      end().done().completeExceptionally(failure);
      next();
    }
  }

  private void late(Operation operation) {
    if (underWay == operation) {
      uncertain |= operation.kind() != Operation.Kind.GET;
      fail(
          end(),
          LinkException.Reason.NO_REPLY,
          "the platform did not answer within " + deadline.toSeconds() + " s");
      next();
    }
  }

  /** Handles a message of the platform. */
  void received(ShadowMessage message) {
    Operation operation = underWay;
    if (operation != null && isAnswer(operation, message)) {
      answered(operation, message);
    } else if (message.document().isPresent() && isNews(message)) {
      remember(message);
    }
  }

  private boolean isAnswer(Operation operation, ShadowMessage message) {
    if (message.token().isPresent()) {
      return message.token().get().equals(token());
    }
    if (operation.kind() == Operation.Kind.GET) {
      // A confirmation or rejection of a change that timed out is no reply to a get.
      return !message.control()
          && !message.refusesChange()
          && (message.document().isPresent()
              || message.failure().isPresent()
              || message.version().orElse(0) == 0);
    }
    if (message.control()) {
      // The platform may answer a change of the desired state with the control message about it.
      return operation.kind() == Operation.Kind.CLEAR_DESIRED
          && message.version().orElse(-1) == sentVersion;
    }
    return message.failure().isPresent() || message.version().orElse(sentVersion) >= sentVersion;
  }

  private boolean isNews(ShadowMessage message) {
    long known = document.map(ShadowDocument::version).orElse(floor);
    return message.control() && message.version().orElse(-1) > known;
  }

  private void answered(Operation operation, ShadowMessage message) {
    if (message.failure().isPresent()) {
      boolean conflict = message.failure().get().error() == ShadowError.VERSION_CONFLICT;
      if (conflict && operation.isRepeatable() && !repeated) {
        end();
        readThenSend(operation, true);
      } else {
        end().done().completeExceptionally(message.failure().get());
        next();
      }
      return;
    }
    end();
    if (operation.kind() == Operation.Kind.GET) {
      uncertain = false;
      document = Optional.of(message.document().orElse(EMPTY));
    } else {
      document =
          Optional.of(
              message.documentAfter(document).orElseGet(() -> confirmed(operation, message)));
    }
    ShadowDocument after = document.orElseThrow();
    // First, because a repeated operation precedes the consequences of the change.
    operation.done().complete(after);
    changed.accept(after);
    next();
  }

  private ShadowDocument confirmed(Operation operation, ShadowMessage message) {
    ShadowDocument before = document.orElseThrow();
    long version = message.version().orElse(sentVersion);
    return before.version() > version
        ? before
        : operation.applied(before, version, threads.clock().instant());
  }

  /** Reads the shadow and then sends the operation, which fails if reading fails. */
  private void readThenSend(Operation operation, boolean again) {
    Operation read = Operation.of(Operation.Kind.GET);
    read.done()
        .whenComplete(
            (now, failure) -> {
              if (failure == null) {
                repeated = again;
                send(operation);
              } else {
                operation.done().completeExceptionally(failure);
              }
            });
    send(read);
  }

  private void remember(ShadowMessage message) {
    ShadowDocument now = message.documentAfter(document).orElseThrow();
    document = Optional.of(now);
    changed.accept(now);
  }

  private Operation end() {
    ScheduledFuture<?> running = limit;
    if (running != null) {
      running.cancel(false);
    }
    Operation ended = underWay;
    underWay = null;
    if (ended == null) {
      throw new IllegalStateException("no operation is under way");
    }
    return ended;
  }

  /** Fails all operations, because the link is offline and no reply will arrive. */
  void offline() {
    Deque<Operation> lost = new ArrayDeque<>(waiting);
    waiting.clear();
    if (underWay != null) {
      lost.addFirst(end());
    }
    lost.forEach(
        operation ->
            fail(
                operation,
                LinkException.Reason.LINK_LOST,
                "the session ended before the platform answered"));
  }

  private static void fail(Operation operation, LinkException.Reason reason, String words) {
    operation.done().completeExceptionally(new LinkException(reason, words));
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.shadow.Shadow;
import org.kuralink.api.shadow.ShadowDocument;
import org.kuralink.api.shadow.ShadowError;
import org.kuralink.api.shadow.ShadowException;
import org.kuralink.api.shadow.ShadowStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shadow of one device: reads it whenever the device comes online, and updates it by the
 * platform's messages. Everything except the public operations happens on the shadow's thread.
 */
final class DeviceShadow {

  private static final Logger LOG = LoggerFactory.getLogger(DeviceShadow.class);

  private final ShadowContext shared;
  private final Optional<DeviceIdentity> subDevice;
  private final VersionFile versions;
  private final DesiredDelivery delivery;

  /** The retry after a get that failed. */
  private final ShadowRetry reading;

  /** The retry after another operation that failed. */
  private final ShadowRetry rereading;

  private final ShadowStatusHolder board;

  private @Nullable DeviceLink attached;
  private Supplier<Optional<String>> onlyReports = Optional::empty;
  private @Nullable ShadowOperations operations;
  private boolean awaitsTurn;
  private boolean closed;

  /**
   * Creates the shadow; nothing is known of it yet.
   *
   * @param subDevice the device; empty for the gateway itself
   */
  DeviceShadow(ShadowContext shared, Optional<DeviceIdentity> subDevice, VersionFile versions) {
    this.shared = shared;
    this.subDevice = subDevice;
    this.versions = versions;
    this.board = new ShadowStatusHolder(shared, subDevice);
    this.reading = new ShadowRetry(shared.threads().decisions());
    this.rereading = new ShadowRetry(shared.threads().decisions());
    this.delivery = new DesiredDelivery(shared, subDevice, new ToPlatform());
  }

  /**
   * Uses a link from now on, instead of the former one; on the shadow's thread.
   *
   * @param why supplies the reason why the platform currently sends nothing; empty if it does
   */
  void attach(@Nullable DeviceLink link, Supplier<Optional<String>> why) {
    if (closed || attached == link) {
      return;
    }
    detach();
    attached = link;
    onlyReports = why;
    if (link == null) {
      return;
    }
    DeviceIdentity device = link.identity();
    operations =
        new ShadowOperations(
            link,
            onlyReports,
            shared.threads(),
            shared.settings().timeout(),
            versions.of(device),
            this::documentChanged);
    board.show(Optional.of(device), ShadowStatus.State.OFFLINE, Optional.empty());
    if (link.isOnline()) {
      changed(link, true);
    }
  }

  private void detach() {
    ShadowOperations last = operations;
    if (last != null) {
      operations = null;
      attached = null;
      offline(last);
    }
  }

  /** Stops; on the shadow's thread. */
  void close() {
    detach();
    closed = true;
    versions.save();
  }

  /** Handles that a link came online or went offline; on the shadow's thread. */
  void changed(DeviceLink link, boolean online) {
    ShadowOperations current = operations;
    if (link != attached || current == null) {
      return;
    }
    if (online && isOnline()) {
      delivery.forget();
      reading.reset();
      rereading.reset();
      synchronise(current);
    } else {
      offline(current);
    }
  }

  private void offline(ShadowOperations last) {
    board.show(board.status().device(), ShadowStatus.State.OFFLINE, onlyReports.get());
    last.offline();
    reading.stop();
    rereading.stop();
  }

  private void synchronise(ShadowOperations current) {
    if (operations != current) {
      return;
    }
    reading.stop();
    rereading.stop();
    delivery.offerUnreported();
    board.show(board.status().device(), ShadowStatus.State.SYNCHRONISING, Optional.empty());
    if (subDevice.isEmpty()) {
      read(current, () -> {});
    } else if (!awaitsTurn) {
      awaitsTurn = true;
      shared.threads().reading().take(this::readInTurn);
    }
  }

  private void readInTurn() {
    awaitsTurn = false;
    Runnable done = shared.threads().reading()::done;
    ShadowOperations current = operations;
    if (current == null || !isOnline()) {
      // Later, so that the ends of many waiting shadows are not nested.
      shared.threads().run(done);
    } else {
      read(current, () -> shared.threads().run(done));
    }
  }

  private void read(ShadowOperations current, Runnable done) {
    current
        .perform(Operation.of(Operation.Kind.GET))
        .whenComplete(
            (document, failure) -> {
              done.run();
              if (failure == null) {
                reading.reset();
                synchronised(document.version());
              } else if (operations == current && isOnline()) {
                notSynchronised(current, ShadowFailures.words(failure));
              }
            });
  }

  private void synchronised(long version) {
    if (subDevice.isEmpty()) {
      LOG.info("{}: synchronised with the platform, version {}", shared.name(), version);
    } else {
      LOG.debug("{}: synchronised, version {}", shared.called(subDevice), version);
    }
  }

  private void notSynchronised(ShadowOperations current, String problem) {
    Duration pause = reading.later(() -> synchronise(current));
    LOG.info("{}: {}; trying again in {} s", shared.called(subDevice), problem, pause.toSeconds());
    board.show(board.status().device(), ShadowStatus.State.SYNCHRONISING, Optional.of(problem));
  }

  /** Returns whether the platform can be asked and can answer. */
  private boolean isOnline() {
    return attached != null && attached.isOnline() && onlyReports.get().isEmpty();
  }

  /** Handles a message of the platform about the shadow; on the shadow's thread. */
  void received(DeviceLink link, byte[] payload) {
    ShadowOperations current = operations;
    if (link != attached || current == null) {
      return;
    }
    try {
      current.received(ShadowMessage.read(payload));
    } catch (IOException e) {
      LOG.warn(
          "{}: ignored a message about the shadow: {}", shared.called(subDevice), e.getMessage());
    }
  }

  /** Delivers desired values again after a change of the handlers; on the shadow's thread. */
  void handlersChanged() {
    ShadowOperations current = operations;
    if (current != null && isOnline()) {
      current.document().ifPresent(this::advance);
    }
  }

  private void documentChanged(ShadowDocument document) {
    board.status().device().ifPresent(device -> versions.keep(device, document.version()));
    board.show(document);
    advance(document);
  }

  private void advance(ShadowDocument document) {
    board.status().device().ifPresent(device -> delivery.advance(device, document));
  }

  private static CompletionStage<ShadowDocument> report(
      ShadowOperations current, Map<String, Object> attributes) {
    try {
      checkCount(current, attributes);
    } catch (ShadowException e) {
      return CompletableFuture.failedFuture(e);
    }
    return current.perform(Operation.report(attributes));
  }

  private static void checkCount(ShadowOperations current, Map<String, ?> attributes) {
    if (attributes.isEmpty()) {
      throw new ShadowException(ShadowError.REPORTED_EMPTY, "nothing is reported");
    }
    Set<String> names = new HashSet<>(attributes.keySet());
    current.document().ifPresent(document -> names.addAll(document.reported().keySet()));
    if (names.size() > Shadow.MAX_ATTRIBUTES) {
      throw new ShadowException(
          ShadowError.TOO_MANY_ATTRIBUTES, "there would be " + names.size() + " attributes");
    }
  }

  ShadowStatus status() {
    return board.status();
  }

  CompletionStage<ShadowDocument> get() {
    return ask(current -> current.perform(Operation.of(Operation.Kind.GET)));
  }

  CompletionStage<Long> report(Map<String, ?> attributes) {
    Map<String, Object> copy;
    try {
      copy = Operation.attributes(attributes);
    } catch (ShadowException e) {
      return CompletableFuture.failedFuture(e);
    }
    return ask(current -> report(current, copy)).thenApply(ShadowDocument::version);
  }

  CompletionStage<Long> delete(Set<String> attributes) {
    Set<String> names = Set.copyOf(attributes);
    return ask(current ->
            names.isEmpty()
                ? CompletableFuture.failedFuture(
                    new ShadowException(
                        ShadowError.REPORTED_EMPTY, "no attribute is to be deleted"))
                : current.perform(Operation.delete(names)))
        .thenApply(ShadowDocument::version);
  }

  CompletionStage<Long> deleteAll() {
    return ask(current -> current.perform(Operation.of(Operation.Kind.DELETE_ALL)))
        .thenApply(ShadowDocument::version);
  }

  private CompletionStage<ShadowDocument> ask(
      Function<ShadowOperations, CompletionStage<ShadowDocument>> question) {
    CompletableFuture<ShadowDocument> answer = new CompletableFuture<>();
    shared
        .threads()
        .run(
            () -> {
              ShadowOperations current = operations;
              if (current == null) {
                answer.completeExceptionally(offline());
                return;
              }
              question
                  .apply(current)
                  .whenComplete(
                      (document, failure) -> {
                        if (failure == null) {
                          answer.complete(document);
                        } else {
                          rereadIfUnanswered(current, failure);
                          answer.completeExceptionally(ShadowFailures.cause(failure));
                        }
                      });
            });
    return answer;
  }

  private void rereadIfUnanswered(ShadowOperations current, Throwable failure) {
    if (ShadowFailures.cause(failure) instanceof LinkException lost
        && lost.reason() == LinkException.Reason.NO_REPLY) {
      rereading.later(() -> synchronise(current));
    }
  }

  /** The reports of the delivery; on the shadow's thread. */
  private final class ToPlatform implements DesiredDelivery.Reporter {

    private final Runnable again = DeviceShadow.this::handlersChanged;

    @Override
    public CompletionStage<?> report(Map<String, Object> taken) {
      return perform(
          current -> DeviceShadow.report(current, Operation.attributes(taken)), rereading::later);
    }

    @Override
    public CompletionStage<?> clearDesired(Set<String> attributes) {
      // A conflict means that the desired state has changed: it is read before it is cleared.
      return perform(
          current -> current.perform(Operation.clearDesired(attributes)), rereading::soon);
    }

    private CompletionStage<?> perform(
        Function<ShadowOperations, CompletionStage<ShadowDocument>> operation,
        Consumer<Runnable> afterConflict) {
      ShadowOperations current = operations;
      if (current == null) {
        return CompletableFuture.failedFuture(DeviceShadow.this.offline());
      }
      try {
        return operation
            .apply(current)
            .whenComplete((document, failure) -> retryIfFailed(current, failure, afterConflict));
      } catch (ShadowException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    private void retryIfFailed(
        ShadowOperations current, @Nullable Throwable failure, Consumer<Runnable> afterConflict) {
      if (failure == null) {
        rereading.reset();
      } else if (operations == current && isOnline() && ShadowFailures.mayPass(failure)) {
        boolean conflict =
            ShadowFailures.cause(failure) instanceof ShadowException refused
                && refused.error() == ShadowError.VERSION_CONFLICT;
        Runnable again = () -> synchronise(current);
        if (conflict) {
          afterConflict.accept(again);
        } else {
          rereading.later(again);
        }
      }
    }

    @Override
    public void lookAgain() {
      handlersChanged();
    }

    @Override
    public Runnable again() {
      return again;
    }
  }

  private LinkException offline() {
    return new LinkException(
        LinkException.Reason.OFFLINE,
        "there is no connection '" + shared.settings().connection() + "' now");
  }
}

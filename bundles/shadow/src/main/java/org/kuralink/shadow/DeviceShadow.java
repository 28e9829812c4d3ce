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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.shadow.Shadow;
import org.kuralink.api.shadow.ShadowDocument;
import org.kuralink.api.shadow.ShadowError;
import org.kuralink.api.shadow.ShadowException;
import org.kuralink.api.shadow.ShadowListener;
import org.kuralink.api.shadow.ShadowStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shadow of a device as it is known here: asked for whenever the device comes online, kept up
 * by what the platform sends. Everything but the door happens on the shadow's thread.
 */
final class DeviceShadow {

  static final Duration SHORTEST_PAUSE = Duration.ofSeconds(10);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** The shadow of a device that has not been there yet. */
  static final ShadowStatus NOBODY =
      new ShadowStatus(
          Optional.empty(),
          ShadowStatus.State.OFFLINE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static final Logger LOG = LoggerFactory.getLogger(DeviceShadow.class);

  private final String name;
  private final ShadowSettings settings;
  private final ScheduledExecutorService thread;
  private final Clock clock;
  private final DesiredDelivery delivery;
  private final List<ShadowListener> listeners;
  private volatile ShadowStatus status = NOBODY;

  private @Nullable DeviceLink attached;
  private @Nullable Conversation conversation;
  private Registration subscription = () -> {};
  private Registration listener = () -> {};
  private Duration pause = SHORTEST_PAUSE;
  private @Nullable ScheduledFuture<?> retry;
  private boolean closed;

  DeviceShadow(
      String name,
      ShadowSettings settings,
      Handlers handlers,
      List<ShadowListener> listeners,
      Executor handlerThreads,
      ScheduledExecutorService thread,
      Clock clock) {
    this.name = name;
    this.settings = settings;
    this.listeners = listeners;
    this.thread = thread;
    this.clock = clock;
    this.delivery =
        new DesiredDelivery(
            name, settings, handlers, handlerThreads, thread, clock, new ToPlatform());
  }

  /** Speaks through a link from now on, instead of the one before; on the shadow's thread. */
  void attach(@Nullable DeviceLink link) {
    if (closed || attached == link) {
      return;
    }
    detach();
    attached = link;
    if (link == null) {
      return;
    }
    DeviceIdentity device = link.identity();
    conversation = new Conversation(link, thread, clock, settings.timeout(), this::documentChanged);
    subscription =
        link.subscribe(
            "/shadow/get/" + device.productKey() + "/" + device.deviceName(),
            message -> ShadowThread.run(thread, () -> received(link, message.payload())));
    listener = link.addListener(online -> ShadowThread.run(thread, () -> online(link, online)));
    show(Optional.of(device), ShadowStatus.State.OFFLINE, Optional.empty());
    if (link.isOnline()) {
      online(link, true);
    }
  }

  private void detach() {
    if (attached != null) {
      listener.close();
      subscription.close();
      online(attached, false);
      conversation = null;
      attached = null;
    }
  }

  /** Ends; on the shadow's thread. */
  void close() {
    detach();
    closed = true;
  }

  private void online(DeviceLink link, boolean online) {
    Conversation current = conversation;
    if (link != attached || current == null) {
      return;
    }
    forgetRetry();
    pause = SHORTEST_PAUSE;
    if (online) {
      delivery.forget();
      synchronise(current);
    } else {
      show(status.device(), ShadowStatus.State.OFFLINE, Optional.empty());
      current.offline();
    }
  }

  private void synchronise(Conversation current) {
    show(status.device(), ShadowStatus.State.SYNCHRONISING, Optional.empty());
    current
        .make(Operation.of(Operation.Kind.GET))
        .whenComplete(
            (document, failure) -> {
              if (failure == null) {
                pause = SHORTEST_PAUSE;
                LOG.info("{}: in step with the platform, version {}", name, document.version());
              } else if (attached != null && attached.isOnline()) {
                notSynchronised(current, unwrapped(failure));
              }
            });
  }

  private void notSynchronised(Conversation current, Throwable failure) {
    LOG.info("{}: {}; trying again in {} s", name, failure.getMessage(), pause.toSeconds());
    show(
        status.device(),
        ShadowStatus.State.SYNCHRONISING,
        Optional.of(String.valueOf(failure.getMessage())));
    retryLater(current);
  }

  private void retryLater(Conversation current) {
    forgetRetry();
    retry =
        thread.schedule(
            () -> {
              if (conversation == current) {
                synchronise(current);
              }
            },
            pause.toMillis(),
            TimeUnit.MILLISECONDS);
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
  }

  private void forgetRetry() {
    ScheduledFuture<?> waiting = retry;
    if (waiting != null) {
      waiting.cancel(false);
      retry = null;
    }
  }

  private void received(DeviceLink link, byte[] payload) {
    Conversation current = conversation;
    if (link != attached || current == null) {
      return;
    }
    try {
      current.received(Incoming.read(payload));
    } catch (IOException e) {
      LOG.warn("{}: ignored a message about the shadow: {}", name, e.getMessage());
    }
  }

  /** Looks again who takes on what is desired; on the shadow's thread. */
  void handlersChanged() {
    Conversation current = conversation;
    if (current != null && attached != null && attached.isOnline()) {
      current.document().ifPresent(delivery::advance);
    }
  }

  private void documentChanged(ShadowDocument document) {
    status =
        new ShadowStatus(
            status.device(),
            ShadowStatus.State.SYNCHRONISED,
            Optional.of(document),
            Optional.of(clock.instant()),
            Optional.empty());
    tell();
    delivery.advance(document);
  }

  private void show(
      Optional<DeviceIdentity> device, ShadowStatus.State state, Optional<String> problem) {
    Optional<Instant> synchronisedAt = status.synchronisedAt();
    boolean another = !device.equals(status.device());
    ShadowStatus before = status;
    status =
        new ShadowStatus(
            device,
            state,
            another ? Optional.empty() : before.document(),
            another ? Optional.empty() : synchronisedAt,
            problem);
    if (!status.equals(before)) {
      if (state != before.state()) {
        LOG.debug("{}: {} -> {}", name, before.state(), state);
      }
      tell();
    }
  }

  private void tell() {
    for (ShadowListener each : listeners) {
      try {
        each.changed(status);
      } catch (RuntimeException e) {
        LOG.warn("{}: a listener failed: {}", name, e.toString());
      }
    }
  }

  private CompletionStage<ShadowDocument> report(Conversation current, Map<String, ?> attributes) {
    try {
      checkCount(current, attributes);
      JsonForm.write(attributes);
    } catch (ShadowException e) {
      return CompletableFuture.failedFuture(e);
    }
    return current.make(Operation.report(attributes));
  }

  private static void checkCount(Conversation current, Map<String, ?> attributes) {
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
    return status;
  }

  CompletionStage<ShadowDocument> get() {
    return ask(current -> current.make(Operation.of(Operation.Kind.GET)));
  }

  CompletionStage<Long> report(Map<String, ?> attributes) {
    // Copied at once, for the caller may go on changing the map.
    Map<String, ?> copy = new LinkedHashMap<>(attributes);
    return ask(current -> report(current, copy)).thenApply(ShadowDocument::version);
  }

  CompletionStage<Long> delete(Set<String> attributes) {
    Set<String> names = Set.copyOf(attributes);
    return ask(current ->
            names.isEmpty()
                ? CompletableFuture.failedFuture(
                    new ShadowException(
                        ShadowError.REPORTED_EMPTY, "no attribute is to be deleted"))
                : current.make(Operation.delete(names)))
        .thenApply(ShadowDocument::version);
  }

  CompletionStage<Long> deleteAll() {
    return ask(current -> current.make(Operation.of(Operation.Kind.DELETE_ALL)))
        .thenApply(ShadowDocument::version);
  }

  private CompletionStage<ShadowDocument> ask(
      Function<Conversation, CompletionStage<ShadowDocument>> question) {
    CompletableFuture<ShadowDocument> answer = new CompletableFuture<>();
    ShadowThread.run(
        thread,
        () -> {
          Conversation current = conversation;
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
                      answer.completeExceptionally(unwrapped(failure));
                    }
                  });
        });
    return answer;
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** What the delivery of desires has to say; on the shadow's thread. */
  private final class ToPlatform implements DesiredDelivery.Reporter {

    @Override
    public CompletionStage<?> report(Map<String, Object> taken) {
      Conversation current = conversation;
      return current == null
          ? CompletableFuture.failedFuture(offline())
          : DeviceShadow.this.report(current, taken);
    }

    @Override
    public CompletionStage<?> clearDesired() {
      Conversation current = conversation;
      if (current == null) {
        return CompletableFuture.failedFuture(offline());
      }
      return current
          .make(Operation.of(Operation.Kind.CLEAR_DESIRED))
          .whenComplete(
              (document, failure) -> {
                if (failure instanceof ShadowException refused
                    && refused.error() == ShadowError.VERSION_CONFLICT) {
                  // Something else is desired by now, which must not be taken back unread.
                  synchronise(current);
                }
              });
    }

    @Override
    public void lookAgain() {
      handlersChanged();
    }
  }

  private LinkException offline() {
    return new LinkException(
        LinkException.Reason.OFFLINE,
        "there is no connection '" + settings.connection() + "' at the moment");
  }
}

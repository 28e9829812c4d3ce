/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.SessionActivityListener;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldException.Cause;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.channel.FieldServerStatus;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.connection.DeviceIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one server connected: connects, finds its nodes, subscribes, and reconnects after each loss
 * with increasing delays. Owns one daemon thread, {@code kuralink-opcua-<serverId>}, which executes
 * all blocking calls, so that a server that does not answer does not delay the others.
 */
final class UaLink implements OpenFieldServer, UaSubscription.Heard {

  private static final Logger LOG = LoggerFactory.getLogger(UaLink.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(60);
  private static final Duration STEADY = Duration.ofSeconds(10);
  private static final int MOST_WAITING = 100;
  private static final long CLOSING_SECONDS = 2;

  private final UaTarget target;
  private final UaConnection connections;
  private final FieldReports reports;
  private final UaRecord kept;
  private final UaReports told;
  private final ScheduledThreadPoolExecutor thread;
  private final Set<CompletableFuture<?>> waiting = ConcurrentHashMap.newKeySet();
  private final UaFound nodes;

  // Accessed only by the thread of the server.
  private int failures;
  private Instant connectedAt = Instant.EPOCH;
  private @Nullable UaSubscription subscription;
  private @Nullable ScheduledFuture<?> retry;
  private @Nullable ScheduledFuture<?> looking;
  private final AtomicReference<Instant> nodesGoneAt = new AtomicReference<>(Instant.EPOCH);
  private volatile @Nullable UaSession session;
  private volatile boolean closed;

  UaLink(UaTarget target, UaConnection connections, FieldReports reports) {
    this.target = target;
    this.connections = connections;
    this.reports = reports;
    kept = new UaRecord(target, connections.clock());
    told = new UaReports(target, kept, reports);
    nodes = new UaFound(target, kept);
    thread = new ScheduledThreadPoolExecutor(1, UaThreads.named(target.serverId()));
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setRemoveOnCancelPolicy(true);
  }

  UaTarget target() {
    return target;
  }

  void begin() {
    run(this::connect, Duration.ZERO);
  }

  private @Nullable ScheduledFuture<?> run(Runnable work, Duration later) {
    try {
      return thread.schedule(work, later.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: already closed", target.address());
      return null;
    }
  }

  /** Cancels a task that is already scheduled, before another one is scheduled. */
  private static void cancel(@Nullable ScheduledFuture<?> former) {
    if (former != null) {
      former.cancel(false);
    }
  }

  private void connect() {
    cancel(retry);
    if (closed || session != null) {
      return;
    }
    OpcUaClient client = null;
    try {
      client = connections.open(target, kept);
      UaSession fresh = new UaSession(client, target.timeout(), this::nodesGone);
      client.addSessionActivityListener(
          new SessionActivityListener() {
            @Override
            public void onSessionInactive(org.eclipse.milo.opcua.sdk.client.UaSession any) {
              lost(fresh, "the connection was lost" + why(fresh));
            }
          });
      subscribe(client);
      session = fresh;
      if (closed) {
        fresh.close();
        return;
      }
      connectedAt = connections.clock().instant();
      LOG.info("{}: connected{}", target.address(), kept.recovered());
      changed(State.CONNECTED);
    } catch (FieldException | RuntimeException | LinkageError e) {
      if (client != null) {
        client.disconnectAsync();
      }
      failed(UaWords.of(e, target.timeout()));
    }
  }

  private String why(UaSession lost) {
    return lost.client().getTransport() instanceof UaTransport transport
        ? transport
            .broken()
            .map(cause -> ": " + UaWords.of(cause, target.timeout()).getMessage())
            .orElse("")
        : "";
  }

  private void changed(State state) {
    if (kept.state(state)) {
      reports.stateChanged();
    }
  }

  private void failed(FieldException e) {
    if (closed) {
      return;
    }
    String words = String.valueOf(e.getMessage());
    if (kept.outage(words)) {
      LOG.warn("{}: {}", target.address(), words);
    }
    changed(e.reason() == Cause.FORBIDDEN ? State.REFUSED : State.CONNECTING);
    again();
  }

  private void again() {
    Duration most = connections.settings().get().retryMax();
    Duration pause = Duration.ofSeconds(1L << Math.min(failures++, 12));
    retry = run(this::connect, pause.compareTo(most) < 0 ? pause : most);
  }

  private void subscribe(OpcUaClient client) throws FieldException {
    nodes.serverStarted(UaSession.start(client, target.timeout()));
    UaSubscription fresh =
        new UaSubscription(
            client, connections.settings().get().publishingInterval(), target.timeout(), this);
    boolean gone = false;
    UaNodes.Finder finder = new UaNodes.Finder(client, target.timeout());
    for (UaDevice device : target.devices().values()) {
      gone |= nodes.watch(finder, fresh, device);
    }
    subscription = fresh;
    if (gone) {
      // The server reports that it has not been restarted, but its nodes have changed.
      nodes.clear();
      throw new FieldException(
          Cause.UNREACHABLE,
          "the server no longer knows nodes that were found before; browsing again");
    }
    lookAgainIfNeeded();
  }

  private void lookAgainIfNeeded() {
    if (!nodes.areComplete()) {
      cancel(looking);
      looking = run(this::lookAgain, LOOK_AGAIN);
    }
  }

  /** Searches missing nodes again, because they may exist now. */
  private void lookAgain() {
    UaSession present = session;
    UaSubscription at = subscription;
    if (closed || present == null || at == null) {
      return;
    }
    try {
      UaNodes.Finder finder = new UaNodes.Finder(present.client(), target.timeout());
      for (UaDevice device : target.devices().values()) {
        nodes.lookAgain(finder, at, device);
      }
      lookAgainIfNeeded();
    } catch (FieldException e) {
      lost(present, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Limits repeated searches for a node that is found each time and is unknown to the server each
   * time.
   */
  private void nodesGone() {
    Instant now = connections.clock().instant();
    Instant before = nodesGoneAt.getAndUpdate(at -> now.isAfter(at.plus(LOOK_AGAIN)) ? now : at);
    UaSession present = session;
    if (present != null && now.isAfter(before.plus(LOOK_AGAIN))) {
      nodes.clear();
      lost(present, "the server no longer knows nodes that were found before; browsing again");
    }
  }

  @Override
  public void lost(String why) {
    UaSession present = session;
    if (present != null) {
      lost(present, why);
    }
  }

  private void lost(UaSession which, String why) {
    run(
        () -> {
          if (session != which || closed) {
            return;
          }
          session = null;
          subscription = null;
          which.close();
          kept.lost(why);
          LOG.warn("{}: {}", target.address(), why);
          changed(State.CONNECTING);
          if (connectedAt.plus(STEADY).isBefore(connections.clock().instant())) {
            failures = 0;
            connect();
          } else {
            again();
          }
        },
        Duration.ZERO);
  }

  /** Reconnects after a change of the settings or of the trust in a certificate. */
  void reconsider(String why) {
    lost(why);
    run(this::connect, Duration.ZERO);
  }

  @Override
  public void values(Map<UaSubscription.Watched, DataValue> values) {
    UaSession present = session;
    if (!closed) {
      told.values(values);
    }
    for (DataValue value : values.values()) {
      if (present != null && value.getStatusCode().isBad()) {
        present.look(value.getStatusCode());
      }
    }
  }

  @Override
  public void event(UaSubscription.Watched point, List<Variant> fields) {
    if (!closed) {
      told.event(point, fields);
    }
  }

  @Override
  public CompletionStage<Void> set(DeviceIdentity device, Map<String, Object> values) {
    return ask(device, parts -> parts.session().write(parts.device(), parts.nodes(), values));
  }

  @Override
  public CompletionStage<Map<String, Object>> call(
      DeviceIdentity device, String identifier, Map<String, Object> input) {
    return ask(
        device, parts -> parts.session().call(parts.device(), parts.nodes(), identifier, input));
  }

  private record Parts(UaSession session, UaDevice device, UaNodes nodes) {}

  private <T> CompletionStage<T> ask(
      DeviceIdentity identity, Function<Parts, CompletableFuture<T>> request) {
    UaSession present = session;
    UaDevice device = target.devices().get(identity);
    UaNodes found = nodes.of(identity);
    if (device == null) {
      return failed(Cause.REQUEST, identity + " is not a device of this server");
    }
    if (closed || present == null || found == null) {
      return failed(Cause.UNREACHABLE, notConnected());
    }
    if (waiting.size() >= MOST_WAITING) {
      return failed(
          Cause.UNREACHABLE,
          "the queue of "
              + target.address()
              + " is full ("
              + MOST_WAITING
              + " requests); try again later");
    }
    CompletableFuture<T> answer = request.apply(new Parts(present, device, found));
    CompletableFuture<T> done = new CompletableFuture<>();
    waiting.add(done);
    answer.whenComplete(
        (value, failure) -> {
          waiting.remove(done);
          if (failure == null) {
            done.complete(value);
          } else {
            FieldException words = UaWords.of(failure, target.timeout());
            kept.failure(words);
            done.completeExceptionally(words);
          }
        });
    return done;
  }

  private String notConnected() {
    return target.address() + " is not connected" + kept.lastError().map(": "::concat).orElse("");
  }

  private static <T> CompletionStage<T> failed(Cause cause, String words) {
    return CompletableFuture.failedFuture(new FieldException(cause, words));
  }

  /** Executes a task with the current session, on the thread of the server. */
  <T> CompletionStage<T> borrow(UaTrial<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    waiting.add(done);
    run(
        () -> {
          UaSession present = session;
          try {
            if (present == null) {
              throw new FieldException(Cause.UNREACHABLE, notConnected());
            }
            done.complete(work.run(present));
          } catch (FieldException e) {
            done.completeExceptionally(e);
          } finally {
            waiting.remove(done);
          }
        },
        Duration.ZERO);
    return done;
  }

  @Override
  public FieldServerStatus status() {
    return kept.status();
  }

  @Override
  public void close() {
    closed = true;
    thread.shutdownNow();
    UaSession last = session;
    session = null;
    kept.state(State.CLOSED);
    FieldException ended =
        new FieldException(Cause.UNREACHABLE, target.address() + " has been closed");
    waiting.forEach(each -> each.completeExceptionally(ended));
    waiting.clear();
    if (last != null) {
      try {
        last.client().disconnectAsync().get(CLOSING_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("{}: error while closing: {}", target.address(), e.toString());
      }
    }
  }
}

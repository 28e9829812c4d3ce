/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldException.Cause;
import org.kuralink.api.channel.FieldReading;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldServerStatus;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.channel.ServerCertificate;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * The field channel for OPC UA: one {@link UaLink} for each server of a pushed model configuration,
 * independent of the others. Trials with servers that are not open run on two threads, {@code
 * kuralink-opcua-trial}; at most 20 trials are queued.
 */
final class OpcUaChannel implements FieldChannel {

  private static final int TRIALS = 2;
  private static final int MOST_TRIALS = 20;
  private static final long IDLE_SECONDS = 10;

  private final UaConnection connections;
  private final Set<UaLink> links = ConcurrentHashMap.newKeySet();
  private final Consumer<ServerCertificate> decided =
      certificate ->
          links.stream()
              .filter(each -> each.target().address().toString().equals(certificate.server()))
              .forEach(each -> each.reconsider("the operator decided about its certificate"));
  private final ThreadPoolExecutor trials;

  OpcUaChannel(UaConnection connections) {
    this.connections = connections;
    trials =
        new ThreadPoolExecutor(
            TRIALS,
            TRIALS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_TRIALS),
            UaThreads.named("trial"));
    trials.allowCoreThreadTimeOut(true);
    connections.known().listen(decided);
  }

  @Override
  public List<FieldError> check(FieldServer server) {
    UaTarget.Checked checked = UaTarget.read(server, connections.settings().get());
    return checked
        .target()
        .flatMap(target -> connections.taken(target.address()))
        .map(why -> List.of(new FieldError(server.place(), "url", why)))
        .orElse(checked.errors());
  }

  @Override
  public OpenFieldServer open(FieldServer server, FieldReports reports) {
    UaLink link = new UaLink(target(server), connections, reports);
    links.add(link);
    link.begin();
    return new Open(link, links);
  }

  /** Removes the link when it is closed. */
  private record Open(UaLink link, Set<UaLink> links) implements OpenFieldServer {

    @Override
    public CompletionStage<Void> set(DeviceIdentity device, Map<String, Object> values) {
      return link.set(device, values);
    }

    @Override
    public CompletionStage<Map<String, Object>> call(
        DeviceIdentity device, String identifier, Map<String, Object> input) {
      return link.call(device, identifier, input);
    }

    @Override
    public FieldServerStatus status() {
      return link.status();
    }

    @Override
    public void close() {
      links.remove(link);
      link.close();
    }
  }

  private UaTarget target(FieldServer server) {
    UaTarget.Checked checked = UaTarget.read(server, connections.settings().get());
    return checked
        .target()
        .orElseThrow(() -> new IllegalArgumentException(checked.errors().toString()));
  }

  @Override
  public CompletionStage<FieldReading> read(FieldServer server) {
    return attempt(server, null);
  }

  @Override
  public CompletionStage<FieldReading> write(FieldServer server, Object value) {
    return attempt(server, value);
  }

  private CompletionStage<FieldReading> attempt(FieldServer server, @Nullable Object value) {
    List<FieldError> errors = check(server);
    if (!errors.isEmpty()) {
      return failed(errors.toString());
    }
    UaTarget target = target(server);
    if (target.devices().size() != 1
        || target.devices().values().iterator().next().properties().size() != 1) {
      return failed("exactly one property of one device must be given");
    }
    UaTrial<FieldReading> trial = UaTrial.of(target, value);
    Optional<UaLink> open =
        links.stream().filter(each -> isSame(each.target(), target)).findFirst();
    if (open.isPresent()) {
      return open.get().borrow(trial);
    }
    CompletableFuture<FieldReading> done = new CompletableFuture<>();
    try {
      trials.execute(() -> attempt(target, trial, done));
    } catch (RejectedExecutionException e) {
      return failed("the queue for trials is full (" + MOST_TRIALS + "); try again later");
    }
    return done;
  }

  private static boolean isSame(UaTarget one, UaTarget other) {
    return one.address().equals(other.address())
        && one.security().equals(other.security())
        && one.userName().equals(other.userName());
  }

  private void attempt(
      UaTarget target, UaTrial<FieldReading> trial, CompletableFuture<FieldReading> done) {
    try {
      OpcUaClient client = connections.open(target, UaTransport.RequestCount.UNCOUNTED);
      try {
        done.complete(trial.run(new UaSession(client, target.timeout(), () -> {})));
      } finally {
        client.disconnectAsync();
      }
    } catch (FieldException e) {
      done.completeExceptionally(e);
    } catch (RuntimeException e) {
      done.completeExceptionally(
          new FieldException(Cause.UNREACHABLE, "cannot execute the trial: " + e));
    }
  }

  private static <T> CompletionStage<T> failed(String words) {
    return CompletableFuture.failedFuture(new FieldException(Cause.REQUEST, words));
  }

  /** Checks the open servers against changed settings. */
  void reconsider() {
    links.forEach(each -> each.reconsider("the settings of the channel changed"));
  }

  /** Closes servers that other components use after a change of their configurations. */
  void leaveToOthers() {
    links.stream()
        .filter(each -> connections.taken(each.target().address()).isPresent())
        .forEach(each -> each.reconsider("another component uses this server"));
  }

  void end() {
    connections.known().forget(decided);
    trials.shutdownNow();
    try {
      links.forEach(UaLink::close);
      links.clear();
    } finally {
      connections.threads().end();
    }
  }
}

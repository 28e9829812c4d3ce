/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineLimits;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.line.OpenLine;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.login.MqttLogin;
import org.kuralink.login.TestCertificates;
import org.kuralink.login.trust.TrustedRoots;

/** A link in virtual time, and its events. */
final class LineFixture implements LineEvents, AutoCloseable {

  private final Set<Thread> before = pahoThreads();
  final VirtualTime time = new VirtualTime();
  final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  final BlockingQueue<String> lost = new LinkedBlockingQueue<>();
  final List<String> traced = new CopyOnWriteArrayList<>();
  PahoLine line;

  LineFixture() {
    line = line(login("tcp", 1), settings(), this);
  }

  PahoLine line(MqttLogin login, LineSettings settings, LineEvents events) {
    return new PahoLine(login, settings, events, time(), ended -> {});
  }

  LineTime time() {
    return new LineTime(time.scheduler(), time::nanoTime, Clock.systemUTC());
  }

  static MqttLogin login(String scheme, int port) {
    return new MqttLogin(
        URI.create(scheme + "://localhost:" + port),
        "pk.device|securemode=2|",
        "device&pk",
        Secret.of("signed"),
        false);
  }

  static LineSettings settings() {
    return settings(30);
  }

  static LineSettings settings(int keepAlive) {
    return settings(
        keepAlive,
        TrustedRoots.with(TestCertificates.shared().pem("ca"))::context,
        Optional.empty());
  }

  static LineSettings settings(int keepAlive, ServerTrust trust, Optional<SessionProxy> proxy) {
    return new LineSettings(
        new LineLogin.Token(new DeviceIdentity("pk", "device"), "pk.device", "id", Secret.of("t")),
        new LineServer("tcp", "localhost", 1, "cn-shanghai", ""),
        trust,
        proxy,
        Path.of("."),
        new LineLimits(
            Duration.ofSeconds(keepAlive),
            false,
            false,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            10));
  }

  CompletionStage<Boolean> open(MqttLogin login, LineSettings settings) {
    return open(login, settings, this);
  }

  CompletionStage<Boolean> open(MqttLogin login, LineSettings settings, LineEvents events) {
    line = line(login, settings, events);
    return line.open().thenApply(OpenLine::sessionPresent);
  }

  CompletionStage<Boolean> open(String scheme, int port) {
    return open(login(scheme, port), settings());
  }

  /** A link that is open. */
  FakeBroker.Peer opened(FakeBroker broker) throws Exception {
    CompletionStage<Boolean> opened = open("tcp", broker.port());
    FakeBroker.Peer peer = broker.welcome();
    await(opened);
    return peer;
  }

  CompletionStage<Void> publish(String topic, int qos) {
    return line.publish(topic, "payload".getBytes(StandardCharsets.UTF_8), qos);
  }

  @Override
  public void received(String topic, byte[] payload, boolean again) {
    received.add(
        topic + " " + new String(payload, StandardCharsets.UTF_8) + (again ? " again" : ""));
  }

  @Override
  public void lost(SessionFault.Cause cause, String message) {
    lost.add(cause + " " + message);
  }

  @Override
  public void traced(String words) {
    traced.add(words);
  }

  @Nullable String nextLost() throws InterruptedException {
    return lost.poll(10, TimeUnit.SECONDS);
  }

  /** Waits for the news of a loss if there was a link; says whether it came. */
  boolean nextLostIf(boolean open) throws InterruptedException {
    return open ? nextLost() != null : !lost.isEmpty();
  }

  @Nullable String nextReceived() throws InterruptedException {
    return received.poll(10, TimeUnit.SECONDS);
  }

  static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  static LineException failure(CompletionStage<?> stage) throws Exception {
    try {
      await(stage);
    } catch (ExecutionException e) {
      return (LineException) e.getCause();
    }
    throw new AssertionError("did not fail");
  }

  static Set<Thread> pahoThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("MQTT ") || t.getName().startsWith("kuralink-mqtt"))
        .collect(Collectors.toSet());
  }

  static void awaitEnd(Set<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(10_000);
      assertTrue(!thread.isAlive(), () -> thread + " " + List.of(thread.getStackTrace()));
    }
  }

  @Override
  public void close() throws Exception {
    line.close();
    time.leap(Duration.ofSeconds(2));
    Set<Thread> left = pahoThreads();
    left.removeAll(before);
    awaitEnd(left);
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineLimits;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;
import org.kuralink.login.TestCertificates;
import org.kuralink.login.sign.SecretSigner;
import org.kuralink.login.sign.SignMethod;
import org.kuralink.login.trust.TrustedRoots;

/** CoAP lines for tests, and their events. */
abstract class CoapStage implements LineEvents {

  static final DeviceIdentity DEVICE = new DeviceIdentity("a1Dev01", "dev-01");
  static final String SECRET = "dev01-Made-Up-Secret-00000000007";
  static final String POST = "/sys/a1Dev01/dev-01/thing/event/property/post";

  private static final PrintStream TERMINAL = System.err;

  @TempDir Path data;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Map<String, TrustedRoots> trusted = new HashMap<>();
  CoapStack stack = new CoapStack(Clock.systemUTC(), 100);
  final BlockingQueue<String> lost = new LinkedBlockingQueue<>();
  final List<String> traced = new ArrayList<>();

  @BeforeEach
  void readTheLog() {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  /** Whatever goes wrong on the network, nobody reads a stack trace. */
  @AfterEach
  void stopLines() {
    stack.close();
    System.setErr(TERMINAL);
    assertFalse(log.toString(StandardCharsets.UTF_8).contains("\tat "), log::toString);
  }

  @Override
  public void received(String topic, byte[] payload, boolean again) {
    throw new AssertionError("nothing comes");
  }

  @Override
  public void lost(Cause cause, String message) {
    lost.add(cause + " " + message);
  }

  @Override
  public synchronized void traced(String words) {
    traced.add(words);
  }

  synchronized boolean isTraced(String part) {
    return traced.stream().anyMatch(words -> words.contains(part));
  }

  static LineLogin.Signed who(String secret, SignMethod method) {
    return new LineLogin.Signed(
        DEVICE,
        "a1Dev01.dev-01",
        OptionalLong.empty(),
        new SecretSigner(method, Secret.of(secret)));
  }

  LineSettings settings(LineLogin who, LineServer server, String ca, Duration limit) {
    return new LineSettings(
        who,
        server,
        trusted.computeIfAbsent(ca, name -> TrustedRoots.with(TestCertificates.shared().pem(name)))
            ::context,
        Optional.empty(),
        data,
        new LineLimits(Duration.ofSeconds(60), false, false, limit, limit, 1000));
  }

  /** The same with what a person chose for CoAP. */
  static LineSettings choosing(LineSettings given, String payload, String ackMode) {
    return new LineSettings(
        given.login(),
        given.server(),
        given.trust(),
        given.proxy(),
        given.data(),
        given.limits(),
        Map.of("coap.payload", payload, "coap.ack.mode", ackMode));
  }

  Line line(LineSettings settings) {
    return new CoapLine(settings, this, stack);
  }

  static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  static LineException failure(CompletionStage<?> stage) {
    ExecutionException e = assertThrows(ExecutionException.class, () -> await(stage));
    return assertInstanceOf(LineException.class, e.getCause());
  }

  static CompletionStage<Void> publish(Line line, String text) {
    return line.publish(POST, text.getBytes(StandardCharsets.UTF_8), 1);
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.kuralink.api.connection.SessionProxy;
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

/** HTTPS lines to a double of the platform, and their events. */
abstract class HttpsStage implements LineEvents {

  static final DeviceIdentity DEVICE = new DeviceIdentity("a1Dev01", "dev-01");
  static final String SECRET = "dev01-Made-Up-Secret-00000000007";
  static final String POST = "/sys/a1Dev01/dev-01/thing/event/property/post";

  @TempDir Path data;
  final HttpComponent component = new HttpComponent();
  final BlockingQueue<String> lost = new LinkedBlockingQueue<>();
  final List<String> traced = new ArrayList<>();
  UplinkDouble platform;

  @BeforeEach
  void start() throws Exception {
    platform = new UplinkDouble("localhost");
  }

  @AfterEach
  void stop() throws Exception {
    platform.close();
    component.deactivate();
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

  LineSettings settings(String ca, Optional<SessionProxy> proxy, Duration operation) {
    return settings(SECRET, SignMethod.HMACSHA1, OptionalLong.empty(), ca, proxy, operation);
  }

  LineSettings settings(
      String secret,
      SignMethod method,
      OptionalLong timestamp,
      String ca,
      Optional<SessionProxy> proxy,
      Duration operation) {
    return new LineSettings(
        new LineLogin.Signed(
            DEVICE, "a1Dev01.dev-01", timestamp, new SecretSigner(method, Secret.of(secret))),
        new LineServer("https", "localhost", platform.port(), "cn-shanghai", ""),
        TrustedRoots.with(TestCertificates.shared().pem(ca))::context,
        proxy,
        data,
        new LineLimits(
            Duration.ofSeconds(60), false, false, Duration.ofSeconds(20), operation, 1000));
  }

  Line line() {
    return line(settings("ca", Optional.empty(), Duration.ofSeconds(20)));
  }

  Line line(LineSettings settings) {
    return component.create(settings, this);
  }

  Line opened() throws Exception {
    Line line = line();
    await(line.open());
    return line;
  }

  static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  static LineException failure(CompletionStage<?> stage) {
    ExecutionException e = assertThrows(ExecutionException.class, () -> await(stage));
    return assertInstanceOf(LineException.class, e.getCause());
  }

  static CompletionStage<Void> publish(Line line, String text) {
    return line.publish(POST, text.getBytes(StandardCharsets.UTF_8), 1);
  }

  List<String> bodies() {
    return platform.to("/topic").stream().map(UplinkDouble.Request::text).toList();
  }
}

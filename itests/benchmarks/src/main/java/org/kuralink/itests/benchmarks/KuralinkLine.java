/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.LineLimits;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;
import org.kuralink.login.sign.SecretSigner;
import org.kuralink.login.sign.SignMethod;
import org.kuralink.login.trust.TrustedRoots;
import org.kuralink.standalone.embedded.EmbeddedGateway;

/** A transport of Kuralink without a session, in the role of a plain client. */
final class KuralinkLine implements BareReports.Client, LineEvents {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Line line;
  private final String topic;

  KuralinkLine(EmbeddedGateway gateway, PostingProcess.Task task) throws Exception {
    DeviceLogin device = task.device();
    String transport = task.way().transport();
    topic = device.topic("event/property/post");
    SecretSigner signer = new SecretSigner(SignMethod.HMACSHA256, Secret.of(device.deviceSecret()));
    line =
        gateway
            .service(LineFactory.class, "(" + LineFactory.TRANSPORT + "=" + transport + ")")
            .create(
                new LineSettings(
                    new LineLogin.Signed(
                        new DeviceIdentity(device.productKey(), device.deviceName()),
                        device.deviceName(),
                        OptionalLong.empty(),
                        signer),
                    new LineServer(transport, "localhost", task.port(), "cn-shanghai", ""),
                    TrustedRoots.with(Files.readString(task.authorities()))::context,
                    Optional.empty(),
                    Files.createDirectories(task.directory().resolve("line")),
                    new LineLimits(LIMIT, false, false, LIMIT, LIMIT, PostingProcess.WINDOW)),
                this);
    line.open().toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  @Override
  public CompletionStage<?> post(byte[] message) {
    return line.publish(topic, message, 0);
  }

  @Override
  public void postAndWait(byte[] message) throws Exception {
    post(message).toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  @Override
  public void received(String from, byte[] payload, boolean again) {
    throw new IllegalStateException("nothing comes");
  }

  @Override
  public void lost(SessionFault.Cause cause, String message) {
    throw new IllegalStateException(cause + " " + message);
  }

  @Override
  public void traced(String words) {
    // nobody looks
  }

  @Override
  public void close() {
    line.close();
  }
}

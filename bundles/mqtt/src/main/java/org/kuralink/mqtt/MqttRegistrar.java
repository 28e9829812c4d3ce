/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineLimits;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
import org.kuralink.login.Endpoint;
import org.kuralink.login.MqttLogin;
import org.kuralink.login.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests a device secret over MQTT: a log-in signed with the product secret, after which the
 * platform publishes the secret without a subscription. Over TLS only, to protect the secret.
 */
final class MqttRegistrar {

  /** The deadline of a registration. */
  static final Duration LIMIT = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger(MqttRegistrar.class);
  private static final String TOPIC = "/ext/register";
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);
  private static final int MAX_ANSWER = 64 * 1024;
  private static final int UNAVAILABLE = 3;

  private final Opener opener;
  private final Duration limit;

  MqttRegistrar(Opener opener, Duration limit) {
    this.opener = opener;
    this.limit = limit;
  }

  /** Creates the line of a registration. */
  @FunctionalInterface
  interface Opener {
    Line create(MqttLogin login, LineSettings settings, LineEvents events);
  }

  Secret register(LineSettings settings, String random) throws LineException {
    LineServer server = settings.server();
    if (!Transport.of(server.transport()).map(Transport::secure).orElse(false)
        || !(settings.login() instanceof LineLogin.Signed who)) {
      throw new LineException(
          SessionFault.Cause.CONFIGURATION,
          "registration over MQTT requires transport tls or wss, because the secret would be readable"
              + " by others on "
              + server.transport());
    }
    Answer answer = new Answer(who.device());
    Line line = opener.create(login(who, server, random), own(settings), answer);
    try {
      line.open().whenComplete((open, failure) -> answer.opened(failure));
      return answer.secret.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw refusal(who.device(), LineException.of(e.getCause() == null ? e : e.getCause()));
    } catch (TimeoutException e) {
      throw new LineException(
          SessionFault.Cause.TIMEOUT,
          "the platform accepted the registration of " + who.device() + ", but sent no secret");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LineException(SessionFault.Cause.TIMEOUT, "the registration was interrupted");
    } finally {
      line.close();
    }
  }

  private LineSettings own(LineSettings settings) {
    return new LineSettings(
        settings.login(),
        settings.server(),
        settings.trust(),
        settings.proxy(),
        settings.data(),
        new LineLimits(KEEP_ALIVE, true, false, limit, limit, 1));
  }

  private static MqttLogin login(LineLogin.Signed who, LineServer server, String random) {
    DeviceIdentity device = who.device();
    String sign =
        who.signer()
            .sign(
                Map.of(
                    "deviceName", device.deviceName(),
                    "productKey", device.productKey(),
                    "random", random));
    String clientId =
        device.deviceName()
            + "."
            + device.productKey()
            + "|random="
            + random
            + ",authType=register,securemode=2,signmethod="
            + who.signer().method()
            + (server.instanceId().isEmpty() ? "" : ",instanceId=" + server.instanceId())
            + "|";
    return new MqttLogin(
        Endpoint.of(device.productKey(), server).uri(),
        clientId,
        device.deviceName() + "&" + device.productKey(),
        Secret.of(sign),
        false);
  }

  private static LineException refusal(DeviceIdentity device, LineException failure) {
    if (failure.code().isPresent() && failure.code().getAsInt() != UNAVAILABLE) {
      return new LineException(
          SessionFault.Cause.REGISTRATION_REFUSED,
          "the platform did not register "
              + device
              + " (CONNACK "
              + failure.code().getAsInt()
              + "): check product.secret, enable dynamic registration for the product and create"
              + " the device; a secret that was issued before is not issued again");
    }
    return failure;
  }

  /** Waits for the message with the secret. */
  private static final class Answer implements LineEvents {

    private final CompletableFuture<Secret> secret = new CompletableFuture<>();
    private final DeviceIdentity device;

    Answer(DeviceIdentity device) {
      this.device = device;
    }

    void opened(@Nullable Throwable failure) {
      if (failure != null) {
        secret.completeExceptionally(failure);
      }
    }

    @Override
    public void received(String topic, byte[] payload, boolean again) {
      if (topic.equals(TOPIC) && payload.length <= MAX_ANSWER) {
        read(payload).ifPresent(secret::complete);
      }
    }

    private Optional<Secret> read(byte[] payload) {
      try {
        Map<String, @Nullable Object> json = Json.readObject(payload);
        if (text(json, "productKey").equals(device.productKey())
            && text(json, "deviceName").equals(device.deviceName())) {
          return Optional.of(text(json, "deviceSecret")).filter(s -> !s.isEmpty()).map(Secret::of);
        }
      } catch (JsonException | ClassCastException e) {
        secret.completeExceptionally(
            new LineException(
                SessionFault.Cause.PLATFORM,
                "the platform sent a reply to the registration that "
                    + (e instanceof JsonException ? e.getMessage() : "has no secret")));
      }
      return Optional.empty();
    }

    private static String text(Map<String, @Nullable Object> json, String name) {
      Object value = json.get(name);
      return value == null ? "" : (String) value;
    }

    @Override
    public void lost(SessionFault.Cause cause, String message) {
      secret.completeExceptionally(new LineException(cause, message));
    }

    @Override
    public void traced(String words) {
      LOG.debug("Registration of {}: {}", device, words);
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.mqtt;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
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
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.login.Login;
import org.kuralink.login.LoginException;
import org.kuralink.login.LoginSettings;
import org.kuralink.login.Registrar;
import org.kuralink.login.Signature;

/**
 * Asks for a device secret over MQTT: a log-in signed with the product secret, upon which the
 * platform publishes the secret without being subscribed. Over TLS only, because of the secret.
 */
public final class MqttRegistrar implements Registrar {

  private static final String TOPIC = "/ext/register";
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);
  private static final int MAX_ANSWER = 64 * 1024;
  private static final int UNAVAILABLE = 3;

  private final MqttTransportFactory transports;
  private final ServerTrust trust;
  private final Duration limit;

  /** Registers over links from this factory. */
  public MqttRegistrar(MqttTransportFactory transports, ServerTrust trust) {
    this(transports, trust, LIMIT);
  }

  MqttRegistrar(MqttTransportFactory transports, ServerTrust trust, Duration limit) {
    this.transports = transports;
    this.trust = trust;
    this.limit = limit;
  }

  @Override
  public Secret register(LoginSettings settings, Secret productSecret, String random)
      throws LoginException {
    if (!settings.endpoint().transport().secure()) {
      throw new LoginException(
          SessionFault.Cause.CONFIGURATION,
          "registration over MQTT needs transport tls or wss, because the secret would be readable"
              + " by others on "
              + settings.endpoint().transport());
    }
    Answer answer = new Answer(settings.identity());
    MqttTransport transport = transports.create();
    try {
      transport
          .open(
              login(settings, productSecret, random),
              new LinkSettings(KEEP_ALIVE, true, limit, limit, 1, trust),
              answer)
          .whenComplete((present, failure) -> answer.opened(failure));
      return answer.secret.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw refusal(settings.identity(), e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw new LoginException(
          SessionFault.Cause.TIMEOUT,
          "the platform let us in to register " + settings.identity() + ", but sent no secret");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoginException(SessionFault.Cause.TIMEOUT, "the registration was interrupted");
    } finally {
      transport.close();
    }
  }

  private static Login login(LoginSettings settings, Secret productSecret, String random) {
    DeviceIdentity device = settings.identity();
    Signature signature =
        Signature.of(
            settings.signMethod(),
            productSecret,
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
            + settings.signMethod().wireName()
            + (settings.instanceId().isEmpty() ? "" : ",instanceId=" + settings.instanceId())
            + "|";
    return new Login(
        settings.endpoint().uri(),
        clientId,
        device.deviceName() + "&" + device.productKey(),
        Secret.of(signature.hex()),
        false);
  }

  private static LoginException refusal(DeviceIdentity device, Throwable failure) {
    if (!(failure instanceof TransportException transport)) {
      return new LoginException(SessionFault.Cause.PLATFORM, String.valueOf(failure.getMessage()));
    }
    if (transport.connectCode().isPresent() && transport.connectCode().getAsInt() != UNAVAILABLE) {
      return new LoginException(
          SessionFault.Cause.REGISTRATION_REFUSED,
          "the platform did not register "
              + device
              + " (CONNACK "
              + transport.connectCode().getAsInt()
              + "): check product.secret, enable dynamic registration for the product and create"
              + " the device; a secret that was issued before is not issued again");
    }
    return new LoginException(transport.cause(), String.valueOf(transport.getMessage()));
  }

  /** Waits for the one message that counts. */
  private static final class Answer implements LinkEvents {

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
    public void received(String topic, byte[] payload) {
      if (topic.equals(TOPIC) && payload.length <= MAX_ANSWER) {
        read(payload).ifPresent(secret::complete);
      }
    }

    private Optional<Secret> read(byte[] payload) {
      try {
        JsonObject json =
            JsonParser.parseString(new String(payload, StandardCharsets.UTF_8)).getAsJsonObject();
        if (text(json, "productKey").equals(device.productKey())
            && text(json, "deviceName").equals(device.deviceName())) {
          return Optional.of(text(json, "deviceSecret")).filter(s -> !s.isEmpty()).map(Secret::of);
        }
      } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
        secret.completeExceptionally(
            new TransportException(
                SessionFault.Cause.PLATFORM,
                "the platform answered the registration with something that is not JSON"));
      }
      return Optional.empty();
    }

    private static String text(JsonObject json, String name) {
      return json.has(name) ? json.get(name).getAsString() : "";
    }

    @Override
    public void lost(SessionFault.Cause cause, String message) {
      secret.completeExceptionally(new TransportException(cause, message));
    }
  }
}

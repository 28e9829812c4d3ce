/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineSettings;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.login.diagnosis.Diagnosis;

/**
 * The HTTPS requests of one device, on Java's HTTP client: it keeps connections alive, uses HTTP/2
 * if offered, verifies chain and host name, and follows no redirect. Each exchange has one time
 * limit, after which it is cancelled. Any thread may call; no method blocks.
 */
final class Caller {

  private static final int OK = 200;

  private final LineSettings settings;
  private final LineLogin.Signed who;
  private final HttpsServer server;
  private final TokenFile tokens;
  private final Optional<LocalProxy> localProxy;
  private final Exchanges exchanges;
  private volatile @Nullable Place last;

  /** The URI of the last topic, which the next message most often has, too. */
  private record Place(String topic, URI address) {}

  private Caller(
      HttpClient client,
      LineSettings settings,
      LineLogin.Signed who,
      HttpsServer server,
      Optional<LocalProxy> localProxy) {
    // With a proxy, only the proxy looks up the server.
    String asked = localProxy.map(way -> way.address().getHostString()).orElse(server.host());
    this.exchanges = new Exchanges(client, CachedName.of(asked), UplinkAnswer.MOST_BYTES);
    this.settings = settings;
    this.who = who;
    this.server = server;
    this.localProxy = localProxy;
    this.tokens = new TokenFile(settings, who, server);
  }

  /** Creates a caller; reads the trusted certificates, which may block. */
  static Caller of(LineSettings settings, LineLogin.Signed who, HttpsServer server, Clock clock) {
    try {
      HttpClient.Builder client =
          HttpClient.newBuilder()
              // On the client's own thread: the work does not block, and needs no thread switch.
              .executor(Runnable::run)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(settings.limits().connect())
              .sslContext(settings.trust().context())
              .sslParameters(settings.trust().parameters());
      Optional<SessionProxy> proxy = settings.proxy();
      Optional<LocalProxy> localProxy = Optional.empty();
      if (proxy.isPresent() && !proxy.get().leadsTo(server.host())) {
        client.proxy(HttpClient.Builder.NO_PROXY);
      } else if (proxy.isPresent()) {
        LocalProxy made = LocalProxy.to(proxy.get(), settings.limits().connect());
        client.proxy(ProxySelector.of(made.address()));
        localProxy = Optional.of(made);
      }
      return new Caller(client.build(), settings, who, server, localProxy);
    } catch (IOException e) {
      throw new CompletionException(explain(e, server, clock));
    }
  }

  Optional<Secret> keptToken() {
    return tokens.read();
  }

  /** Requests a token and stores it. */
  CompletableFuture<Secret> logIn() {
    DeviceIdentity device = who.device();
    Map<String, String> signed = new TreeMap<>();
    signed.put("productKey", device.productKey());
    signed.put("deviceName", device.deviceName());
    signed.put("clientId", who.clientId());
    who.timestamp().ifPresent(time -> signed.put("timestamp", Long.toString(time)));
    Map<String, String> body = new LinkedHashMap<>(signed);
    body.put("version", "default");
    body.put("signmethod", who.signer().method());
    body.put("sign", who.signer().sign(signed));
    HttpRequest request =
        to(server.auth())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(JsonOutput.bytes(body)))
            .build();
    return ask(request, settings.limits().connect())
        .thenApplyAsync(
            answer -> {
              if (!answer.isSuccess() || answer.token().isEmpty()) {
                throw new CompletionException(answer.noToken());
              }
              Secret token = Secret.of(answer.token());
              tokens.write(token);
              return token;
            },
            exchanges.threads());
  }

  /** Sends a message. */
  CompletableFuture<UplinkAnswer> report(String topic, byte[] payload, Secret token) {
    HttpRequest request =
        to(place(topic))
            .header("Content-Type", "application/octet-stream")
            .header("password", token.reveal())
            .POST(HttpRequest.BodyPublishers.ofByteArray(payload))
            .build();
    return ask(request, settings.limits().operation());
  }

  private URI place(String topic) {
    Place known = last;
    if (known == null || !known.topic.equals(topic)) {
      known = new Place(topic, server.topic(topic));
      last = known;
    }
    return known.address;
  }

  private HttpRequest.Builder to(URI address) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    localProxy.ifPresent(way -> request.header("Proxy-Authorization", way.authorization()));
    return request;
  }

  private CompletableFuture<UplinkAnswer> ask(HttpRequest request, Duration limit) {
    return exchanges
        .begin(request, limit)
        .thenApply(this::read)
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(reason(failure)));
  }

  /** Returns the failure of the proxy, if there is one, instead of its consequence. */
  private Throwable reason(Throwable failure) {
    return localProxy.<Throwable>flatMap(LocalProxy::trouble).orElse(failure);
  }

  private UplinkAnswer read(Exchanges.Whole answer) {
    try {
      if (answer.status() != OK) {
        throw UplinkAnswer.status(answer.status(), server);
      }
      return UplinkAnswer.read(answer.body(), server);
    } catch (LineException e) {
      throw new CompletionException(e);
    }
  }

  /** Cancels the current exchange. */
  void giveUp() {
    exchanges.close();
    localProxy.ifPresent(LocalProxy::close);
  }

  /** Returns the exception for a failure, with a message for the operator. */
  static LineException explain(Throwable failure, HttpsServer server, Clock clock) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof LineException known) {
        return known;
      }
      if (e instanceof TimeoutException) {
        return new LineException(
            Cause.TIMEOUT, server + " did not answer in time; check the network");
      }
    }
    Diagnosis found = Diagnosis.of(failure, server.toString(), clock.instant());
    return new LineException(found.cause(), found.message());
  }
}

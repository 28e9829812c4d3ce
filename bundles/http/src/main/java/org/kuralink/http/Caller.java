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
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineProxy;
import org.kuralink.api.line.LineSettings;
import org.kuralink.json.Json;
import org.kuralink.login.diagnosis.Diagnosis;

/**
 * What one device asks of the platform, on Java's own client: it keeps connections, speaks HTTP/2
 * where that is offered, checks chain and host, and follows nobody elsewhere. Each exchange has one
 * limit over all of it and is cut off there. Any thread may call; nothing waits.
 */
final class Caller {

  private static final String NO_BASIC = "jdk.http.auth.tunneling.disabledSchemes";

  private final HttpClient client;
  private final LineSettings settings;
  private final LineLogin.Signed who;
  private final HttpsServer server;
  private final TokenFile tokens;
  private final Optional<String> proxyPass;
  private final Set<CompletableFuture<?>> exchanges = ConcurrentHashMap.newKeySet();

  private Caller(
      HttpClient client,
      LineSettings settings,
      LineLogin.Signed who,
      HttpsServer server,
      Optional<String> proxyPass) {
    this.client = client;
    this.settings = settings;
    this.who = who;
    this.server = server;
    this.proxyPass = proxyPass;
    this.tokens = new TokenFile(settings, who, server);
  }

  /** Reads what is trusted, which may take its time. */
  static Caller of(
      LineSettings settings,
      LineLogin.Signed who,
      HttpsServer server,
      Executor threads,
      Clock clock) {
    try {
      HttpClient.Builder client =
          HttpClient.newBuilder()
              .executor(threads)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(settings.limits().connect())
              .sslContext(settings.trust().context())
              .sslParameters(settings.trust().parameters());
      Optional<String> pass = Optional.empty();
      if (settings.proxy().isPresent()) {
        LineProxy proxy = settings.proxy().get();
        pass = pass(proxy);
        client.proxy(
            ProxySelector.of(InetSocketAddress.createUnresolved(proxy.host(), proxy.port())));
      }
      return new Caller(client.build(), settings, who, server, pass);
    } catch (IOException | LineException e) {
      throw new CompletionException(explain(e, server, clock));
    }
  }

  /** Who we are for a proxy that asks; Java sends it nothing unless it is told that it may. */
  private static Optional<String> pass(LineProxy proxy) throws LineException {
    if (proxy.kind() != LineProxy.Kind.HTTP) {
      throw new LineException(
          Cause.CONFIGURATION, "HTTPS goes through an http:// proxy only; change proxy.url");
    }
    if (proxy.user().isEmpty()) {
      return Optional.empty();
    }
    if (System.getProperty(NO_BASIC, "Basic").toLowerCase(Locale.ROOT).contains("basic")) {
      throw new LineException(
          Cause.CONFIGURATION,
          "Java gives a proxy no user and password for HTTPS unless it is started with -D"
              + NO_BASIC
              + "= ; start it so, or let the proxy know this machine by its address");
    }
    String plain = proxy.user() + ":" + proxy.password().reveal();
    return Optional.of(
        "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
  }

  Optional<Secret> keptToken() {
    return tokens.read();
  }

  /** Asks for a token, and keeps it. */
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
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
            .build();
    return ask(request, settings.limits().connect())
        .thenApply(
            answer -> {
              if (!answer.isSuccess() || answer.token().isEmpty()) {
                throw new CompletionException(answer.noToken());
              }
              Secret token = Secret.of(answer.token());
              tokens.write(token);
              return token;
            });
  }

  /** Sends a message. */
  CompletableFuture<UplinkAnswer> report(String topic, byte[] payload, Secret token) {
    HttpRequest request =
        to(server.topic(topic))
            .header("Content-Type", "application/octet-stream")
            .header("password", token.reveal())
            .POST(HttpRequest.BodyPublishers.ofByteArray(payload))
            .build();
    return ask(request, settings.limits().operation());
  }

  private HttpRequest.Builder to(URI address) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    proxyPass.ifPresent(pass -> request.header("Proxy-Authorization", pass));
    return request;
  }

  private CompletableFuture<UplinkAnswer> ask(HttpRequest request, Duration limit) {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request, head -> new BoundedBody(UplinkAnswer.MOST_BYTES));
    exchanges.add(exchange);
    return exchange
        .thenApply(this::read)
        .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (answer, failure) -> {
              exchanges.remove(exchange);
              exchange.cancel(true);
            });
  }

  private UplinkAnswer read(HttpResponse<byte[]> response) {
    try {
      if (response.statusCode() != 200) {
        throw UplinkAnswer.status(response.statusCode(), server);
      }
      return UplinkAnswer.read(response.body(), server);
    } catch (LineException e) {
      throw new CompletionException(e);
    }
  }

  /** Cuts off what is under way. */
  void giveUp() {
    exchanges.forEach(exchange -> exchange.cancel(true));
  }

  /** What a failure means, for people. */
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

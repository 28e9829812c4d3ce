/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.api.connection.SessionFault;

/**
 * The platform's HTTPS authentication service: one POST, one JSON answer. Owns one or two daemon
 * threads "kuralink-auth" while it is in use; they end by themselves and at {@link #close}.
 */
final class AuthService implements AutoCloseable {

  private static final int MAX_ANSWER = 64 * 1024;

  private final URI base;
  private final Duration limit;
  private final ServerTrust trust;
  private final Clock clock;
  private final ThreadPoolExecutor threads;
  private @Nullable HttpClient client;
  private @Nullable SSLContext secured;

  AuthService(URI base, Duration limit, ServerTrust trust, Clock clock) {
    this.base = base;
    this.limit = limit;
    this.trust = trust;
    this.clock = clock;
    this.threads =
        new ThreadPoolExecutor(
            2, 2, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(64), AuthService::thread);
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Posts a form and reads the answer.
   *
   * @throws LoginException if there is no answer, or none that can be read
   */
  Answer post(String path, Map<String, String> form) throws LoginException {
    URI uri = uri(path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(limit)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(encode(form)))
            .build();
    HttpResponse<byte[]> response = send(request);
    if (response.statusCode() / 100 == 3) {
      throw new LoginException(
          SessionFault.Cause.CONFIGURATION,
          uri + " sends us elsewhere, which is not followed; check auth.url");
    }
    if (response.statusCode() != 200) {
      throw new LoginException(
          SessionFault.Cause.PLATFORM, uri + " answered HTTP " + response.statusCode());
    }
    return answer(uri, new String(response.body(), StandardCharsets.UTF_8));
  }

  @Override
  public synchronized void close() {
    client = null;
    threads.shutdownNow();
  }

  private URI uri(String path) throws LoginException {
    String scheme = String.valueOf(base.getScheme());
    String host = base.getHost();
    if (host == null || !(scheme.equals("https") || (scheme.equals("http") && isLoopback(host)))) {
      throw new LoginException(
          SessionFault.Cause.CONFIGURATION,
          "auth.url must be https://host[:port] (http only towards this machine), but is '"
              + base
              + "'");
    }
    String prefix = base.toString();
    return URI.create(
        (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + path);
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.startsWith("127.") && host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws LoginException {
    CompletableFuture<HttpResponse<byte[]>> response =
        client().sendAsync(request, info -> new BoundedBody(MAX_ANSWER));
    String server = request.uri().getHost();
    try {
      return response.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      response.cancel(true);
      throw new LoginException(
          SessionFault.Cause.TIMEOUT,
          server + " did not answer within " + limit.toSeconds() + " s; check the network");
    } catch (ExecutionException e) {
      Diagnosis found = Diagnosis.of(e, server, clock.instant());
      throw new LoginException(found.cause(), found.message());
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw new LoginException(SessionFault.Cause.TIMEOUT, "the log-in was interrupted");
    }
  }

  private HttpClient client() throws LoginException {
    try {
      return client(trust.context());
    } catch (ServerTrustException e) {
      throw new LoginException(SessionFault.Cause.CONFIGURATION, String.valueOf(e.getMessage()));
    }
  }

  private synchronized HttpClient client(SSLContext context) {
    HttpClient built = client;
    if (built == null || context != secured) {
      built =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(limit)
              .sslContext(context)
              .sslParameters(trust.parameters())
              .executor(threads)
              .build();
      client = built;
      secured = context;
    }
    return built;
  }

  private static Answer answer(URI uri, String text) throws LoginException {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      int code = json.getAsJsonPrimitive("code").getAsInt();
      JsonElement message = json.get("message");
      JsonElement data = json.get("data");
      return new Answer(
          code,
          message != null && message.isJsonPrimitive() ? clean(message.getAsString()) : "",
          data != null && data.isJsonObject() ? data.getAsJsonObject() : new JsonObject());
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | NumberFormatException
        | NullPointerException e) {
      throw new LoginException(
          SessionFault.Cause.PLATFORM,
          uri + " did not answer with the JSON that the platform sends; check auth.url");
    }
  }

  /** A text from outside, fit for a log. */
  private static String clean(String text) {
    return text.codePoints()
        .limit(200)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String encode(Map<String, String> form) {
    return form.entrySet().stream()
        .map(
            field ->
                URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8)
                    + "="
                    + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "kuralink-auth");
    thread.setDaemon(true);
    return thread;
  }

  /** What the service answered. */
  record Answer(int code, String message, JsonObject data) {

    /** A member that must be there. */
    String text(String name) throws LoginException {
      JsonElement member = data.get(name);
      if (member == null || !member.isJsonPrimitive() || member.getAsString().isEmpty()) {
        throw new LoginException(
            SessionFault.Cause.PLATFORM, "the platform's answer has no '" + name + "'; try later");
      }
      return member.getAsString();
    }

    /** The platform's own words about a failure. */
    String words() {
      return "code " + code + (message.isEmpty() ? "" : ", '" + message + "'");
    }
  }
}

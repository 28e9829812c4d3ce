/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.offer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.kuralink.cota.offer.DownloadException.Reason;

/**
 * Fetches over HTTP, into memory because the file is small. Redirects are followed a few times and
 * never from https to http; nothing is decompressed. The threads are those of Java's own client:
 * daemons that end with it.
 */
public final class HttpDownloader implements Downloader {

  private static final int REDIRECTS = 3;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(15);

  private final Duration limit;

  /**
   * A downloader.
   *
   * @param limit how long a download may take in all
   */
  public HttpDownloader(Duration limit) {
    this.limit = limit;
  }

  @Override
  public CompletionStage<byte[]> fetch(Offer offer, Access access) {
    HttpClient client;
    try {
      client =
          HttpClient.newBuilder()
              .followRedirects(HttpClient.Redirect.NEVER)
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(CONNECT_LIMIT)
              .sslContext(Trust.context(access.roots()))
              .build();
    } catch (GeneralSecurityException | IOException e) {
      return CompletableFuture.failedFuture(
          new DownloadException(Reason.REFUSED, "ca.certificate holds no certificates in PEM"));
    }
    Attempt attempt = new Attempt(client, (int) offer.size(), access.allowHttp());
    CompletableFuture<byte[]> body = attempt.get(offer.url(), REDIRECTS);
    return body.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((bytes, failure) -> attempt.cancel())
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(named(failure)));
  }

  private static boolean isHttps(URI url) {
    return String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT).equals("https");
  }

  private DownloadException named(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof DownloadException own) {
      return own;
    }
    // An IOException of the client may wrap our own, thrown while the body came.
    if (cause.getCause() instanceof DownloadException own) {
      return own;
    }
    if (cause instanceof TimeoutException) {
      return new DownloadException(
          Reason.TRANSIENT, "not finished after " + limit.toSeconds() + " s");
    }
    if (cause instanceof SSLHandshakeException) {
      return new DownloadException(Reason.TRANSIENT, certificate(cause));
    }
    boolean ofTheNetwork = cause instanceof IOException;
    // The message of anything else may have the whole address, which carries a signature.
    String words = ofTheNetwork && cause.getMessage() != null ? ": " + cause.getMessage() : "";
    return new DownloadException(
        ofTheNetwork ? Reason.TRANSIENT : Reason.REFUSED, cause.getClass().getSimpleName() + words);
  }

  /** A missing root does not help against a server of another name. */
  private static String certificate(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof CertificateException && String.valueOf(e.getMessage()).startsWith("No ")) {
        return "the server's certificate is for another host; check the address ("
            + e.getMessage()
            + ")";
      }
    }
    return "the server's certificate is not trusted; if it is your own server, put the root that"
        + " signed it into ca.certificate ("
        + failure.getMessage()
        + ")";
  }

  /** One download through its redirects. */
  private static final class Attempt {

    private final HttpClient client;
    private final int size;
    private final boolean allowHttp;
    private volatile CompletableFuture<?> running = new CompletableFuture<>();

    Attempt(HttpClient client, int size, boolean allowHttp) {
      this.client = client;
      this.size = size;
      this.allowHttp = allowHttp;
    }

    void cancel() {
      running.cancel(true);
    }

    CompletableFuture<byte[]> get(URI url, int redirectsLeft) {
      if (!isHttps(url) && !allowHttp) {
        return refused("the address is not https");
      }
      CompletableFuture<HttpResponse<byte[]>> response;
      try {
        response = client.sendAsync(HttpRequest.newBuilder(url).GET().build(), this::body);
      } catch (IllegalArgumentException e) {
        // Its message may have the whole address, which carries a signature.
        return refused("the address cannot be used");
      }
      running = response;
      return response.thenCompose(answer -> taken(url, answer, redirectsLeft));
    }

    private HttpResponse.BodySubscriber<byte[]> body(HttpResponse.ResponseInfo info) {
      if (info.statusCode() != 200) {
        return BodySubscribers.replacing(new byte[0]);
      }
      long announced = info.headers().firstValueAsLong("Content-Length").orElse(size);
      return new BoundedBody(size, announced);
    }

    private CompletableFuture<byte[]> taken(
        URI url, HttpResponse<byte[]> answer, int redirectsLeft) {
      int status = answer.statusCode();
      return switch (status) {
        case 200 -> CompletableFuture.completedFuture(answer.body());
        case 301, 302, 303, 307, 308 -> redirected(url, answer, redirectsLeft);
        case 403, 410 ->
            CompletableFuture.failedFuture(
                new DownloadException(Reason.EXPIRED, "the server answers " + status));
        case 408, 429, 500, 502, 503, 504 ->
            CompletableFuture.failedFuture(
                new DownloadException(Reason.TRANSIENT, "the server answers " + status));
        default -> refused("the server answers " + status);
      };
    }

    private CompletableFuture<byte[]> redirected(
        URI url, HttpResponse<byte[]> answer, int redirectsLeft) {
      if (redirectsLeft == 0) {
        return refused("more than " + REDIRECTS + " redirects");
      }
      URI target;
      try {
        target = url.resolve(answer.headers().firstValue("Location").orElse(""));
      } catch (IllegalArgumentException e) {
        return refused("a redirect leads to no URL");
      }
      if (!Offer.isWeb(target)) {
        return refused("a redirect leads to no http or https address");
      }
      if (isHttps(url) && !isHttps(target)) {
        return refused("a redirect leads from https to http");
      }
      return get(target, redirectsLeft - 1);
    }

    private static CompletableFuture<byte[]> refused(String message) {
      return CompletableFuture.failedFuture(new DownloadException(Reason.REFUSED, message));
    }
  }
}

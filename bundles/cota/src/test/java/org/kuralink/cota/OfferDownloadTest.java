/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.FakeDownloads;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.calls.ComponentThread;
import org.kuralink.cota.OfferDownload.Downloader;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.store.ConfigurationFiles;
import org.kuralink.store.Medium;

/** Downloads from a server that sends nothing, while the component stops. */
class OfferDownloadTest {

  private static final JsonText OFFER =
      JsonText.of(
          "{\"configId\":\"c\",\"configSize\":1,\"sign\":\"%s\",\"signMethod\":\"Sha256\","
                  .formatted(Offer.digestOf(new byte[1]))
              + "\"url\":\"https://files.example/file\",\"getType\":\"file\"}");

  private final CompletableFuture<Thread> fetching = new CompletableFuture<>();
  private final CotaComponent component = new CotaComponent();

  @AfterEach
  void end() {
    component.deactivate();
  }

  private void start(Downloader downloader) {
    component.start(
        new ConfigurationFiles("stopped", Medium.disk(), Optional.empty()),
        Map.of("request.when", "demand"),
        key -> Optional.empty(),
        downloader,
        ComponentThread.start("kuralink-cota-", "stopped"),
        ComponentThread::daemons);
    FakeCloudSession session = new FakeCloudSession();
    session.link().answerWith(request -> Reply.success(OFFER));
    component.addSession(session, Map.of(CloudSession.PID, "main"));
  }

  private Downloader hanging() {
    return OfferDownload.by(
        new FakeDownloads(
            request -> {
              fetching.complete(Thread.currentThread());
              new CountDownLatch(1).await();
              return new byte[1];
            }),
        Duration.ofMinutes(2));
  }

  private ConfigurationResult requested() throws Exception {
    return component.request().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void theEndOfTheComponentEndsWhatIsFetched() throws Exception {
    start(hanging());
    CompletableFuture<ConfigurationResult> result = component.request().toCompletableFuture();
    Thread thread = fetching.join();
    assertEquals("kuralink-cota-download", thread.getName());
    component.deactivate();
    assertFalse(thread.isAlive());
    assertEquals("remote configuration has stopped", result.get(30, TimeUnit.SECONDS).message());
  }

  /** The bundle of the connection is removed during the download. */
  @Test
  void anErrorIsTheEndOfADownloadToo() throws Exception {
    start(
        (offer, access) -> {
          throw new NoClassDefFoundError("org/kuralink/connection/Gone");
        });
    ConfigurationResult result = requested();
    assertEquals(ConfigurationOutcome.REFUSED, result.outcome());
    assertEquals(Optional.of(ConfigurationStep.DOWNLOAD), result.failedStep());
  }

  @Test
  void nothingIsFetchedAfterTheEnd() throws Exception {
    start(hanging());
    component.deactivate();
    assertEquals("remote configuration is gone", requested().message());
    assertFalse(fetching.isDone());
  }
}

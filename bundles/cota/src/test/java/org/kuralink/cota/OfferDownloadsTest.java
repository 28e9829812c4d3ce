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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.FakeDownloads;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.calls.ComponentThread;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.store.ConfigurationFiles;
import org.kuralink.store.Medium;

/** Downloads whose server sends nothing, and a component that ends meanwhile. */
class OfferDownloadsTest {

  private static final Offer OFFER =
      new Offer(
          "c",
          1,
          Offer.digestOf(new byte[1]),
          new WebAddress(true, "files.example", 443, "/file"),
          Instant.EPOCH);

  private final CompletableFuture<Thread> fetching = new CompletableFuture<>();
  private final OfferDownloads downloads =
      new OfferDownloads(
          new FakeDownloads(
              request -> {
                fetching.complete(Thread.currentThread());
                new CountDownLatch(1).await();
                return new byte[1];
              }),
          Duration.ofMinutes(2));

  private CompletionStage<byte[]> fetch() {
    return downloads.fetch(OFFER, new CotaSettings.Access(false, ""));
  }

  private static void assertCutOff(CompletionStage<byte[]> stage) {
    ExecutionException e =
        assertThrows(
            ExecutionException.class, () -> stage.toCompletableFuture().get(30, TimeUnit.SECONDS));
    DownloadException cause = assertInstanceOf(DownloadException.class, e.getCause());
    assertEquals(DownloadException.Kind.CUT_OFF, cause.kind());
  }

  @Test
  void theEndOfTheComponentEndsWhatIsFetched() {
    CotaComponent component = new CotaComponent();
    component.start(
        new ConfigurationFiles("stopped", Medium.disk(), Optional.empty()),
        Map.of(),
        key -> Optional.empty(),
        downloads,
        ComponentThread.start("kuralink-cota-", "stopped"),
        ComponentThread.daemons("kuralink-cota-stopped-calls"));
    CompletionStage<byte[]> first = fetch();
    Thread thread = fetching.join();
    assertEquals("kuralink-cota-download", thread.getName());
    component.deactivate();
    assertFalse(thread.isAlive());
    assertCutOff(first);
  }

  /** As of a connection whose bundle goes while it fetches. */
  @Test
  void anErrorIsTheEndOfADownloadToo() throws InterruptedException {
    CompletableFuture<Thread> failing = new CompletableFuture<>();
    OfferDownloads hostile =
        new OfferDownloads(
            new FakeDownloads(
                request -> {
                  failing.complete(Thread.currentThread());
                  throw new NoClassDefFoundError("org/kuralink/connection/Gone");
                }),
            Duration.ofMinutes(2));
    CompletableFuture<byte[]> stage =
        hostile.fetch(OFFER, new CotaSettings.Access(false, "")).toCompletableFuture();
    failing.join().join();
    assertTrue(stage.isCompletedExceptionally(), "whoever waits for it would wait for ever");
  }

  @Test
  void nothingIsFetchedAfterTheEnd() {
    downloads.close();
    assertCutOff(fetch());
    assertFalse(fetching.isDone());
  }
}

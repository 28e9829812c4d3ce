/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.faults;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.FallbackStatus;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.simulator.Limits;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.standalone.embedded.EmbeddedGateway;
import org.kuralink.standalone.embedded.PlatformClient;
import org.kuralink.standalone.embedded.SharedGateway;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts and restores MQTT at random times at ten posts per second, while HTTPS is available and its
 * tokens expire all the time: three times, with {@code -Plong} fifty times. {@code -Dkuralink.seed}
 * selects another run.
 */
class FallbackFaultsTest {

  private static final Logger LOG = LoggerFactory.getLogger(FallbackFaultsTest.class);
  private static final int CUTS = Integer.getInteger("kuralink.kills", 0) >= 1000 ? 50 : 3;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration TOKENS_LIVE = Duration.ofSeconds(2);
  private static final String PROPERTY = "uptime";

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private final long seed = Long.getLong("kuralink.seed", 16);
  private final Random chance = new Random(seed);
  private final ScheduledExecutorService posting = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger posted = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final List<Integer> arrived = new ArrayList<>();
  private volatile Duration platformAhead = Duration.ZERO;
  private Simulator simulator;
  private PlatformClient platform;
  private EmbeddedGateway gateway;
  private CloudSession session;

  /** The clock of the platform, which a test sets. */
  private final class PlatformClock extends Clock {

    @Override
    public Instant instant() {
      return Instant.now().plus(platformAhead);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void start() throws IOException {
    simulator =
        Simulator.start(
            SimulatorOptions.forTests()
                .withLimits(Limits.NONE)
                .withClock(new PlatformClock())
                .withHttpsTokenLifetime(TOKENS_LIVE));
    simulator.journal().subscribe(this::event);
    platform = SampleDevice.platform(simulator);
    gateway = SHARED.on(data);
    Map<String, ?> others =
        Map.of(
            "ca.certificate",
            Files.readString(simulator.caPem()),
            "reconnect.min.seconds",
            1,
            "reconnect.max.seconds",
            2,
            "fallback.transport",
            "https",
            "fallback.after.seconds",
            1,
            "fallback.url",
            "https://localhost:" + simulator.ports().https());
    gateway.configure(
        "org.kuralink.connection", "main", SampleDevice.connection(simulator, others));
    session = gateway.service(CloudSession.class, "(kura.service.pid=main)");
    awaitOnline();
  }

  @AfterEach
  void stop() {
    posting.shutdownNow();
    SHARED.clear();
    simulator.close();
  }

  private void post() {
    session
        .link()
        .request(
            "thing.event.property.post",
            JsonText.of("{\"" + PROPERTY + "\":" + posted.getAndIncrement() + "}"),
            RequestOptions.DURABLE.within(LIMIT))
        .thenAccept(reply -> accepted.addAndGet(reply.isAnswered() ? 0 : 1));
  }

  private synchronized void event(String name, JsonObject message) {
    boolean isPost =
        name.equals("message")
            && message.get("direction").getAsString().equals("up")
            && message.get("topic").getAsString().endsWith("/post")
            && !message.has("note");
    if (isPost) {
      JsonObject params =
          JsonParser.parseString(message.get("payload").getAsString())
              .getAsJsonObject()
              .getAsJsonObject("params");
      if (params.get("properties") instanceof JsonObject batch) {
        batch.getAsJsonArray(PROPERTY).forEach(value -> arrived.add(valueOf(value)));
      } else {
        arrived.add(valueOf(params.get(PROPERTY)));
      }
    }
  }

  private static int valueOf(JsonElement value) {
    return value instanceof JsonObject timed ? timed.get("value").getAsInt() : value.getAsInt();
  }

  private synchronized List<Integer> arrived() {
    return List.copyOf(arrived);
  }

  private FallbackStatus fallback() {
    return session.status().fallback().orElseThrow();
  }

  private void awaitOnline() {
    await().atMost(LIMIT).until(() -> session.status().isOnline());
  }

  private void awaitPosts(int more) {
    int goal = posted.get() + more;
    await().atMost(LIMIT).until(() -> posted.get() >= goal);
  }

  @Test
  void posts_arrive_in_order_and_twice_only_where_that_is_counted() {
    LOG.info("seed {}", seed);
    posting.scheduleAtFixedRate(this::post, 0, 100, TimeUnit.MILLISECONDS);
    for (int cut = 0; cut < CUTS; cut++) {
      awaitPosts(1 + chance.nextInt(40));
      platform.stopBroker();
      if (cut == 0 || chance.nextInt(4) > 0) {
        await().atMost(LIMIT).until(() -> session.status().isUplinkOnly());
        awaitPosts(cut == 0 ? (int) TOKENS_LIVE.toSeconds() * 20 : 1);
      }
      awaitPosts(1 + chance.nextInt(40));
      platform.startBroker();
      awaitOnline();
    }
    assertAllArrived();
  }

  @Test
  void a_clock_an_hour_off_is_named_and_mqtt_comes_back() {
    platformAhead = Duration.ofHours(1);
    platform.stopBroker();
    String why =
        await()
            .atMost(LIMIT)
            .until(() -> fallback().fault(), Optional::isPresent)
            .orElseThrow()
            .message();
    assertTrue(why.contains("clock is more than 15 minutes off"), why);
    assertFalse(session.status().isUplinkOnly());
    platform.startBroker();
    awaitOnline();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"httpsForm\":\"cut-off\"",
        "\"httpsForm\":\"html\"",
        "\"httpsCode\":30001",
        "\"httpsCode\":40000"
      })
  void what_https_does_wrong_loses_nothing(String fault) {
    posting.scheduleAtFixedRate(this::post, 0, 100, TimeUnit.MILLISECONDS);
    awaitPosts(5);
    platform.stopBroker();
    await().atMost(LIMIT).until(() -> fallback().messages() > 0);
    platform.faults("{" + fault + ",\"httpsTimes\":2}");
    awaitPosts(5);
    long before = fallback().messages();
    await().atMost(LIMIT).until(() -> fallback().messages() > before);
    platform.startBroker();
    awaitOnline();
    assertAllArrived();
  }

  @Test
  void the_bundle_that_reports_is_replaced_while_it_carries_posts() throws BundleException {
    Bundle http = gateway.bundle("org.kuralink.http");
    posting.scheduleAtFixedRate(this::post, 0, 100, TimeUnit.MILLISECONDS);
    awaitPosts(5);
    platform.stopBroker();
    await().atMost(LIMIT).until(() -> fallback().messages() > 0);
    http.stop();
    await()
        .atMost(LIMIT)
        .until(
            () ->
                fallback().fault().map(SessionFault::cause).orElse(null)
                    == SessionFault.Cause.LINE_MISSING);
    assertFalse(session.status().isUplinkOnly());
    awaitPosts(5);
    http.start();
    long before = fallback().messages();
    await().atMost(LIMIT).until(() -> fallback().messages() > before);
    assertEquals(Optional.empty(), fallback().fault());
    platform.startBroker();
    awaitOnline();
    assertAllArrived();
  }

  private void assertAllArrived() {
    posting.shutdown();
    await().atMost(LIMIT).until(posting::isTerminated);
    await().atMost(LIMIT).until(() -> session.status().queue().messages() == 0);

    String which = "seed " + seed;
    List<Integer> came = arrived();
    assertEquals(
        IntStream.range(0, posted.get()).boxed().toList(),
        List.copyOf(new LinkedHashSet<>(came)),
        which);
    // A message counts once, however often its confirmation was lost.
    Set<Integer> once = new HashSet<>();
    long twice = came.stream().filter(number -> !once.add(number)).distinct().count();
    long counted = session.status().queue().repeated();
    assertTrue(twice <= counted, which + ": " + twice + " came twice, counted " + counted);
    assertTrue(fallback().messages() > 0, which);
    assertTrue(accepted.get() > 0, which);
    assertEquals(0, session.status().queue().deadLetters(), which);
  }
}

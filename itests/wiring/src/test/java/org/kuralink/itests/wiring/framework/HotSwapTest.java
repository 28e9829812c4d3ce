/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.framework;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.Thing;
import org.kuralink.itests.wiring.House;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.util.tracker.ServiceTracker;

/** Tests that provider bundles are replaced, stopped and started in a running framework. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotSwapTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String NEXT = "99.0.0";
  private static final String PROPERTY = "uptime";
  private static final int SOME = 25;

  /** How often the line is replaced. */
  private static final int LINES = 3;

  private static final List<String> PROVIDERS =
      List.of("codec", "connection", "mqtt", "tsl", "thing");

  /** Each provider before each other one, and after it, in these orders of stopping or starting. */
  private static final List<List<String>> ORDERS =
      List.of(
          PROVIDERS,
          List.of("connection", "thing", "mqtt", "codec", "tsl"),
          List.of("tsl", "mqtt", "codec", "thing", "connection"),
          List.of("thing", "tsl", "mqtt", "connection", "codec"),
          List.of("mqtt", "connection", "thing", "codec", "tsl"));

  @Inject private BundleContext context;
  @Inject private ConfigurationAdmin configurations;
  @Inject private ServiceComponentRuntime runtime;

  @Configuration
  public Option[] framework() {
    List<String> all = Stream.concat(Stream.of("kura-api", "api"), PROVIDERS.stream()).toList();
    return new Option[] {Platform.with(all), Simulator.isRunning()};
  }

  @After
  public void putBack() throws Exception {
    new Configurations(configurations).deleteAll();
    for (String provider : PROVIDERS) {
      Bundle bundle = bundle(provider);
      if (bundle.getVersion().compareTo(Version.parseVersion(NEXT)) >= 0) {
        try (InputStream built = Files.newInputStream(House.jar(provider))) {
          bundle.update(built);
        }
      }
      bundle.start();
    }
  }

  @Test
  public void replacingProvidersCostsNoLogInAndNoPost() throws Exception {
    Components components = new Components(context, runtime);
    ServiceTracker<Thing, Thing> things = things();
    Simulator platform = Simulator.withNewDevice(context);
    try (PlatformWatch watch = platform.watch(PROPERTY)) {
      configure(platform);
      components.awaitSatisfied(PATIENCE);
      watch.awaitLogin();
      Poster poster = new Poster(things, PROPERTY);
      poster.start();

      for (String provider : List.of("codec", "tsl", "thing")) {
        poster.awaitMore(SOME);
        bundle(provider)
            .update(new ByteArrayInputStream(NextVersion.bundle(House.jar(provider), NEXT)));
        assertEquals(NEXT, bundle(provider).getVersion().toString());
        components.awaitSatisfied(PATIENCE);
        poster.awaitMore(SOME);
      }

      List<Integer> accepted = poster.stop();
      watch.awaitNumber(Collections.max(accepted));
      assertEquals(Map.of(), watch.lostOrDoubled(accepted));
      assertEquals(List.of("connected"), watch.sessionChanges());
    } finally {
      things.close();
    }
  }

  @Test
  public void replacingTheLineUnderTrafficCostsALogInAndNoMessage() throws Exception {
    Components components = new Components(context, runtime);
    ServiceTracker<Thing, Thing> things = things();
    Simulator platform = Simulator.withNewDevice(context);
    try (PlatformWatch watch = platform.watch(PROPERTY)) {
      configure(platform);
      components.awaitSatisfied(PATIENCE);
      watch.awaitLogin();
      Poster poster = new Poster(things, PROPERTY);
      poster.start();

      for (int i = 0; i < LINES; i++) {
        poster.awaitMore(SOME);
        bundle("mqtt")
            .update(new ByteArrayInputStream(NextVersion.bundle(House.jar("mqtt"), "99.0." + i)));
        poster.awaitMore(SOME);
      }
      bundle("mqtt").stop();
      awaitFault(Cause.LINE_MISSING);
      bundle("mqtt").start();
      poster.awaitMore(SOME);

      List<Integer> accepted = poster.stop();
      watch.awaitNumber(Collections.max(accepted));
      assertEquals(Map.of(), watch.lostOrDoubled(accepted));
      assertEquals(LINES + 2, watch.logins());
    } finally {
      things.close();
    }
  }

  private void awaitFault(Cause cause) throws Exception {
    CloudSession session = context.getService(context.getServiceReference(CloudSession.class));
    CompletableFuture<SessionStatus> told = new CompletableFuture<>();
    Consumer<SessionStatus> look =
        now -> {
          if (now.state() == SessionState.WAITING
              && now.fault().map(SessionFault::cause).equals(Optional.of(cause))) {
            told.complete(now);
          }
        };
    try (Registration listening = session.addListener((from, now) -> look.accept(now))) {
      look.accept(session.status());
      told.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  public void providersMayStopAndStartInAnyOrder() throws Exception {
    Components components = new Components(context, runtime);
    ServiceTracker<Thing, Thing> things = things();
    Simulator platform = Simulator.withNewDevice(context);
    try (PlatformWatch watch = platform.watch(PROPERTY)) {
      configure(platform);
      int number = 0;
      for (int i = 0; i < ORDERS.size(); i++) {
        for (String provider : ORDERS.get(i)) {
          bundle(provider).stop();
        }
        for (String provider : ORDERS.get((i + 1) % ORDERS.size())) {
          bundle(provider).start();
        }
        components.awaitSatisfied(PATIENCE);
        number++;
        assertTrue(post(things.waitForService(PATIENCE.toMillis()), number));
        watch.awaitNumber(number);
      }
    } finally {
      things.close();
    }
  }

  private boolean post(Thing thing, int number) throws Exception {
    RequestOptions patient = RequestOptions.DURABLE.within(PATIENCE);
    PropertyPost post =
        new PropertyPost(PropertyPost.durable(Map.of(PROPERTY, number)).values(), patient);
    return thing
        .post(post)
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .isSuccess();
  }

  private void configure(Simulator platform) throws Exception {
    Configurations main = new Configurations(configurations);
    Map<String, Object> connection = new HashMap<>(platform.login());
    connection.put("queue.directory", House.freshData().toString());
    main.create("org.kuralink.connection", connection);
    main.create("org.kuralink.thing", Map.of("model.source", "cloud", "validation", "reject"));
  }

  private ServiceTracker<Thing, Thing> things() {
    ServiceTracker<Thing, Thing> things = new ServiceTracker<>(context, Thing.class, null);
    things.open();
    return things;
  }

  private Bundle bundle(String name) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getSymbolicName().equals("org.kuralink." + name))
        .findFirst()
        .orElseThrow();
  }
}

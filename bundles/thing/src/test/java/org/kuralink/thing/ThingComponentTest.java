/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.tsl.ThingModelsComponent;

/** The component, called like a framework would call it. */
class ThingComponentTest {

  private static final Set<String> ALL =
      Set.of(
          "thing.service.property.set",
          "thing.service.property.get",
          "thing.service.*",
          "thing.disable",
          "thing.enable",
          "thing.delete");

  private final ThingComponent component = new ThingComponent();
  private final FakeCloudSession session = new FakeCloudSession();
  private final ThingModelsComponent models = new ThingModelsComponent();

  /** Odd numbers mean that there is no session. */
  private final AtomicInteger absences = new AtomicInteger();

  @AfterEach
  void end() {
    component.deactivate();
  }

  private void start(String... settings) {
    session.link().answerWithSuccess();
    component.start("thing", Optional.empty(), configuration(settings));
  }

  private void startWithModel() {
    session.link().answerWith(request -> Reply.success(JsonText.of(ThingFixture.document())));
    component.bindModels(models);
    addSession("main");
    component.start("thing", Optional.empty(), configuration("model.source", "cloud"));
    await(() -> component.model().isPresent());
  }

  @Test
  void aModelOfThePlatformThatIsNoneShowsUntilThereIsOne() {
    session.link().answerWith(request -> Reply.success(JsonText.of("{\"properties\":7}")));
    component.bindModels(models);
    addSession("main");
    component.start("thing", Optional.empty(), configuration("model.source", "cloud"));
    await(() -> !component.problems().isEmpty());
    String problem = component.problems().get(0);
    assertTrue(
        problem.startsWith(
            "model.source is cloud: the platform sent a thing model that is not a valid TSL ("),
        problem);
    assertTrue(problem.endsWith("; nothing is checked"), problem);
    session.link().answerWith(request -> Reply.success(JsonText.of(ThingFixture.document())));
    session.link().online(false);
    session.link().online(true);
    await(() -> component.problems().isEmpty());
  }

  @Test
  void aHandlerOfAConnectionThatIsNotThereIsNamed() {
    addSession("main");
    start();
    PropertySetHandler handler = values -> CompletableFuture.completedFuture(Reply.success());
    component.addHandler(handler, Map.of("connection", "mian"));
    assertEquals(
        List.of(
            "connection of the handler "
                + handler.getClass().getName()
                + " is 'mian', and no connection has this name; the nearest is 'main'"),
        component.problems());
    component.addHandler(handler, Map.of("connection", "main"));
    assertEquals(List.of(), component.problems());
  }

  private static Map<String, Object> configuration(String... settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("connection", "main");
    properties.put("model.source", "none");
    for (int i = 0; i < settings.length; i += 2) {
      properties.put(settings[i], settings[i + 1]);
    }
    return properties;
  }

  private void addSession(String name) {
    component.addSession(session, Map.of("kura.service.pid", name));
  }

  @Test
  void takesTheSessionThatIsConfigured() {
    start();
    assertEquals("/", component.identity().toString());
    addSession("other");
    assertFailsWith(LinkException.Reason.OFFLINE);
    component.removeSession(session);
    addSession("main");
    assertEquals("pk/dn", component.identity().toString());
    assertTrue(post().join().isSuccess());
    awaitAnswering(ALL);
    component.removeSession(session);
    assertFailsWith(LinkException.Reason.OFFLINE);
    awaitAnswering(Set.of());
    assertEquals("pk/dn", component.identity().toString());
  }

  @Test
  void whereAPropertyOfEarlierWentIsLoggedOnceAndListedAsLongAsItStands() {
    try (LoggedLines log = new LoggedLines()) {
      start("log.upload", "warn");
      addSession("main");
      component.modified(configuration("log.upload", "warn", "validation", "warn"));
      assertEquals(1, log.with("log.upload is no property of a thing any more").size());
      assertTrue(component.problems().toString().contains("org.kuralink.log"));
      component.modified(configuration("log.upload", "off"));
      assertEquals(List.of(), component.problems());
    }
    awaitAnswering(ALL);
  }

  @Test
  void aModelFileThatCannotBeReadIsListedAsLongAsItIsSo() {
    component.bindModels(models);
    addSession("main");
    component.start(
        "thing",
        Optional.empty(),
        configuration("model.source", "file", "model.file", "/nowhere/model.json"));
    await(() -> !component.problems().isEmpty());
    assertEquals(List.of("model.file /nowhere/model.json does not exist"), component.problems());
    component.modified(configuration());
    assertEquals(List.of(), component.problems());
  }

  @Test
  void findsWhatWasThereBeforeItStarted() {
    component.bindModels(models);
    addSession("main");
    start("model.source", "cloud");
    awaitAnswering(ALL);
    assertTrue(post().join().isSuccess());
  }

  @Test
  void leavesRequestsToTheConnectionWhileTslIsReplaced() {
    addSession("main");
    start("model.source", "cloud");
    component.bindModels(models);
    awaitAnswering(ALL);
    component.unbindModels(models);
    awaitAnswering(Set.of());
    assertTrue(post().join().isSuccess());
    component.bindModels(new ThingModelsComponent());
    awaitAnswering(ALL);
  }

  @Test
  void doesNothingIfTheConfigurationIsTheSame() {
    start();
    addSession("main");
    awaitAnswering(ALL);
    Registration watch = session.link().answer("probe", request -> new CompletableFuture<>());
    component.modified(configuration());
    component.modified(configuration("validation", "reject", "service.pid", "changes.at.boot"));
    watch.close();
    assertEquals(ALL, session.answeredForAll());
  }

  @Test
  void followsTheConfiguration() {
    component.bindModels(models);
    start();
    addSession("main");
    awaitAnswering(ALL);
    component.modified(configuration("connection", "other"));
    awaitAnswering(Set.of());
    assertFailsWith(LinkException.Reason.OFFLINE);
    component.modified(configuration("validation", "off"));
    awaitAnswering(ALL);
    component.modified(configuration("connection", "other"));
    awaitAnswering(Set.of());
    assertEquals(
        List.of("connection is 'other', and no connection has this name; there is main"),
        component.problems());
    component.modified(configuration("connection", "", "validation", 7 + ""));
    awaitAnswering(ALL);
  }

  @Test
  void keepsTheModelIfOnlyTheValidationChanges() {
    startWithModel();
    component.modified(configuration("model.source", "cloud", "validation", "warn"));
    assertTrue(component.model().isPresent());
    assertEquals(1, component.post(wrongPost()).toCompletableFuture().join().violations().size());
  }

  private static PropertyPost wrongPost() {
    return PropertyPost.transientPost(Map.of("temperature", 1000));
  }

  @Test
  void hasEndedWhenItWasDeactivated() {
    start();
    addSession("main");
    awaitAnswering(ALL);
    component.deactivate();
    assertEquals(Set.of(), session.answeredForAll());
    assertFailsWith(LinkException.Reason.CLOSED);
    component.removeSession(session);
    component.modified(configuration("validation", "off"));
  }

  @Test
  void answersAsSoonAsAnotherThingLetsGo() {
    Registration other =
        session.answerAll(
            "thing.service.property.get",
            (link, request) -> CompletableFuture.completedFuture(Reply.success()));
    start();
    addSession("main");
    assertTrue(post().join().isSuccess());
    other.close();
    awaitAnswering(ALL);
  }

  /**
   * Other services come and go at random while properties are posted: no post is lost or doubled.
   */
  @Test
  void losesNoAcceptedPostWhateverIsReplaced() throws Exception {
    startWithModel();
    AtomicBoolean ended = new AtomicBoolean();
    CountDownLatch replaced = new CountDownLatch(1);
    ExecutorService replacer = Executors.newSingleThreadExecutor();
    replacer.execute(
        () -> {
          Random random = new Random(31);
          for (int i = 0; i < 2_000; i++) {
            replace(random.nextInt(3));
          }
          ended.set(true);
          replaced.countDown();
        });
    int accepted = 0;
    int count = 0;
    for (; !ended.get() || count < 5_000; count++) {
      int before = absences.get();
      CompletableFuture<PostResult> result =
          component.post(PropertyPost.durable(Map.of("count", count))).toCompletableFuture();
      if (result.isCompletedExceptionally()) {
        CompletionException e = assertThrows(CompletionException.class, result::join);
        assertInstanceOf(LinkException.class, e.getCause());
        int after = absences.get();
        assertTrue(before % 2 == 1 || after != before, "offline only while there is no session");
      } else {
        accepted++;
      }
    }
    assertTrue(replaced.await(60, TimeUnit.SECONDS));
    replacer.shutdown();
    CompletableFuture<?> last =
        component.post(PropertyPost.durable(Map.of("count", count))).toCompletableFuture();
    assertFalse(last.isCompletedExceptionally());
    accepted++;
    List<String> sent =
        session.link().sent("thing.event.property.post").stream()
            .map(s -> s.params().toString())
            .toList();
    assertEquals(accepted, sent.size());
    assertEquals(accepted, Set.copyOf(sent).size());
    awaitAnswering(ALL);
  }

  private void replace(int what) {
    switch (what) {
      case 0 -> {
        component.unbindModels(models);
        component.bindModels(models);
      }
      case 1 -> {
        absences.incrementAndGet();
        component.removeSession(session);
        addSession("main");
        absences.incrementAndGet();
      }
      default -> {
        component.modified(configuration("model.source", "cloud", "validation", "warn"));
        component.modified(configuration("model.source", "cloud"));
      }
    }
  }

  private CompletableFuture<PostResult> post() {
    return component.post(PropertyPost.durable(Map.of("a", 1))).toCompletableFuture();
  }

  private void assertFailsWith(LinkException.Reason reason) {
    CompletionException e = assertThrows(CompletionException.class, () -> post().join());
    assertEquals(reason, ((LinkException) e.getCause()).reason());
  }

  private void awaitAnswering(Set<String> methods) {
    await(() -> session.answeredForAll().equals(methods));
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(30))
        .until(condition);
  }
}

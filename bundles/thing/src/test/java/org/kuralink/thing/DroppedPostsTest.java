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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.thing.ThingFixture.TestThing;
import org.kuralink.thing.post.ThingPosts;
import org.kuralink.thing.raw.TankFrames;

/**
 * The memory that durable posts use while they wait on disk, with and without a caller that waits
 * for them.
 */
class DroppedPostsTest {

  private static final int POSTS = 3000;

  private final ThingFixture fixture = new ThingFixture();
  private final List<Waiting> kept = new ArrayList<>();
  private final List<WeakReference<Waiting>> given = new ArrayList<>();

  /** The stage of a durable message, which stays in memory once something depends on it. */
  private final class Waiting extends CompletableFuture<Object> {

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      kept.add(this);
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Object> toCompletableFuture() {
      kept.add(this);
      return this;
    }
  }

  private Waiting give() {
    Waiting stage = new Waiting();
    given.add(new WeakReference<>(stage));
    return stage;
  }

  private TestThing thing(Object... settings) {
    DeviceLink link =
        proxy(
            DeviceLink.class,
            fixture.link,
            name -> name.equals("request") || name.equals("publish"),
            this::give);
    CloudSession session =
        proxy(CloudSession.class, fixture.session, name -> name.equals("link"), () -> link);
    TestThing thing = fixture.thing(Optional.empty(), settings);
    fixture.appear(session, ThingFixture.CONNECTION);
    return thing;
  }

  private static <T> T proxy(
      Class<T> type, T behind, Predicate<String> instead, Supplier<?> result) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                instead.test(method.getName()) ? result.get() : method.invoke(behind, arguments)));
  }

  /** Waits for the garbage collector. */
  private boolean comesTo(int reachable) {
    for (int i = 0; i < 100 && reachable() > reachable; i++) {
      System.gc();
      new CompletableFuture<>().completeOnTimeout(null, 20, TimeUnit.MILLISECONDS).join();
    }
    return reachable() <= reachable;
  }

  private long reachable() {
    return given.stream().filter(stage -> stage.get() != null).count();
  }

  @Test
  void nothingIsKeptOfPostsWhoseStagesNobodyHas() {
    TestThing thing = thing();
    for (int i = 0; i < POSTS; i++) {
      thing.post(PropertyPost.durable(Map.of("level", i)));
      thing.post(EventPost.durable("alarm", Map.of("text", "x")));
    }
    assertEquals(2 * POSTS, given.size());
    assertEquals(ThingPosts.MOST_WATCHED, kept.size());
    assertTrue(comesTo(ThingPosts.MOST_WATCHED), () -> reachable() + " are kept");
  }

  @Test
  void nothingIsKeptOfRawPostsWhoseStagesNobodyHas() {
    TestThing thing = thing("data.format", "raw");
    fixture.around.rawCodecs.add(new TankFrames(), Map.of());
    for (int i = 0; i < POSTS; i++) {
      thing.post(PropertyPost.durable(Map.of("level", i % 100)));
    }
    assertEquals(POSTS, given.size());
    assertTrue(comesTo(ThingPosts.MOST_WATCHED), () -> reachable() + " are kept");
  }

  @Test
  void whoKeepsItsStageOrHasAskedForSomethingIsTold() {
    TestThing thing = thing();
    for (int i = 0; i < ThingPosts.MOST_WATCHED; i++) {
      thing.post(PropertyPost.durable(Map.of("level", i)));
    }
    kept.clear();
    List<PostResult> told = new ArrayList<>();
    CompletionStage<PostResult> held = thing.post(PropertyPost.durable(Map.of("level", 1)));
    Waiting behind = given.get(given.size() - 1).get();
    thing.post(PropertyPost.durable(Map.of("level", 2))).thenAccept(told::add);
    assertEquals(1, kept.size());
    kept.get(0).complete(Reply.success());
    assertEquals(1, told.size());
    behind.complete(Reply.success());
    assertTrue(held.toCompletableFuture().isDone());
    CompletionStage<PostResult> failing = thing.post(PropertyPost.durable(Map.of("level", 3)));
    CompletableFuture<PostResult> asked = failing.toCompletableFuture();
    assertFalse(asked.isDone());
    kept.get(kept.size() - 1).completeExceptionally(new IllegalStateException("lost"));
    assertEquals(
        "lost", asked.handle((result, failure) -> String.valueOf(failure.getMessage())).join());
  }

  /** Answered posts make space for further watched ones. */
  @Test
  void whatThePlatformDoesNotTakeIsLoggedThoughNobodyAsks() {
    TestThing thing = thing();
    try (LoggedLines log = new LoggedLines()) {
      for (String name : List.of("a", "b")) {
        for (int i = 0; i < ThingPosts.MOST_WATCHED; i++) {
          thing.post(PropertyPost.durable(Map.of(name, i)));
        }
        List<Waiting> answered = List.copyOf(kept);
        kept.clear();
        answered.forEach(
            stage ->
                stage.complete(Reply.success(JsonText.of("{\"" + name + "\":\"too large\"}"))));
      }
      assertEquals(2, log.with("the platform did not take").size());
    }
  }
}

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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.BatchPost;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.HistoryPost;
import org.kuralink.api.thing.InactiveDeviceException;
import org.kuralink.api.thing.LifeState;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.thing.ThingFixture.TestThing;

/** A device that the platform disables, enables and deletes (developer guide 9.7). */
class DeviceLifeTest {

  @TempDir Path directory;

  private ThingFixture fixture = new ThingFixture();
  private TestThing thing;

  @BeforeEach
  void start() {
    fixture.directory = Optional.of(directory);
    thing = fixture.withModel();
  }

  /** Returns a fixture with the same disk and platform, as after a restart. */
  private void restart(String process, FakeDeviceLink link) {
    thing.close();
    ThingFixture next = new ThingFixture(link);
    next.directory = Optional.of(directory);
    next.process = process;
    fixture = next;
    thing = next.withModel();
  }

  private Reply deliver(String method) {
    CompletableFuture<Reply> reply =
        fixture.link.deliver(method, JsonText.EMPTY_OBJECT).toCompletableFuture();
    fixture.time.settle();
    return reply.join();
  }

  private List<CompletionStage<?>> reports() {
    return List.of(
        thing.post(PropertyPost.durable(Map.of("temperature", 20))),
        thing.post(PropertyPost.transientPost(Map.of("temperature", 20))),
        thing.post(EventPost.durable("tick", Map.of())),
        thing.post(
            new BatchPost(
                Map.of("temperature", List.of(PropertyValue.of(20, 1L))),
                Map.of(),
                RequestOptions.DURABLE)),
        thing.post(
            new HistoryPost(
                List.of(Map.of("temperature", PropertyValue.of(20, 1L))),
                List.of(),
                RequestOptions.DURABLE)),
        thing.desired(Set.of("temperature")),
        thing.clearDesired(Map.of()),
        thing.updateTags(Map.of("a", "b")));
  }

  private void assertReports() {
    fixture.link.clear();
    CompletableFuture<?> post =
        thing.post(PropertyPost.durable(Map.of("temperature", 20))).toCompletableFuture();
    assertFalse(post.isCompletedExceptionally());
    assertEquals(1, fixture.link.sent().size());
  }

  private void assertSilent(LifeState state) {
    fixture.link.clear();
    for (CompletionStage<?> report : reports()) {
      CompletionException e =
          assertThrows(CompletionException.class, () -> report.toCompletableFuture().join());
      InactiveDeviceException cause =
          assertInstanceOf(InactiveDeviceException.class, e.getCause(), e.toString());
      assertEquals(state, cause.state());
      assertTrue(cause.getMessage().contains("pk/dn"), cause.getMessage());
    }
    assertEquals(List.of(), fixture.link.sent());
    assertEquals(state, thing.life());
  }

  @Test
  void reportsNothingWhileItIsDisabledAndResumesWhenEnabled() {
    assertReports();
    assertTrue(deliver("thing.disable").isSuccess());
    assertSilent(LifeState.DISABLED);
    assertTrue(deliver("thing.enable").isSuccess());
    assertReports();
    assertEquals(LifeState.ACTIVE, thing.life());
  }

  @Test
  void answersRequestsOfThePlatformEvenIfDisabled() {
    fixture.around.handlers.add(
        (PropertySetHandler) values -> CompletableFuture.completedFuture(Reply.success()),
        Map.of());
    deliver("thing.disable");
    fixture.link.clear();
    Reply reply = fixture.deliver("thing.service.property.set", "{\"temperature\":21}");
    assertTrue(reply.isSuccess(), reply.toString());
    assertEquals(List.of(), fixture.link.sent(), "what was set is not reported");
  }

  @Test
  void staysDisabledAcrossARestart() {
    deliver("thing.disable");
    restart(fixture.process, fixture.link);
    assertSilent(LifeState.DISABLED);
    deliver("thing.enable");
    restart(fixture.process, fixture.link);
    assertReports();
    assertEquals(List.of(), lifeFiles());
  }

  @Test
  void forgetsWhenItIsDeleted() throws IOException {
    TestThing cloud = cloudThing();
    assertTrue(cloud.model().isPresent());
    assertTrue(Files.exists(directory.resolve("model-pk.json")));
    cloud.post(PropertyPost.durable(Map.of("temperature", 20)));
    assertTrue(fixture.lastValue("temperature").isPresent());
    assertTrue(deliver("thing.delete").isSuccess());
    assertEquals(Optional.empty(), cloud.model());
    assertFalse(Files.exists(directory.resolve("model-pk.json")));
    assertEquals(Optional.empty(), fixture.lastValue("temperature"));
    assertEquals(0, fixture.memory.size());
    assertEquals(LifeState.DELETED, cloud.life());
    fixture.link.clear();
    fixture.settle(cloud);
    assertEquals(List.of(), fixture.link.sent(), "nor does it ask again");
    deliver("thing.enable");
    assertTrue(cloud.model().isPresent(), "a device that is back learns anew");
    cloud.close();
  }

  private TestThing cloudThing() {
    thing.close();
    fixture.link.answerWith(request -> Reply.success(JsonText.of(ThingFixture.document())));
    thing = fixture.thing(Optional.empty(), "model.source", "cloud");
    fixture.settle(thing);
    return thing;
  }

  @Test
  void keepsAModelThatAPersonHasConfigured() throws IOException {
    Path file = Files.writeString(directory.resolve("mine.json"), ThingFixture.document());
    thing.close();
    thing = fixture.thing(Optional.empty(), "model.source", "file", "model.file", file.toString());
    fixture.settle(thing);
    deliver("thing.delete");
    assertTrue(thing.model().isPresent());
    assertTrue(Files.exists(file));
  }

  @Test
  void staysDeletedAcrossARestartUnlessItIsAnotherDevice() {
    deliver("thing.delete");
    restart(fixture.process, fixture.link);
    assertSilent(LifeState.DELETED);
    restart(fixture.process, new FakeDeviceLink(new DeviceIdentity("pk", "dn2")));
    assertReports();
    restart(fixture.process, new FakeDeviceLink(new DeviceIdentity("pk", "dn")));
    assertSilent(LifeState.DELETED);
  }

  @Test
  void aLogInThatThePlatformAcceptsMakesItActive() {
    deliver("thing.disable");
    fixture.link.online(false);
    fixture.time.settle();
    assertSilent(LifeState.DISABLED);
    fixture.link.online(true);
    fixture.time.settle();
    assertEquals(LifeState.ACTIVE, thing.life());
    assertReports();
  }

  @Test
  void aLogInOfTheNextRunMakesItActive() {
    deliver("thing.delete");
    fixture.link.online(false);
    restart("another run", fixture.link);
    assertSilent(LifeState.DELETED);
    fixture.link.online(true);
    fixture.time.settle();
    assertReports();
    deliver("thing.disable");
    restart("a third run", fixture.link);
    assertEquals(LifeState.ACTIVE, thing.life(), "was online before the thing started");
  }

  @Test
  void tellsOthersOfEachChangeOnce() {
    List<String> heard = new ArrayList<>();
    fixture.around.lifeListeners.add((device, state) -> heard.add(device + " " + state), Map.of());
    fixture.around.lifeListeners.add(
        (device, state) -> heard.add("of another connection"), Map.of("connection", "other"));
    fixture.around.lifeListeners.add(
        (device, state) -> {
          throw new IllegalStateException("a test's own");
        },
        Map.of("connection", ThingFixture.CONNECTION));
    assertTrue(deliver("thing.disable").isSuccess());
    assertTrue(deliver("thing.disable").isSuccess());
    assertTrue(deliver("thing.enable").isSuccess());
    assertTrue(deliver("thing.delete").isSuccess());
    assertEquals(List.of("pk/dn DISABLED", "pk/dn ACTIVE", "pk/dn DELETED"), heard);
  }

  @Test
  void whateverTheParametersAreItObeys() {
    for (String params : List.of("{}", "[]", "null", "7", "\"x\"", "{\"a\":{\"b\":[1]}}")) {
      CompletionStage<Reply> disabled = fixture.link.deliver("thing.disable", JsonText.of(params));
      fixture.time.settle();
      assertTrue(disabled.toCompletableFuture().join().isSuccess(), params);
      assertSilent(LifeState.DISABLED);
      deliver("thing.enable");
    }
  }

  @Test
  void takesADamagedFileForAnActiveDevice() throws IOException {
    for (String content : List.of("", "BROKEN x", "DIS", "x".repeat(5_000), "\u0000\u0000")) {
      deliver("thing.disable");
      Files.writeString(lifeFiles().get(0), content);
      restart(fixture.process, fixture.link);
      assertReports();
    }
  }

  @Test
  void obeysWithoutADirectoryAndOnABrokenDisk() throws IOException {
    Path file = Files.createFile(directory.resolve("no directory"));
    for (Optional<Path> place : List.of(Optional.<Path>empty(), Optional.of(file))) {
      thing.close();
      fixture = new ThingFixture();
      fixture.directory = place;
      thing = fixture.withModel();
      assertTrue(deliver("thing.disable").isSuccess());
      assertSilent(LifeState.DISABLED);
    }
  }

  private List<Path> lifeFiles() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith("life.")).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

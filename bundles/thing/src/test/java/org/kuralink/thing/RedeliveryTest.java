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

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.ServiceCall;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.api.tsl.ThingModels;

/** Redelivered requests are answered again, but carried out only once. */
class RedeliveryTest {

  private static final String WEIGH = "thing.service.SetWeight";
  private static final String SET = "thing.service.property.set";
  private static final String GOOD = "{\"NewWeight\":100.8}";
  private static final Map<String, Object> OUTPUTS = Map.of("OldWeight", 1, "CollectTime", "中\n x");

  @TempDir Path directory;

  private final List<ServiceCall> calls = new ArrayList<>();
  private ThingFixture fixture = new ThingFixture();

  private void start() {
    start(directory);
  }

  private void start(Path where) {
    fixture = new ThingFixture();
    fixture.directory = Optional.of(where);
    fixture.withModel();
    fixture.around.services.add(
        call -> {
          calls.add(call);
          return CompletableFuture.completedFuture(ServiceResult.success(OUTPUTS));
        },
        Map.of());
  }

  private Reply call(String id) {
    return fixture.deliver(id, WEIGH, GOOD).join();
  }

  @Test
  void isAnsweredAgainButCarriedOutOnce() {
    start();
    Reply first = call("1");
    assertTrue(first.isSuccess());
    assertEquals(first, call("1"));
    assertEquals(1, calls.size());
  }

  @Test
  void isKeptWhereNobodyElseGetsIn() throws IOException {
    Path own = directory.resolve("kuralink").resolve("own");
    start(own);
    call("1");
    assertTrue(Files.exists(own.resolve("calls.log")));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own)));
  }

  @Test
  void isNotTakenForAnotherRequest() {
    start();
    call("1");
    call("2");
    fixture.deliver("1", WEIGH, "{\"NewWeight\":100.9}").join();
    fixture.deliver("1", "thing.service.Ping", "{}").join();
    assertEquals(4, calls.size());
  }

  @Test
  void waitsForTheSameAnswerWhileTheFirstIsUnderWay() {
    fixture = new ThingFixture();
    fixture.withModel();
    CompletableFuture<ServiceResult> later = new CompletableFuture<>();
    fixture.around.services.add(
        call -> {
          calls.add(call);
          return later;
        },
        Map.of());
    CompletableFuture<Reply> first = fixture.deliver("1", WEIGH, GOOD);
    CompletableFuture<Reply> second = fixture.deliver("1", WEIGH, GOOD);
    assertFalse(second.isDone());
    later.complete(ServiceResult.success());
    assertTrue(first.join().isSuccess());
    assertTrue(second.join().isSuccess());
    assertEquals(1, calls.size());
  }

  @Test
  void isForgottenAfterTenMinutes() {
    start();
    call("1");
    fixture.time.leap(Duration.ofMinutes(10));
    call("1");
    assertEquals(1, calls.size());
    fixture.time.leap(Duration.ofMillis(1));
    call("1");
    assertEquals(2, calls.size());
  }

  @Test
  void isRememberedForTenMinutesHoweverTheClockIsSet() {
    for (int days : new int[] {-1, 20_000}) {
      start(directory.resolve("set" + days));
      calls.clear();
      call("1");
      fixture.time.stepClock(Duration.ofDays(days));
      call("1");
      assertEquals(1, calls.size(), "carried out twice as the clock was set by days: " + days);
      fixture.time.leap(Duration.ofMinutes(11));
      call("1");
      assertEquals(2, calls.size());
    }
  }

  /** A gateway without a battery-backed clock starts in the past, until it gets the time. */
  @Test
  void isRememberedAcrossAPowerCutThatTheClockDidNotSurvive() {
    start();
    Reply first = call("1");
    fixture = new ThingFixture();
    fixture.time.stepClock(Duration.ofDays(-20_000));
    fixture.directory = Optional.of(directory);
    fixture.withModel();
    assertEquals(first, call("1"));
    fixture.time.stepClock(Duration.ofDays(20_000));
    assertEquals(first, call("1"));
    assertEquals(1, calls.size());
    fixture.time.leap(Duration.ofMinutes(11));
    assertEquals(ResultCode.REQUEST_ERROR, call("1").code(), "no handler is there for a new one");
  }

  @Test
  void isRememberedAcrossARestart() {
    start();
    Reply first = call("1");
    start();
    assertEquals(first, call("1"));
    assertEquals(1, calls.size());
    start();
    fixture.time.leap(Duration.ofMinutes(11));
    call("1");
    assertEquals(2, calls.size());
  }

  @Test
  void isNotCarriedOutAgainIfARestartInterruptedIt() {
    fixture = new ThingFixture();
    fixture.directory = Optional.of(directory);
    fixture.withModel();
    fixture.around.services.add(call -> new CompletableFuture<>(), Map.of());
    fixture.deliver("1", WEIGH, GOOD);
    start();
    Reply reply = call("1");
    assertEquals(ResultCode.REQUEST_ERROR, reply.code());
    assertTrue(reply.message().orElse("").contains("restarted"), reply.toString());
    assertEquals(List.of(), calls);
  }

  @Test
  void mayComeAgainIfNothingWasBegun() {
    fixture = new ThingFixture();
    fixture.withModel();
    assertEquals(ResultCode.REQUEST_ERROR, call("1").code());
    fixture.around.services.add(
        call -> CompletableFuture.completedFuture(ServiceResult.success()), Map.of());
    assertTrue(call("1").isSuccess());
  }

  /** Fails like a bundle that is replaced during a request of the platform. */
  @Test
  void anErrorIsAnAnswerTooAndMayBeAskedAgain() {
    start();
    ThingModels gone =
        (ThingModels)
            Proxy.newProxyInstance(
                ThingModels.class.getClassLoader(),
                new Class<?>[] {ThingModels.class},
                (proxy, method, arguments) -> {
                  if (method.getDeclaringClass() == Object.class) {
                    return method.getName().equals("equals") ? proxy == arguments[0] : 1;
                  }
                  throw new NoClassDefFoundError("org/kuralink/tsl/Gone");
                });
    fixture.around.come(gone);
    assertEquals(ResultCode.REQUEST_ERROR, call("1").code());
    fixture.around.come(fixture.models);
    assertTrue(call("1").isSuccess());
    assertEquals(1, calls.size());
  }

  @Test
  void holdsForPropertiesAsWell() {
    start();
    List<Object> set = new ArrayList<>();
    fixture.around.handlers.add(
        values -> {
          set.add(values);
          return CompletableFuture.completedFuture(Reply.success());
        },
        Map.of());
    fixture.deliver("1", SET, "{\"power\":1}").join();
    int posts = fixture.link.sent().size();
    assertTrue(fixture.deliver("1", SET, "{\"power\":1}").join().isSuccess());
    assertEquals(1, set.size());
    assertEquals(posts, fixture.link.sent().size(), "nothing is reported twice");
  }

  @Test
  void isAlwaysNewWithoutAnId() {
    start();
    for (int i = 0; i < 2; i++) {
      fixture.link.deliver(Optional.empty(), WEIGH, JsonText.of(GOOD)).toCompletableFuture().join();
    }
    assertEquals(2, calls.size());
    assertEquals(0, fixture.memory.size());
  }

  @Test
  void remembersNoMoreThanAThousand() throws IOException {
    start();
    for (int i = 0; i < 6_000; i++) {
      call("" + i);
    }
    assertEquals(6_000, calls.size());
    assertTrue(fixture.memory.size() <= 1_001, "" + fixture.memory.size());
    try (var lines = Files.lines(directory.resolve("calls.log"))) {
      assertTrue(lines.count() <= 4_002);
    }
    call("5999");
    assertEquals(6_000, calls.size());
    call("0");
    assertEquals(6_001, calls.size());
  }

  /** After any power cut, no request that was on disk is carried out twice. */
  @Test
  void livesWithAnyDamageToItsFile() throws IOException {
    start();
    call("1");
    call("2");
    byte[] whole = Files.readAllBytes(directory.resolve("calls.log"));
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Path other = Files.createDirectories(directory.resolve("cut" + i));
      Files.write(other.resolve("calls.log"), bytes, StandardOpenOption.CREATE);
      start(other);
      calls.clear();
      call("3");
      start(other);
      call("3");
      assertEquals(1, calls.size(), "what comes after the damage is remembered");
    }
  }

  /** The same for requests that were answered while the file was rewritten. */
  @Test
  void remembersTheAnswersOfTheLastThousandAcrossARestart() {
    start();
    for (int i = 0; i < 5_000; i++) {
      call("" + i);
    }
    start();
    for (int i = 4_100; i < 5_000; i++) {
      assertTrue(call("" + i).isSuccess(), "" + i);
    }
    assertEquals(5_000, calls.size());
  }

  @Test
  void remembersNoMoreThanTwoMegabytesOfAnswers() throws IOException {
    fixture = new ThingFixture();
    fixture.directory = Optional.of(directory);
    fixture.withModel("validation", "off");
    String large = "x".repeat(100_000);
    fixture.around.services.add(
        call -> {
          calls.add(call);
          return CompletableFuture.completedFuture(ServiceResult.success(Map.of("large", large)));
        },
        Map.of());
    for (int i = 0; i < 200; i++) {
      call("" + i);
    }
    assertTrue(fixture.memory.size() <= 22, "" + fixture.memory.size());
    assertTrue(Files.size(directory.resolve("calls.log")) < 9L * 1024 * 1024);
    call("199");
    assertEquals(200, calls.size());
  }

  @Test
  void goesOnIfTheDirectoryCannotBeWritten() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    start(file);
    call("1");
    call("1");
    assertEquals(1, calls.size());
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.shadow.ShadowDocument;
import org.kuralink.api.shadow.ShadowStatus;

/**
 * After any sequence of events between a device and its platform, both have the same shadow,
 * nothing is desired any more, and every operation has ended.
 */
class ConvergencePropertyTest {

  private static final Gson GSON = new Gson();
  private static final int STEPS = 120;
  private static final int CALM_STEPS = 30;

  private final ModelPlatform platform = new ModelPlatform();
  private final ShadowFixture fixture = new ShadowFixture();
  private final List<CompletableFuture<?>> operations = new ArrayList<>();
  private int taken;

  static List<Long> seeds() {
    return new Random(20190131).longs(300).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void deviceAndPlatformAgreeInTheEnd(long seed) {
    Random chance = new Random(seed);
    fixture.obedient();
    fixture.attach();
    for (int step = 0; step < STEPS; step++) {
      disturb(chance);
      fixture.time.settle();
    }
    calmDown();
    agree();
    for (int step = 0; step < CALM_STEPS; step++) {
      operate(chance, chance.nextInt(7));
      exchangeAll();
      agree();
    }
    assertTrue(operations.stream().allMatch(CompletableFuture::isDone));
    assertEquals(0, fixture.time.waiting());
  }

  private void agree() {
    ShadowStatus status = fixture.shadow.status();
    assertEquals(ShadowStatus.State.SYNCHRONISED, status.state());
    ShadowDocument document = status.document().orElseThrow();
    assertEquals(platform.version(), document.version());
    assertEquals(platform.reported(), GSON.toJson(plain(document)));
    assertTrue(platform.desiresNothing() && document.desired().isEmpty());
  }

  private void disturb(Random chance) {
    int what = chance.nextInt(16);
    switch (what) {
      case 7 -> platform.jump(chance.nextBoolean() ? 1 : 1L << 54);
      case 8 -> fixture.link.online(!fixture.link.isOnline());
      case 9 -> platform.lose();
      case 10 -> fixture.time.leap(Duration.ofSeconds(chance.nextInt(30)));
      default -> operate(chance, what);
    }
    if (!fixture.link.isOnline()) {
      platform.lose();
      ignoreWhatWasSent();
    }
  }

  private void operate(Random chance, int what) {
    switch (what) {
      case 0, 1 -> operations.add(report(chance));
      case 2 -> operations.add(fixture.shadow.delete(Set.of(name(chance))).toCompletableFuture());
      case 3 -> operations.add(fixture.shadow.deleteAll().toCompletableFuture());
      case 4 -> operations.add(fixture.shadow.get().toCompletableFuture());
      case 5, 6 -> platform.desire(name(chance), value(chance), fixture.link.isOnline());
      default -> exchange();
    }
  }

  private CompletableFuture<Long> report(Random chance) {
    Map<String, Object> attributes = new TreeMap<>();
    for (int i = chance.nextInt(3); i >= 0; i--) {
      attributes.put(name(chance), value(chance));
    }
    return fixture.shadow.report(attributes).toCompletableFuture();
  }

  private static String name(Random chance) {
    return "a" + chance.nextInt(5);
  }

  private static Object value(Random chance) {
    return switch (chance.nextInt(4)) {
      case 0 -> chance.nextInt(3);
      case 1 -> "text" + chance.nextInt(3);
      case 2 -> List.of(chance.nextInt(2), chance.nextBoolean());
      default -> Map.of("level", chance.nextInt(3), "list", List.of());
    };
  }

  /** The platform takes one message, or the device gets one. */
  private void exchange() {
    if (taken < fixture.sent().size()) {
      platform.take(fixture.sent().get(taken));
      taken++;
    } else if (platform.hasAnswer()) {
      fixture.say(platform.next());
    }
  }

  private void ignoreWhatWasSent() {
    fixture.time.settle();
    taken = fixture.sent().size();
  }

  /** The network works from now on. */
  private void calmDown() {
    fixture.link.online(true);
    fixture.time.settle();
    for (int round = 0; round < 100; round++) {
      exchangeAll();
      fixture.time.leap(Duration.ofSeconds(30));
    }
  }

  private void exchangeAll() {
    fixture.time.settle();
    while (taken < fixture.sent().size() || platform.hasAnswer()) {
      exchange();
      fixture.time.settle();
    }
  }

  private static Map<String, Object> plain(ShadowDocument document) {
    Map<String, Object> values = new TreeMap<>();
    document.reported().forEach((name, attribute) -> values.put(name, attribute.value()));
    return values;
  }
}

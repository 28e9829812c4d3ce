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
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.shadow.DesiredStateHandler;
import org.kuralink.api.shadow.ShadowAttribute;
import org.kuralink.api.shadow.ShadowStatus;

/** The shadows of a gateway with many sub-devices. */
class ManyShadowsTest {

  private static final DeviceIdentity LAMP = new DeviceIdentity("lamps", "a");
  private static final DeviceIdentity PUMP = new DeviceIdentity("pumps", "a");
  private static final int MANY = 1500;

  private final ShadowFixture fixture = new ShadowFixture();

  /** A handler that applies everything and records the device. */
  private static final class Switchboard implements DesiredStateHandler {

    private final List<DeviceIdentity> called = new ArrayList<>();

    @Override
    public CompletionStage<Map<String, Object>> desired(Map<String, ShadowAttribute> attributes) {
      throw new AssertionError("it is called with the device");
    }

    @Override
    public CompletionStage<Map<String, Object>> desired(
        DeviceIdentity device, Map<String, ShadowAttribute> attributes) {
      called.add(device);
      Map<String, Object> taken = new HashMap<>();
      attributes.forEach((name, attribute) -> taken.put(name, attribute.value()));
      return CompletableFuture.completedFuture(taken);
    }
  }

  private DeviceShadow shadowOf(DeviceIdentity device) {
    DeviceShadow shadow = fixture.shadows.of(Optional.of(device));
    fixture.time.settle();
    return shadow;
  }

  private FakeDeviceLink login(DeviceIdentity device) {
    fixture.session.loggedIn(device);
    fixture.time.settle();
    return fixture.session.link(device);
  }

  private void say(DeviceIdentity device, String message) {
    fixture
        .session
        .link(device)
        .deliver("/shadow/get/" + device, message.getBytes(StandardCharsets.UTF_8));
    fixture.time.settle();
  }

  private void know(DeviceIdentity device, long version, String state) {
    say(
        device,
        "{\"method\":\"reply\",\"payload\":{\"status\":\"success\",\"state\":"
            + state
            + "},\"version\":"
            + version
            + "}");
  }

  private static String last(FakeDeviceLink link) {
    FakeDeviceLink.Published published = link.published().get(link.published().size() - 1);
    return published.message().topic()
        + " "
        + new String(published.message().payload(), StandardCharsets.UTF_8);
  }

  private static Map<String, Object> lamps() {
    return Map.of(HandlerProperties.PRODUCT_KEY, "lamps");
  }

  @Test
  void aShadowOfASubDeviceReportsOverTheLinkOfThatDevice() {
    fixture.attach();
    DeviceShadow lamp = shadowOf(LAMP);
    CompletableFuture<Long> early = lamp.report(Map.of("on", true)).toCompletableFuture();
    fixture.time.settle();
    assertEquals(
        LinkException.Reason.OFFLINE, ((LinkException) ShadowFixture.failureOf(early)).reason());
    FakeDeviceLink link = login(LAMP);
    assertTrue(last(link).startsWith("/shadow/update/lamps/a {\"method\":\"get\""), last(link));
    know(LAMP, 4, "{}");
    CompletableFuture<Long> report = lamp.report(Map.of("on", true)).toCompletableFuture();
    fixture.time.settle();
    assertTrue(last(link).contains("{\"on\":true}"), last(link));
    say(LAMP, "{\"method\":\"reply\",\"payload\":{\"status\":\"success\",\"version\":5}}");
    assertEquals(5, report.join());
    assertEquals(Optional.of(LAMP), lamp.status().device());
    assertEquals(Optional.empty(), fixture.shadow.status().document());
  }

  @Test
  void theGatewaysOwnIdentityIsTheGatewaysShadow() {
    fixture.attach();
    assertSame(fixture.shadow, shadowOf(fixture.session.identity()));
    assertEquals(0, fixture.shadows.count());
  }

  @Test
  void desiredValuesGoToTheHandlerOfTheProductWithTheirDevice() {
    Switchboard board = new Switchboard();
    fixture.handlers.put(board, lamps());
    fixture.attach();
    FakeDeviceLink link = login(LAMP);
    know(LAMP, 1, "{\"desired\":{\"on\":true}}");
    assertEquals(List.of(LAMP), board.called);
    assertTrue(last(link).contains("\"reported\":{\"on\":true}"), last(link));
  }

  @Test
  void aHandlerOfTheGatewayIsNotAskedForASubDevice() {
    fixture.obedient();
    fixture.attach();
    shadowOf(LAMP);
    login(LAMP);
    know(LAMP, 1, "{\"desired\":{\"on\":true}}");
    assertEquals(List.of(), fixture.delivered);
  }

  @Test
  void aHandlerThatComesLaterIsAskedForTheDevicesThatAreThere() {
    fixture.attach();
    FakeDeviceLink link = login(LAMP);
    login(PUMP);
    assertEquals(0, fixture.shadows.count());
    Switchboard board = new Switchboard();
    fixture.handlers.put(board, lamps());
    fixture.time.settle();
    assertEquals(1, fixture.shadows.count());
    assertTrue(last(link).contains("\"get\""), last(link));
    know(LAMP, 1, "{\"desired\":{\"on\":true}}");
    assertEquals(List.of(LAMP), board.called);
  }

  @Test
  void aHandlerThatChangesItsPropertiesIsFoundUnderTheNewOnesAndNoLongerUnderTheOld() {
    Switchboard board = new Switchboard();
    fixture.handlers.put(board, lamps());
    fixture.attach();
    login(LAMP);
    login(PUMP);
    know(LAMP, 1, "{}");
    fixture.handlers.put(board, Map.of(HandlerProperties.PRODUCT_KEY, "pumps"));
    fixture.time.settle();
    know(PUMP, 1, "{\"desired\":{\"on\":true}}");
    say(
        LAMP,
        "{\"method\":\"control\",\"payload\":{\"state\":{\"desired\":{\"on\":true}}},"
            + "\"version\":2}");
    assertEquals(List.of(PUMP), board.called);
  }

  @Test
  void theAttributesOfAHandlerAreReadAnewToo() {
    Switchboard board = new Switchboard();
    fixture.attach();
    fixture.handlers.put(board, Map.of(DesiredStateHandler.ATTRIBUTES, "level"));
    fixture.answerGet(1, "{\"desired\":{\"on\":true}}");
    assertEquals(List.of(), board.called);
    fixture.handlers.put(board, Map.of(DesiredStateHandler.ATTRIBUTES, "on"));
    fixture.time.settle();
    assertEquals(List.of(fixture.session.identity()), board.called);
  }

  @Test
  void theHandlerWithTheHigherRankingIsUsed() {
    Switchboard low = new Switchboard();
    Switchboard high = new Switchboard();
    Switchboard named = new Switchboard();
    fixture.handlers.put(low, Map.of("service.id", 1L));
    fixture.handlers.put(high, Map.of("service.id", 2L, "service.ranking", 7));
    fixture.handlers.put(named, Map.of("service.id", 3L, DesiredStateHandler.ATTRIBUTES, "name"));
    fixture.attach();
    fixture.answerGet(1, "{\"desired\":{\"on\":true,\"name\":\"n\"}}");
    assertEquals(0, low.called.size());
    assertEquals(1, high.called.size());
    assertEquals(1, named.called.size());
  }

  @Test
  void aListenerHearsOfItsDeviceAlone() {
    List<ShadowStatus> heard = new ArrayList<>();
    fixture.listeners.add(
        Optional.of(LAMP),
        heard::add,
        new ShadowThreads(fixture.time.scheduler(), Runnable::run, fixture.time.clock()));
    fixture.attach();
    fixture.answerGet(1, "{}");
    assertEquals(1, fixture.shadows.count());
    login(LAMP);
    know(LAMP, 3, "{}");
    assertTrue(heard.stream().allMatch(status -> status.device().equals(Optional.of(LAMP))));
    assertEquals(3, heard.get(heard.size() - 1).document().orElseThrow().version());
  }

  @Test
  void theVersionOfEachDeviceSurvivesARestart(@TempDir Path directory) {
    ShadowFixture before = new ShadowFixture(directory);
    before.attach();
    before.session.loggedIn(LAMP);
    before.shadows.of(Optional.of(LAMP));
    before.time.settle();
    for (DeviceIdentity device : List.of(LAMP, before.session.identity())) {
      String version = device.equals(LAMP) ? "7" : "70";
      before
          .session
          .link(device)
          .deliver(
              "/shadow/get/" + device,
              ("{\"method\":\"reply\",\"payload\":{\"status\":\"success\",\"state\":{}},\"version\":"
                      + version
                      + "}")
                  .getBytes(StandardCharsets.UTF_8));
      before.time.settle();
    }
    before.close();
    ShadowFixture after = new ShadowFixture(directory);
    assertEquals(70, after.versions.of(after.session.identity()));
    assertEquals(
        7,
        new ShadowContext(
                "shadow",
                ShadowSettings.of(Map.of()),
                after.handlers,
                after.listeners,
                after.threads,
                Optional.of(directory))
            .versions(LAMP)
            .of(LAMP));
  }

  @Test
  void aDeletedDeviceIsForgotten(@TempDir Path directory) {
    ShadowFixture kept = new ShadowFixture(directory);
    kept.attach();
    kept.session.loggedIn(LAMP);
    kept.shadows.of(Optional.of(LAMP));
    kept.time.settle();
    String known =
        "{\"method\":\"reply\",\"payload\":{\"status\":\"success\",\"state\":{}},\"version\":7}";
    kept.session.link(LAMP).deliver("/shadow/get/" + LAMP, known.getBytes(StandardCharsets.UTF_8));
    kept.time.settle();
    kept.session.loggedOut(LAMP);
    kept.time.settle();
    kept.session.deleted(LAMP);
    kept.time.settle();
    assertEquals(0, kept.shadows.count());
    assertTrue(Files.notExists(directory.resolve("devices").resolve("lamps~a")));
    kept.close();
    assertTrue(Files.notExists(directory.resolve("devices").resolve("lamps~a")));
  }

  /** No name of a device leads outside of its directory. */
  @Test
  void storedDataOfADeviceIsInsideTheDirectoryWhateverItsName(@TempDir Path directory)
      throws IOException {
    Path own = Files.createDirectories(directory.resolve("a/b/own"));
    ShadowFixture kept = new ShadowFixture(own);
    ShadowContext shared =
        new ShadowContext(
            "shadow",
            ShadowSettings.of(Map.of()),
            kept.handlers,
            kept.listeners,
            kept.threads,
            Optional.of(own));
    DeviceIdentity stranger = new DeviceIdentity("lamps", "x/../../../../outside");
    VersionFile versions = shared.versions(stranger);
    versions.keep(stranger, 7);
    versions.save();
    assertTrue(Files.notExists(directory.resolve("a/outside")), "it left its directory");
    try (Stream<Path> there = Files.list(own.resolve("devices"))) {
      assertEquals(1, there.count());
    }
    assertEquals(7, shared.versions(stranger).of(stranger));
    shared.forget(stranger);
    try (Stream<Path> there = Files.list(own.resolve("devices"))) {
      assertEquals(0, there.count());
    }
  }

  @Test
  void unusedDevicesNeedNoResources() {
    fixture.attach();
    for (int i = 0; i < MANY; i++) {
      login(new DeviceIdentity("lamps", "lamp" + i));
    }
    assertEquals(0, fixture.shadows.count());
    assertEquals(1, fixture.session.subscribedForAll().size());
    Switchboard board = new Switchboard();
    fixture.handlers.put(board, lamps());
    fixture.time.settle();
    assertEquals(MANY, fixture.shadows.count());
    assertEquals(1, fixture.session.subscribedForAll().size());
    assertEquals(
        List.of(), fixture.session.link(new DeviceIdentity("lamps", "lamp7")).subscribed());
  }

  private List<DeviceIdentity> asked() {
    return fixture.session.links().stream()
        .map(FakeDeviceLink.class::cast)
        .filter(link -> !link.identity().equals(fixture.session.identity()))
        .filter(link -> !link.published().isEmpty())
        .map(FakeDeviceLink::identity)
        .toList();
  }

  @Test
  void manyThatComeOnlineTogetherAreReadAFewAtATimeAndNoneIsForgotten() {
    Switchboard board = new Switchboard();
    fixture.handlers.put(board, lamps());
    fixture.attach();
    int all = 3 * ShadowThreads.ReadingTurns.MAX;
    for (int i = 0; i < all; i++) {
      login(new DeviceIdentity("lamps", "lamp" + i));
    }
    assertEquals(ShadowThreads.ReadingTurns.MAX, asked().size());
    DeviceIdentity silent = asked().get(0);
    DeviceIdentity lost = asked().get(1);
    fixture.session.loggedOut(lost);
    fixture.time.settle();
    assertEquals(ShadowThreads.ReadingTurns.MAX + 1, asked().size());
    List<DeviceIdentity> known = new ArrayList<>(List.of(silent, lost));
    for (int round = 0; round < all; round++) {
      for (DeviceIdentity device : asked()) {
        if (!known.contains(device)) {
          known.add(device);
          know(device, 1, "{}");
        }
      }
    }
    assertEquals(all, known.size());
    assertEquals(ShadowStatus.State.SYNCHRONISED, shadowOf(known.get(all - 1)).status().state());
    fixture.time.leap(Duration.ofSeconds(11));
    assertTrue(shadowOf(silent).status().problem().isPresent());
  }
}

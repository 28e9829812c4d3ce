/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.measure.LiveThreads;
import org.kuralink.api.measure.UsedHeap;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.Installed;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.api.ota.VersionSource;

class ManyUpdatesTest {

  private static final DeviceIdentity LAMP = new DeviceIdentity("lamps", "a");
  private static final DeviceIdentity PUMP = new DeviceIdentity("pumps", "a");
  private static final int MANY = 1500;

  @TempDir private Path directory;
  private OtaFixture fixture;
  private final Lamps lamps = new Lamps();

  /** An installer that only records its calls. */
  private static final class Lamps implements FirmwareInstaller {

    private final Map<Optional<DeviceIdentity>, String> running = new ConcurrentHashMap<>();
    private final List<String> accepted = new CopyOnWriteArrayList<>();

    @Override
    public void accept(Optional<DeviceIdentity> subDevice, FirmwareOrder order) {
      accepted.add(subDevice + " " + order);
    }

    @Override
    public Installed install(Firmware firmware) {
      running.put(firmware.subDevice(), firmware.order().version());
      return Installed.NEW;
    }

    @Override
    public Installed state(Firmware firmware) {
      boolean isNew =
          firmware.order().version().equals(running.getOrDefault(firmware.subDevice(), ""));
      return isNew ? Installed.NEW : Installed.FORMER;
    }

    @Override
    public void commit(Firmware firmware) {}

    @Override
    public void rollBack(Firmware firmware) {
      running.remove(firmware.subDevice());
    }
  }

  @BeforeEach
  void begin() throws IOException {
    fixture = new OtaFixture(directory);
    fixture.installers.add(lamps, ofLamps());
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  private static Map<String, Object> ofLamps() {
    return Map.of("product.key", "lamps");
  }

  private void logIn(DeviceIdentity device) {
    fixture.session.loggedIn(device);
    fixture.time.settle();
  }

  private void order(DeviceIdentity device, int id) {
    fixture
        .session
        .link(device)
        .deliver("/ota/device/upgrade/" + device, OtaFixture.order(id).toString().getBytes(UTF_8));
    fixture.time.settle();
  }

  private DeviceUpdates of(DeviceIdentity device) {
    DeviceUpdates updates = fixture.all.of(device).orElseThrow();
    fixture.time.settle();
    return updates;
  }

  private List<String> sent(DeviceIdentity device, String verb, String what) {
    return fixture.session.link(device).published().stream()
        .filter(one -> one.message().topic().equals("/ota/device/" + verb + "/" + device))
        .map(one -> new String(one.message().payload(), UTF_8))
        .map(text -> JsonParser.parseString(text).getAsJsonObject().getAsJsonObject("params"))
        .map(params -> params.get(what).getAsString())
        .toList();
  }

  private void awaitEnd(DeviceIdentity device) {
    fixture.await(() -> of(device).status().state() == UpdateState.IDLE);
  }

  @Test
  void anOrderForASubDeviceIsCarriedOutByTheInstallerOfItsProduct() throws IOException {
    fixture.start();
    logIn(LAMP);
    order(LAMP, 7);
    awaitEnd(LAMP);
    assertEquals(Map.of(Optional.of(LAMP), "1.1"), lamps.running);
    assertEquals(List.of("Optional[lamps/a] default 1.1"), lamps.accepted);
    assertEquals(
        "100", sent(LAMP, "progress", "step").get(sent(LAMP, "progress", "step").size() - 1));
    assertEquals(List.of("1.1"), sent(LAMP, "inform", "version"));
    assertEquals(Map.of("default", "1.1"), of(LAMP).versions());
    assertEquals(LAMP, of(LAMP).identity());
    assertEquals(List.of(), fixture.published("progress"));
    assertEquals(OtaFixture.OLD, fixture.program());
    assertTrue(fixture.told.contains("Optional[lamps/a] PROVING"), fixture.told::toString);
    assertTrue(Files.exists(directory.resolve("devices/lamps~a/journal")));
  }

  @Test
  void aServiceWithoutAProductIsNotUsedForASubDevice() throws IOException {
    fixture.start();
    logIn(PUMP);
    order(PUMP, 7);
    awaitEnd(PUMP);
    assertEquals(List.of("-1"), sent(PUMP, "progress", "step"));
    assertTrue(sent(PUMP, "progress", "desc").get(0).startsWith("there is no installer for"));
    fixture.carryOut(OtaFixture.order(8));
    assertEquals(OtaFixture.NEW, fixture.program());
  }

  @Test
  void theGatewaysOwnIdentityHasTheGatewaysUpdates() throws IOException {
    DeviceUpdates own = fixture.start();
    assertSame(own, of(fixture.session.identity()));
    assertEquals(0, fixture.all.count());
  }

  @Test
  void versionsAreReportedForEachDeviceAfterItsLogIn() throws IOException {
    VersionSource source =
        new VersionSource() {
          @Override
          public Optional<String> version() {
            throw new AssertionError("it is called with the device");
          }

          @Override
          public Optional<String> version(Optional<DeviceIdentity> subDevice) {
            return subDevice.map(device -> "3." + device.deviceName());
          }
        };
    fixture.versions.put(source, ofLamps());
    fixture.start();
    logIn(LAMP);
    logIn(PUMP);
    assertEquals(List.of("3.a"), sent(LAMP, "inform", "version"));
    assertEquals(List.of(), sent(PUMP, "inform", "version"));
    assertEquals(1, fixture.all.count());
    fixture.session.loggedOut(LAMP);
    logIn(LAMP);
    assertEquals(List.of("3.a"), sent(LAMP, "inform", "version"));
    fixture.versions.put(source, Map.of("product.key", "pumps"));
    fixture.all.inform();
    assertEquals(List.of("3.a"), sent(PUMP, "inform", "version"));
    assertEquals(List.of("1.0"), fixture.informed());
  }

  @Test
  void anInstalledVersionIsReportedAfterARestart() throws IOException {
    fixture.start();
    logIn(LAMP);
    order(LAMP, 7);
    awaitEnd(LAMP);
    fixture.stopInOrder();
    fixture.session.loggedOut(LAMP);
    fixture.start();
    assertEquals(0, fixture.all.count());
    logIn(LAMP);
    assertEquals(List.of("1.1", "1.1"), sent(LAMP, "inform", "version"));
    assertTrue(of(LAMP).journal().size() > 5);
  }

  @Test
  void anInterruptedUpdateGoesOnWhenTheDeviceIsLoggedInAgain() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    fixture.downloads = (request, file, bytes) -> never.await();
    fixture.start();
    logIn(LAMP);
    order(LAMP, 7);
    fixture.stopInOrder();
    fixture.session.loggedOut(LAMP);
    fixture.downloads = (request, file, bytes) -> OtaFixture.put(file);
    fixture.start();
    assertEquals(UpdateState.DOWNLOADING, of(LAMP).status().state());
    fixture.time.leap(Duration.ofSeconds(5));
    assertEquals(Map.of(), lamps.running);
    logIn(LAMP);
    awaitEnd(LAMP);
    assertEquals(Map.of(Optional.of(LAMP), "1.1"), lamps.running);
  }

  @Test
  void aLoggedOutDeviceFailsItsHealthCheck() throws IOException {
    fixture.start();
    logIn(LAMP);
    order(LAMP, 7);
    fixture.await(() -> of(LAMP).status().state() == UpdateState.PROVING);
    fixture.session.loggedOut(LAMP);
    awaitEnd(LAMP);
    assertEquals(Map.of(), lamps.running);
    List<String> said = sent(LAMP, "progress", "desc");
    assertTrue(said.get(said.size() - 1).contains("the device is not logged in"), said::toString);
  }

  @Test
  void aRequestForALoggedOutDeviceFailsWithItsLink() throws IOException {
    fixture.start();
    DeviceUpdates lamp = of(LAMP);
    fixture.session.link(LAMP).refuseWith(LinkException.Reason.OFFLINE);
    var asked = lamp.request("default").toCompletableFuture();
    fixture.time.settle();
    assertTrue(asked.isCompletedExceptionally());
  }

  @Test
  void aRequestIsAcceptedAsSoonAsTheDeviceIsLoggedIn() throws IOException {
    fixture.start();
    logIn(LAMP);
    var asked = fixture.all.of(LAMP).orElseThrow().request("default").toCompletableFuture();
    fixture.time.settle();
    assertFalse(asked.isDone(), () -> asked.toString());
  }

  @Test
  void onlySomeAreUpdatedAtOnceAndAllOfThemInTheEnd() throws IOException {
    CountDownLatch go = new CountDownLatch(1);
    List<Path> fetching = new CopyOnWriteArrayList<>();
    fixture.downloads =
        (request, file, bytes) -> {
          fetching.add(file);
          go.await();
          OtaFixture.put(file);
        };
    fixture.start();
    List<DeviceIdentity> all =
        IntStream.range(0, 3 * SessionUpdates.AT_ONCE)
            .mapToObj(i -> new DeviceIdentity("lamps", "lamp" + i))
            .toList();
    for (DeviceIdentity device : all) {
      logIn(device);
      order(device, 7);
    }
    fixture.await(() -> fetching.size() == SessionUpdates.AT_ONCE);
    DeviceUpdates last = of(all.get(all.size() - 1));
    assertEquals(UpdateState.DOWNLOADING, last.status().state());
    assertEquals("waits for another update to end", last.status().detail());
    assertTrue(last.cancel("not needed"));
    fixture.await(() -> last.status().state() == UpdateState.IDLE);
    assertEquals(SessionUpdates.AT_ONCE, fetching.size());
    go.countDown();
    all.forEach(this::awaitEnd);
    assertEquals(all.size() - 1, lamps.running.size());
    assertFalse(lamps.running.containsKey(Optional.of(all.get(all.size() - 1))));
  }

  @Test
  void aDeletedDeviceIsForgotten() throws IOException {
    fixture.start();
    logIn(LAMP);
    order(LAMP, 7);
    awaitEnd(LAMP);
    logIn(PUMP);
    Path kept = directory.resolve("devices/lamps~a");
    fixture.await(() -> Files.exists(kept.resolve("journal")));
    fixture.session.deleted(LAMP);
    fixture.await(() -> Files.notExists(kept));
    assertEquals(0, fixture.all.count());
    assertEquals(Map.of("default", "1.0"), fixture.all.own().versions());
  }

  @Test
  void aDeviceDeletedDuringADownloadIsForgottenAfterItsEnd() throws IOException {
    CountDownLatch begun = new CountDownLatch(1);
    fixture.downloads =
        (request, file, bytes) -> {
          OtaFixture.put(file);
          begun.countDown();
          new CountDownLatch(1).await();
        };
    fixture.start();
    logIn(LAMP);
    order(LAMP, 7);
    fixture.await(() -> begun.getCount() == 0);
    fixture.session.loggedOut(LAMP);
    fixture.session.deleted(LAMP);
    fixture.await(() -> Files.notExists(directory.resolve("devices/lamps~a")));
    assertEquals(0, fixture.all.count());
  }

  @Test
  void theTimeOfADownloadGoesOnOverARestart() throws IOException {
    List<Duration> left = new CopyOnWriteArrayList<>();
    fixture.configuration.put("download.limit.minutes", 10);
    fixture.downloads =
        (request, file, bytes) -> {
          left.add(request.limits().whole());
          new CountDownLatch(1).await();
        };
    fixture.start();
    fixture.push(OtaFixture.order(7));
    fixture.await(() -> left.size() == 1);
    assertEquals(Duration.ofMinutes(10), left.get(0));
    fixture.stop();
    fixture.time.leap(Duration.ofMinutes(4));
    fixture.start();
    fixture.await(() -> left.size() == 2);
    assertTrue(left.get(1).compareTo(Duration.ofMinutes(6)) <= 0, left::toString);
    fixture.stop();
    fixture.time.leap(Duration.ofMinutes(7));
    fixture.start();
    fixture.await(UpdateState.IDLE);
    assertEquals("-2", fixture.step());
    assertTrue(fixture.description().contains("download.limit.minutes"), fixture.description());
    assertEquals(2, left.size());
  }

  @Test
  void devicesWithoutUpdatesNeedNoResources() throws IOException {
    fixture.start();
    int threads = LiveThreads.count("kuralink");
    for (int i = 0; i < MANY; i++) {
      logIn(new DeviceIdentity("lamps", "lamp" + i));
    }
    assertEquals(0, fixture.all.count());
    assertEquals(2, fixture.session.subscribedForAll().size());
    assertTrue(LiveThreads.count("kuralink") <= threads);
  }

  /** The memory of 1,500 devices at rest, which need no thread. */
  @Test
  void keepsLittleOfEachDevice() throws IOException {
    fixture.start();
    List<DeviceIdentity> all = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      DeviceIdentity device = new DeviceIdentity("lamps", "lamp" + i);
      all.add(device);
      logIn(device);
    }
    int threads = LiveThreads.count("kuralink");
    long before = UsedHeap.bytes();
    for (DeviceIdentity device : all) {
      fixture.all.of(device);
    }
    fixture.time.settle();
    long each = (UsedHeap.bytes() - before) / MANY;
    assertEquals(MANY, fixture.all.count());
    assertTrue(LiveThreads.count("kuralink") <= threads);
    assertTrue(each <= 4_096, each + " bytes for each device");
    assertEquals(UpdateState.IDLE, of(all.get(7)).status().state());
  }
}

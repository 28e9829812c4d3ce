/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.JournalEntry;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.api.ota.VersionSource;

/** The course of an update, from the order to the acknowledged report. */
class UpdatesTest {

  @TempDir private Path directory;
  private OtaFixture fixture;

  @BeforeEach
  void fixture() throws IOException {
    fixture = new OtaFixture(directory);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aVersionSourceGoesBeforeTheConfiguration() throws IOException {
    fixture.versions.put(() -> Optional.of("1.0.5"), Map.of("module", "default"));
    fixture.start();
    fixture.time.settle();
    assertEquals(List.of("1.0.5"), fixture.informed());
  }

  @Test
  void anOrderIsCarriedOutAndCalledDoneWhenItHasProvedItself() throws IOException {
    DeviceUpdates updates = fixture.start();
    fixture.push(OtaFixture.order(7));
    fixture.await(UpdateState.PROVING);
    assertEquals(List.of("1.0"), fixture.informed());
    assertEquals("95", fixture.step());
    fixture.await(UpdateState.IDLE);
    assertEquals(OtaFixture.NEW, fixture.program());
    assertEquals("100", fixture.step());
    assertEquals(List.of("1.0", "1.1"), fixture.informed());
    assertEquals(Map.of("default", "1.1"), updates.versions());
    assertEquals(
        List.of(
            UpdateState.DOWNLOADING,
            UpdateState.INSTALLING,
            UpdateState.PROVING,
            UpdateState.COMMITTING,
            UpdateState.REPORTING,
            UpdateState.IDLE),
        updates.journal().stream().map(JournalEntry::state).toList());
    fixture.await(() -> !directory.resolve("update").toFile().exists());
  }

  @Test
  void anInstalledVersionHoldsUntilTheConfigurationChanges() throws IOException {
    fixture.start();
    fixture.carryOut(OtaFixture.order(7));
    fixture.stop();
    assertEquals(Map.of("default", "1.1"), fixture.start().versions());
    fixture.stop();
    fixture.configuration.put("firmware.version", "1.2");
    assertEquals(Map.of("default", "1.2"), fixture.start().versions());
  }

  @Test
  void anOrderThatIsDeliveredTwiceIsOneOrder() throws IOException {
    DeviceUpdates updates = fixture.start();
    fixture.push(OtaFixture.order(7));
    fixture.push(OtaFixture.order(7));
    fixture.push(OtaFixture.order(8));
    fixture.await(UpdateState.IDLE);
    fixture.push(OtaFixture.order(7));
    assertEquals(UpdateState.IDLE, updates.status().state());
    assertEquals(
        1, updates.journal().stream().filter(e -> e.state() == UpdateState.DOWNLOADING).count());
  }

  @Test
  void anOrderForTheRunningVersionIsDoneImmediately() throws IOException {
    fixture.configuration.put("firmware.version", "1.1");
    fixture.start();
    fixture.carryOut(OtaFixture.order(7));
    assertEquals("100", fixture.step());
    assertEquals(OtaFixture.OLD, fixture.program());
  }

  @Test
  void aSecondOrderWaitsForTheFirst() throws IOException {
    fixture.configuration.put("module.versions", "mcu=1");
    DeviceUpdates updates = fixture.start();
    fixture.push(OtaFixture.order(7));
    JsonObject second = OtaFixture.order(8, "version", "2");
    second.getAsJsonObject("data").addProperty("module", "mcu");
    fixture.push(second);
    assertEquals("default 1.1", updates.status().order().orElseThrow().toString());
    fixture.await(() -> updates.versions().equals(Map.of("default", "1.1", "mcu", "2")));
    fixture.await(UpdateState.IDLE);
  }

  @Test
  void refusesOrdersThatItCannotOrMustNotCarryOut() throws IOException {
    fixture.start();
    assertRefused("-1", "there is no module mcu", OtaFixture.order(1, "module", "mcu"));
    assertRefused("-1", "version 0.9 is older than 1.0", OtaFixture.order(2, "version", "0.9"));
    String elsewhere = "https://localhost/firmware.exe";
    assertRefused("-1", "there is no installer", OtaFixture.order(3, "url", elsewhere));
    assertRefused("-3", "method Crc32 is not known", OtaFixture.order(4, "signMethod", "Crc32"));
    assertRefused("-1", "the order has no version", OtaFixture.order(5, "version", ""));
    fixture.installer.refusal = Optional.of("not on Sundays");
    assertRefused("-1", "not on Sundays", OtaFixture.order(6));
    assertEquals(OtaFixture.OLD, fixture.program());
  }

  private void assertRefused(String step, String description, JsonObject order) {
    fixture.link.clear();
    fixture.carryOut(order);
    assertEquals(step, fixture.step());
    assertTrue(fixture.description().contains(description), fixture.description());
  }

  @Test
  void anOlderVersionIsTakenWhereThatIsAllowed() throws IOException {
    fixture.configuration.put("allow.downgrade", true);
    fixture.start();
    fixture.carryOut(OtaFixture.order(7, "version", "0.9"));
    assertEquals("100", fixture.step());
  }

  @Test
  void aDownloadThatFailsLeavesEverythingAsItWas() throws IOException {
    fixture.downloads =
        (request, file, bytes) -> {
          throw failure("wrongFile", "the SHA-256 of the file is another");
        };
    fixture.start();
    fixture.carryOut(OtaFixture.order(7));
    assertEquals("-3", fixture.step());
    assertEquals(OtaFixture.OLD, fixture.program());
    assertEquals(List.of("1.0"), fixture.informed());
  }

  /** The session is away when the component stops. */
  @Test
  void aDownloadThatIsCutOffGoesOnWithTheNextStart() throws IOException {
    fixture.downloads =
        (request, file, bytes) -> {
          throw new DownloadException(DownloadException.Kind.CUT_OFF, "nobody waits for it");
        };
    fixture.start();
    try (LoggedLines log = new LoggedLines()) {
      fixture.push(OtaFixture.order(7));
      fixture.await(() -> !log.with("the download resumes after the next start").isEmpty());
    }
    fixture.await(UpdateState.DOWNLOADING);
    fixture.stop();
    fixture.downloads = (request, file, bytes) -> OtaFixture.put(file);
    fixture.start();
    fixture.await(UpdateState.IDLE);
    assertEquals("100", fixture.step());
    assertEquals(OtaFixture.NEW, fixture.program());
  }

  @Test
  void anAddressThatHasExpiredIsAskedForAgain() throws IOException {
    List<String> addresses = new ArrayList<>();
    fixture.downloads =
        (request, file, bytes) -> {
          addresses.add(request.address().text());
          if (addresses.size() == 1) {
            throw failure("expired", "the server refuses the address (403)");
          }
          OtaFixture.put(file);
        };
    fixture.start();
    fixture.push(OtaFixture.order(7));
    fixture.await(UpdateState.AWAITING_ADDRESS);
    assertEquals("thing.ota.firmware.get", fixture.link.last().method());
    fixture.link.last().fail(LinkException.Reason.NO_REPLY);
    fixture.time.settle();
    assertEquals(1, fixture.published("request").size());
    String fresh = "https://localhost/firmware.bin?token=fresh";
    fixture.push(OtaFixture.order(8, "url", fresh));
    fixture.await(UpdateState.IDLE);
    assertEquals(fresh, addresses.get(1));
    assertEquals("100", fixture.step());
  }

  @Test
  void theAnswerMayHaveTheFreshAddress() throws IOException {
    List<String> addresses = new ArrayList<>();
    fixture.downloads =
        (request, file, bytes) -> {
          addresses.add(request.address().text());
          if (addresses.size() == 1) {
            throw failure("expired", "the server refuses the address (403)");
          }
          OtaFixture.put(file);
        };
    fixture.start();
    JsonObject first = OtaFixture.order(7, "module", "mcu");
    fixture.configuration.put("module.versions", "mcu=1");
    fixture.stop();
    fixture.start();
    fixture.push(first);
    fixture.await(UpdateState.AWAITING_ADDRESS);
    assertEquals("{\"module\":\"mcu\"}", fixture.link.last().params().toString());
    String fresh = "https://localhost/firmware.bin?token=fresh";
    JsonObject again = first.getAsJsonObject("data").deepCopy();
    again.addProperty("url", fresh);
    fixture.link.last().reply().complete(Reply.success(JsonText.of(again.toString())));
    fixture.await(UpdateState.IDLE);
    assertEquals(List.of(fresh), addresses.subList(1, addresses.size()));
    assertEquals(List.of(), fixture.published("request"));
    assertEquals("100", fixture.step());
  }

  @Test
  void aPlatformThatSendsNoFreshAddressIsNotWaitedForForever() throws IOException {
    fixture.configuration.put("download.limit.minutes", 3);
    fixture.downloads =
        (request, file, bytes) -> {
          throw failure("expired", "the server refuses the address (403)");
        };
    fixture.start();
    fixture.carryOut(OtaFixture.order(7));
    assertEquals("-2", fixture.step());
  }

  @Test
  void anInstallationThatFailsIsTakenBack() throws IOException {
    fixture.installer.failure = Optional.of("the slot is read-only");
    fixture.start();
    fixture.carryOut(OtaFixture.order(7));
    assertEquals("-4", fixture.step());
    assertEquals("the slot is read-only; the former version is restored", fixture.description());
    assertEquals(OtaFixture.OLD, fixture.program());
  }

  @Test
  void anUnhealthyVersionIsRolledBack() throws IOException {
    fixture.installer.fault = Optional.of("bundle x does not run");
    DeviceUpdates updates = fixture.start();
    fixture.carryOut(OtaFixture.order(7));
    assertEquals("-1", fixture.step());
    assertTrue(fixture.description().contains("bundle x does not run"), fixture.description());
    assertEquals(OtaFixture.OLD, fixture.program());
    assertEquals(List.of("1.0"), fixture.informed());
    assertEquals(Map.of("default", "1.0"), updates.versions());
  }

  @Test
  void aWrongVersionIsRolledBack() throws IOException {
    VersionSource source = () -> Optional.of("1.0");
    fixture.versions.put(source, Map.of("module", "default"));
    fixture.start();
    fixture.carryOut(OtaFixture.order(7));
    assertEquals("-1", fixture.step());
    assertEquals(OtaFixture.OLD, fixture.program());
  }

  @Test
  void aVersionThatLosesTheSessionIsTakenBackAndReportedLater() throws IOException {
    fixture.start();
    fixture.push(OtaFixture.order(7));
    fixture.await(UpdateState.PROVING);
    fixture.link.online(false);
    fixture.await(UpdateState.IDLE);
    assertEquals("-1", fixture.step());
    assertTrue(fixture.description().contains("there is no session"), fixture.description());
    assertEquals(OtaFixture.OLD, fixture.program());
  }

  @Test
  void aShortLossOfTheSessionRestartsTheHealthCheck() throws IOException {
    DeviceUpdates updates = fixture.start();
    fixture.push(OtaFixture.order(7));
    fixture.await(UpdateState.PROVING);
    fixture.time.leap(Duration.ofSeconds(5));
    fixture.link.online(false);
    fixture.time.leap(Duration.ofSeconds(1));
    fixture.link.online(true);
    fixture.time.leap(Duration.ofSeconds(6));
    assertEquals(UpdateState.PROVING, updates.status().state());
    fixture.await(UpdateState.IDLE);
    assertEquals("100", fixture.step());
  }

  @Test
  void aPersonCancelsADownload() throws IOException {
    CountDownLatch begun = new CountDownLatch(1);
    fixture.downloads =
        (request, file, bytes) -> {
          begun.countDown();
          new CountDownLatch(1).await();
        };
    DeviceUpdates updates = fixture.start();
    assertFalse(updates.cancel("nothing to do"));
    fixture.push(OtaFixture.order(7));
    fixture.await(() -> begun.getCount() == 0);
    assertTrue(updates.cancel("wrong day"));
    fixture.await(UpdateState.IDLE);
    assertEquals("-1", fixture.step());
    assertEquals("cancelled: wrong day", fixture.description());
  }

  @Test
  void aPersonCancelsAVersionThatIsProvingItself() throws IOException {
    DeviceUpdates updates = fixture.start();
    fixture.push(OtaFixture.order(7));
    fixture.await(UpdateState.PROVING);
    assertTrue(updates.cancel("it blinks"));
    fixture.await(UpdateState.IDLE);
    assertEquals("-1", fixture.step());
    assertEquals(OtaFixture.OLD, fixture.program());
  }

  @Test
  void asksInTheNewWayForAnOrder() throws IOException {
    DeviceUpdates updates = fixture.start();
    fixture.link.answerWith(
        request -> Reply.success(JsonText.of(OtaFixture.order(1).get("data").toString())));
    CompletionStage<Optional<FirmwareOrder>> asked = updates.request("default");
    fixture.time.settle();
    assertEquals("1.1", asked.toCompletableFuture().join().orElseThrow().version());
    assertEquals("thing.ota.firmware.get", fixture.link.last().method());
    fixture.await(UpdateState.IDLE);
    assertEquals("100", fixture.step());
    fixture.link.answerWithSuccess();
    asked = updates.request("default");
    fixture.time.settle();
    assertEquals(Optional.empty(), asked.toCompletableFuture().join());
  }

  @Test
  void asksInTheOldWayWhereTheNewOneIsNotKnown() throws IOException {
    DeviceUpdates updates = fixture.start();
    CompletionStage<Optional<FirmwareOrder>> asked = updates.request("default");
    fixture.time.settle();
    fixture.link.last().fail(LinkException.Reason.NO_REPLY);
    fixture.time.settle();
    assertEquals("1.0", fixture.published("request").get(0).get("version").getAsString());
    fixture.push(OtaFixture.order(9));
    assertEquals("1.1", asked.toCompletableFuture().join().orElseThrow().version());
    fixture.await(UpdateState.IDLE);
    asked = updates.request("default");
    fixture.time.settle();
    fixture.link.last().refuse(404, "unknown method");
    fixture.time.leap(Duration.ofSeconds(11));
    assertEquals(Optional.empty(), asked.toCompletableFuture().join());
  }

  private static DownloadException failure(String kind, String message) {
    return kind.equals("expired")
        ? new DownloadException(DownloadException.Kind.EXPIRED, message)
        : new DownloadException(DownloadException.Kind.WRONG_FILE, message);
  }
}

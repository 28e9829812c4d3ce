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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadException.Kind;
import org.kuralink.api.ota.UpdateState;

/** Downloads that take several runs of the gateway. */
class InterruptedDownloadTest {

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

  /** The first minutes of a gateway whose clock stops without power. */
  @Test
  void aChangeOfTheSystemClockDoesNotUseUpTheTimeLimit() throws IOException {
    List<Duration> limits = new ArrayList<>();
    fixture.downloads =
        (request, file, bytes) -> {
          limits.add(request.limits().whole());
          if (limits.size() == 1) {
            throw new DownloadException(Kind.EXPIRED, "the server refuses the address (403)");
          } else if (limits.size() == 2) {
            fixture.time.stepClock(Duration.ofDays(3650));
            bytes.accept(OtaFixture.NEW.length() / 2);
            throw new DownloadException(Kind.CUT_OFF, "nobody waits for it");
          }
          OtaFixture.put(file);
        };
    DeviceUpdates updates = fixture.start();
    fixture.push(OtaFixture.order(7));
    fixture.await(UpdateState.AWAITING_ADDRESS);
    fixture.time.stepClock(Duration.ofDays(3650));
    fixture.push(OtaFixture.order(8, "url", "https://localhost/firmware.bin?token=fresh"));
    fixture.await(() -> timesSet(updates) == 2);
    fixture.stop();
    fixture.start();
    fixture.await(UpdateState.IDLE);
    assertEquals("100", fixture.step(), fixture.description());
    assertTrue(limits.get(2).compareTo(Duration.ofMinutes(230)) > 0, limits.toString());
  }

  private static long timesSet(DeviceUpdates updates) {
    return updates.journal().stream()
        .filter(entry -> entry.detail().equals("the system clock was changed"))
        .count();
  }

  /** The reported progress does not decrease because the address has expired. */
  @Test
  void aDownloadThatGoesOnIsReportedFromWhereItIs() throws IOException {
    fixture.configuration.put("progress.interval.seconds", 0);
    fixture.downloads =
        (request, file, bytes) -> {
          bytes.accept(putHalf(file));
          throw new DownloadException(Kind.EXPIRED, "the server refuses the address (403)");
        };
    fixture.start();
    fixture.push(OtaFixture.order(7));
    fixture.await(UpdateState.AWAITING_ADDRESS);
    fixture.downloads = (request, file, bytes) -> OtaFixture.put(file);
    fixture.push(OtaFixture.order(8, "url", "https://localhost/firmware.bin?token=fresh"));
    fixture.await(UpdateState.IDLE);
    List<Integer> steps =
        fixture.published("progress").stream().map(p -> p.get("step").getAsInt()).toList();
    assertTrue(steps.contains(45), steps.toString());
    assertEquals(steps.stream().sorted().toList(), steps);
  }

  private static long putHalf(Path file) {
    try {
      Files.writeString(file, OtaFixture.NEW.substring(OtaFixture.NEW.length() / 2));
      return Files.size(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

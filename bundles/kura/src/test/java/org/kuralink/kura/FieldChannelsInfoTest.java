/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldChannelsStatus;
import org.kuralink.api.channel.FieldOutcome;
import org.kuralink.api.channel.FieldPointStatus;
import org.kuralink.api.channel.FieldServerStatus;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.DeviceIdentity;

/** The status of field channels on Kura's page. */
class FieldChannelsInfoTest {

  private static FieldChannelsStatus.Server server(
      String id, Optional<FieldServerStatus.State> state, Optional<String> error) {
    return new FieldChannelsStatus.Server(
        id,
        "",
        "TCP",
        List.of(new DeviceIdentity("pk", "dn01")),
        state.map(
            now ->
                new FieldServerStatus(
                    id, now, error, Optional.empty(), Optional.empty(), 0, 0, 0, 0, 0, List.of())));
  }

  private static FieldOutcome outcome(FieldOutcome.Verdict verdict) {
    return new FieldOutcome(Instant.EPOCH, "push", verdict, "refused", List.of());
  }

  @Test
  void saysNothingWhereThereIsNothing() {
    assertEquals(
        Optional.empty(),
        FieldChannelsInfo.words(
            new FieldChannelsStatus(List.of(), List.of(), List.of(), Optional.empty())));
  }

  @Test
  void namesTheServersThatAreNotConnectedAndWhatWasRefused() {
    FieldChannelsStatus status =
        new FieldChannelsStatus(
            List.of(),
            List.of(
                server("S1", Optional.of(FieldServerStatus.State.CONNECTED), Optional.empty()),
                server(
                    "S2",
                    Optional.of(FieldServerStatus.State.CONNECTING),
                    Optional.of("192.168.1.9:502 refuses")),
                server("S3", Optional.empty(), Optional.empty())),
            List.of(),
            Optional.of(outcome(FieldOutcome.Verdict.REFUSED)));
    assertEquals(
        Optional.of(
            "1 of 3 servers connected; S2: 192.168.1.9:502 refuses; S3: no bundle for protocol TCP;"
                + " last configuration: refused"),
        FieldChannelsInfo.words(status));
  }

  @Test
  void showsOfEachServerWhatItAsksAndWhatItHas() {
    DeviceIdentity device = new DeviceIdentity("pk", "dn01");
    FieldServerStatus now =
        new FieldServerStatus(
            "S1",
            FieldServerStatus.State.CONNECTED,
            Optional.of("unit 1: there is no answer"),
            Optional.of(Instant.EPOCH),
            Optional.of(Duration.ofMillis(7)),
            12,
            3,
            2,
            1,
            4,
            List.of(
                new FieldPointStatus(
                    device,
                    "Temp",
                    FieldPointStatus.Quality.GOOD,
                    Optional.of(21.5),
                    Optional.of(Instant.EPOCH),
                    Optional.empty())));
    FieldChannelsStatus.Server server =
        new FieldChannelsStatus.Server("S1", "", "TCP", List.of(device), Optional.of(now));
    assertEquals(
        Map.of(
            "Field channels",
            "1 of 1 servers connected",
            "Field server S1",
            "CONNECTED; round trip 7 ms; 12 requests, 3 retries, 2 failed; 1 disconnections in the"
                + " last minute, 4 in the last half hour; last error at 1970-01-01T00:00:00Z: unit 1:"
                + " there is no answer; dn01 Temp 21.5 GOOD"),
        FieldChannelsInfo.entries(
            new FieldChannelsStatus(List.of(), List.of(server), List.of(), Optional.empty())));
  }

  /** Names of servers come from a push, and error texts from field devices. */
  @Test
  void showsControlCharactersOfOthers() {
    FieldChannelsStatus.Server server =
        server(
            "S\u001b[2J",
            Optional.of(FieldServerStatus.State.CONNECTING),
            Optional.of("gone\nConnected: yes"));
    FieldChannelsStatus status =
        new FieldChannelsStatus(List.of(), List.of(server), List.of(), Optional.empty());
    FieldChannelsInfo.entries(status)
        .forEach((name, words) -> assertEquals(VisibleText.of(name + words), name + words));
  }
}

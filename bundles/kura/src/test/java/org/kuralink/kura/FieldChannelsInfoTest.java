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

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldChannelsStatus;
import org.kuralink.api.channel.FieldOutcome;
import org.kuralink.api.channel.FieldServerStatus;
import org.kuralink.api.connection.DeviceIdentity;

/** What Kura's status page says of field channels. */
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
            "1 of 3 servers connected; S2: 192.168.1.9:502 refuses; S3: nobody here speaks TCP;"
                + " last configuration: refused"),
        FieldChannelsInfo.words(status));
  }
}

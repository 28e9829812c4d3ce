/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.console.command.Refused.refused;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.FirmwareUpdates;
import org.kuralink.api.ota.JournalEntry;
import org.kuralink.api.ota.UpdateListener;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.api.ota.UpdateStatus;
import org.kuralink.console.report.Times;

class FirmwareViewTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final FirmwareOrder ORDER =
      new FirmwareOrder("default", "1.1.0", 1000, "dp", Map.of(), false, JsonText.EMPTY_OBJECT);

  private final List<String> done = new ArrayList<>();
  private final FirmwareView view =
      new FirmwareView(new Times(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC));

  @BeforeEach
  void add() {
    view.addUpdates(new Example(), Map.of(CloudSession.PID, "main"));
  }

  @Test
  void showsStateVersionsAndJournal() {
    assertEquals(
        """
        firmware main: pk/dn
          state           rolling back since 2026-03-01 10:00:00
          update          default 1.1.0, 90 %
          because         it did not keep the session
          module default  1.0.0
        journal main
          step  time                 state         update
          12    2026-03-01 10:00:00  rolling back  default 1.1.0  it did not keep the session""",
        view.ota().replace(System.lineSeparator(), "\n"));
  }

  @Test
  void requestsAndCancelsAnUpdate() {
    assertEquals("the platform has no update for this device", view.ota("request"));
    assertEquals("update requested: default 1.1.0", view.ota("request", "app"));
    assertEquals("cancelled", view.ota("cancel"));
    assertEquals(List.of("request default", "request app", "cancel"), done);
  }

  @Test
  void offersCancelOnlyWhilePossible() {
    assertEquals(List.of("request main"), view.actions().stream().map(View.Action::name).toList());
  }

  @Test
  void whatIsNoCommandDoesNothing() {
    for (String[] words :
        new String[][] {{"destroy"}, {"cancel", "now"}, {"request", "a", "b"}, {"state", "x"}}) {
      assertTrue(refused(() -> view.ota(words)).startsWith("usage:"), String.join(" ", words));
    }
    assertEquals(List.of(), done);
  }

  private final class Example implements FirmwareUpdates {

    @Override
    public DeviceIdentity identity() {
      return new DeviceIdentity("pk", "dn");
    }

    @Override
    public FirmwareUpdates of(DeviceIdentity device) {
      throw new UnsupportedOperationException();
    }

    @Override
    public UpdateStatus status() {
      return new UpdateStatus(
          UpdateState.ROLLING_BACK, NOW, Optional.of(ORDER), 90, "it did not keep the session");
    }

    @Override
    public Map<String, String> versions() {
      return Map.of("default", "1.0.0");
    }

    @Override
    public List<JournalEntry> journal() {
      return List.of(
          new JournalEntry(
              12, NOW, UpdateState.ROLLING_BACK, ORDER.toString(), "it did not keep the session"));
    }

    @Override
    public CompletionStage<Optional<FirmwareOrder>> request(String module) {
      done.add("request " + module);
      return CompletableFuture.completedFuture(
          module.equals("app") ? Optional.of(ORDER) : Optional.empty());
    }

    @Override
    public boolean cancel(String reason) {
      done.add("cancel");
      return true;
    }

    @Override
    public Registration addListener(UpdateListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}

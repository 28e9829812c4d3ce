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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.shadow.Shadow;
import org.kuralink.api.shadow.ShadowAttribute;
import org.kuralink.api.shadow.ShadowDocument;
import org.kuralink.api.shadow.ShadowError;
import org.kuralink.api.shadow.ShadowException;
import org.kuralink.api.shadow.ShadowListener;
import org.kuralink.api.shadow.ShadowStatus;
import org.kuralink.console.report.Times;

class ShadowViewTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final ShadowView view =
      new ShadowView(new Times(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC));

  private final List<String> done = new ArrayList<>();

  @Test
  void showsReportedBesideDesired() {
    view.addShadow(new Example(), Map.of(CloudSession.PID, "main"));
    assertEquals(
        """
        shadow main: pk/dn
          state      synchronised
          confirmed  2026-03-01 10:00:00
          version    7
          attribute  reported  at                   desired  at
          color      red       2026-03-01 09:00:00  green    2026-03-01 10:00:00
          size                                      3""",
        view.shadow().replace(System.lineSeparator(), "\n"));
  }

  @Test
  void readsTheShadowAgainAndReportsErrors() {
    view.addShadow(new Example(), Map.of(CloudSession.PID, "main"));
    String outcome = refused(() -> view.shadow("get"));
    assertTrue(outcome.startsWith("failed: code 500"), outcome);
    for (String[] words : new String[][] {{"destroy"}, {"get", "x"}, {"report"}, {"delete"}}) {
      assertTrue(refused(() -> view.shadow(words)).startsWith("usage: alink:shadow"));
    }
    assertEquals(outcome, refused(() -> view.actions().get(0).run().apply("")));
  }

  @Test
  void reportsAndDeletesForGatewayAndSubDevice() {
    view.addShadow(new Example(), Map.of(CloudSession.PID, "main"));
    assertEquals(
        "reported: the shadow has version 8", view.shadow("report", "color=red", "size=3"));
    assertEquals("deleted: the shadow has version 9", view.shadow("pump/p1", "delete", "color"));
    assertEquals(List.of("report {color=red, size=3}", "of pump/p1", "delete [color]"), done);
    assertTrue(view.shadow("pump/p1").contains("synchronised"));
    assertEquals("\"size\" is not NAME=VALUE", refused(() -> view.shadow("report", "size")));
  }

  @Test
  void requiresANameIfThereAreSeveral() {
    assertEquals(
        "no instance of org.kuralink.shadow is configured", refused(() -> view.shadow("get")));
    view.addShadow(new Example(), Map.of(CloudSession.PID, "a"));
    view.addShadow(new Example(), Map.of(CloudSession.PID, "b"));
    assertEquals(
        "there are several; put one of these names first: [a, b]",
        refused(() -> view.shadow("get")));
    assertTrue(refused(() -> view.shadow("b", "get")).startsWith("failed"));
  }

  /** A shadow with a desired value, on a platform that fails. */
  private final class Example implements Shadow {

    @Override
    public Shadow of(DeviceIdentity device) {
      done.add("of " + device);
      return this;
    }

    @Override
    public ShadowStatus status() {
      ShadowDocument document =
          new ShadowDocument(
              Map.of("color", new ShadowAttribute("red", Optional.of(NOW.minusSeconds(3600)))),
              Map.of(
                  "color", new ShadowAttribute("green", Optional.of(NOW)),
                  "size", new ShadowAttribute(3L, Optional.empty())),
              7,
              Optional.empty());
      return new ShadowStatus(
          Optional.of(new DeviceIdentity("pk", "dn")),
          ShadowStatus.State.SYNCHRONISED,
          Optional.of(document),
          Optional.of(NOW),
          Optional.empty());
    }

    @Override
    public CompletionStage<ShadowDocument> get() {
      return CompletableFuture.failedFuture(
          new ShadowException(ShadowError.SERVER_ERROR, "Server exception."));
    }

    @Override
    public CompletionStage<Long> report(Map<String, ?> attributes) {
      done.add("report " + attributes);
      return CompletableFuture.completedFuture(8L);
    }

    @Override
    public CompletionStage<Long> delete(Set<String> attributes) {
      done.add("delete " + attributes);
      return CompletableFuture.completedFuture(9L);
    }

    @Override
    public CompletionStage<Long> deleteAll() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Registration addListener(ShadowListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}

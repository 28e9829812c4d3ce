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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.console.command.Refused.refused;

import java.nio.charset.StandardCharsets;
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
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.api.cota.RemoteConfiguration;
import org.kuralink.api.cota.RemoteConfigurationState;
import org.kuralink.api.cota.RemoteConfigurationStatus;
import org.kuralink.api.cota.RemoteConfigurationStatusListener;
import org.kuralink.console.report.Times;

class ConfigurationViewTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final DeviceIdentity DEVICE = new DeviceIdentity("pk", "dn");
  private static final ConfigurationVersion VERSION =
      new ConfigurationVersion(
          4, "c4", 57, "ab".repeat(32), NOW, ConfigurationOutcome.APPLIED, "", true);

  private final List<String> done = new ArrayList<>();
  private final ConfigurationView view =
      new ConfigurationView(new Times(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC));

  @BeforeEach
  void add() {
    view.addConfiguration(new Example(), Map.of(CloudSession.PID, "main"));
  }

  @Test
  void showsStateAndHistory() {
    assertEquals(
        """
        remote configuration main: pk/dn
          state               confirming since 2026-03-01 10:00:00
          active              version 4
          automatic rollback  in 90 s
          last                restored, version 3, failed at confirm: the platform was not reached
          version  received             id  bytes  SHA-256       outcome
          4 *      2026-03-01 10:00:00  c4  57     abababababab  applied""",
        view.config().replace(System.lineSeparator(), "\n"));
    assertEquals(view.config(), view.config("history"));
  }

  @Test
  void showsAVersionWithoutItsSecrets() {
    String shown = view.config("show", "4");
    assertTrue(shown.contains("\"interval\":5"), shown);
    assertFalse(shown.contains("s3cr") || shown.contains("53210"), shown);
    assertTrue(shown.contains("\n\"url\":\"https://a/b?Expires=1&OSSAccessKeyId=***&Sig"), shown);
    assertTrue(shown.contains("\"n\":\"\\u001b\""), shown);
    assertTrue(shown.contains("\"device.secret\": \"***\""), shown);
    assertEquals("version 9 is not stored", refused(() -> view.config("show", "9")));
  }

  @Test
  void requestsAndRestoresAVersion() {
    assertEquals("unchanged, version 4", view.config("get"));
    assertEquals("applied, version 3", view.config("restore", "3"));
    assertEquals(List.of("request", "restore 3"), done);
  }

  @Test
  void whatIsNoCommandDoesNothing() {
    for (String[] words :
        new String[][] {
          {"restore"},
          {"restore", "x"},
          {"restore", "1", "2"},
          {"get", "now"},
          {"destroy"},
          {"history", "x"}
        }) {
      assertTrue(refused(() -> view.config(words)).startsWith("usage:"), String.join(" ", words));
    }
    assertEquals(List.of(), done);
  }

  private final class Example implements RemoteConfiguration {

    @Override
    public RemoteConfiguration of(DeviceIdentity device) {
      throw new UnsupportedOperationException();
    }

    @Override
    public RemoteConfigurationStatus status() {
      return new RemoteConfigurationStatus(
          Optional.of(DEVICE),
          RemoteConfigurationState.CONFIRMING,
          NOW,
          Optional.of(VERSION),
          Optional.of(
              new ConfigurationResult(
                  ConfigurationOutcome.RESTORED,
                  Optional.of(3L),
                  Optional.of(ConfigurationStep.CONFIRM),
                  "the platform was not reached")),
          Optional.of(NOW.plusSeconds(90)));
    }

    @Override
    public List<ConfigurationVersion> history() {
      return List.of(VERSION);
    }

    @Override
    public Optional<ConfigurationFile> file(long version) {
      String text =
          "{\"interval\":5,\"device.secret\": \"s3cr\\\"et s3cr\",\"passwd\":53210,\n"
              + "\"url\":\"https://a/b?Expires=1&OSSAccessKeyId=s3cr&Signature=s3cr%3D\",\"n\":\"\u001b\"}";
      return version == 4
          ? Optional.of(
              new ConfigurationFile(
                  DEVICE, "c4", "ab".repeat(32), NOW, text.getBytes(StandardCharsets.UTF_8)))
          : Optional.empty();
    }

    @Override
    public CompletionStage<ConfigurationResult> request() {
      done.add("request");
      return result(ConfigurationOutcome.UNCHANGED, 4);
    }

    @Override
    public CompletionStage<ConfigurationResult> restore(long version) {
      done.add("restore " + version);
      return result(ConfigurationOutcome.APPLIED, version);
    }

    private CompletionStage<ConfigurationResult> result(
        ConfigurationOutcome outcome, long version) {
      return CompletableFuture.completedFuture(
          new ConfigurationResult(outcome, Optional.of(version), Optional.empty(), ""));
    }

    @Override
    public Registration addListener(RemoteConfigurationStatusListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}

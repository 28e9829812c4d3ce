/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.cota.Version;
import org.kuralink.simulator.files.FileLinks.Scheme;
import org.kuralink.simulator.files.StoredFile;
import org.kuralink.simulator.ota.Firmware;
import org.kuralink.simulator.ota.FirmwareJobs.Draft;
import org.kuralink.simulator.ota.Job;
import org.kuralink.simulator.ota.Task;
import org.kuralink.simulator.registry.RegistryException;

class DeliveriesPersistenceTest {
  private static final String PRODUCT = "a1KuraDemo01";

  @TempDir Path directory;

  private SimulatorOptions options() {
    return SimulatorOptions.forTests().withData(directory);
  }

  @Test
  void aLiftedHourSurvivesARestartAndThatOfTheLimitsDoesNot() throws Exception {
    try (Simulator first = Simulator.start(options().withLimits(Limits.NONE))) {
      assertFalse(first.configurations().of(PRODUCT).hourly());
      first.configurations().enable(PRODUCT, true);
    }
    try (Simulator second = Simulator.start(options())) {
      assertTrue(second.configurations().of(PRODUCT).hourly());
      second.configurations().hourly(PRODUCT, false);
    }
    try (Simulator third = Simulator.start(options())) {
      assertFalse(third.configurations().of(PRODUCT).hourly());
    }
  }

  @Test
  void filesFirmwareJobsAndConfigurationsSurviveARestart() throws Exception {
    StoredFile file;
    Job job;
    Firmware firmware;
    Version saved;
    String url;
    try (Simulator first = Simulator.start(options())) {
      file = first.files().store().put("app.bin", new byte[] {1, 2, 3});
      url = first.files().links().url(file, Scheme.HTTP);
      firmware = first.firmware().create(PRODUCT, Draft.of("2.0.0", file));
      job = first.firmware().start(PRODUCT, firmware.id(), Job.Order.to("gateway-01"));
      first.configurations().enable(PRODUCT, true);
      saved = first.configurations().save(PRODUCT, "{\"a\":1}".getBytes(StandardCharsets.UTF_8));
      saved = first.configurations().push(PRODUCT);
    }
    Files.writeString(directory.resolve("files/stray.part"), "half an upload");
    try (Simulator second = Simulator.start(options())) {
      assertEquals(file, second.files().store().required(file.id()));
      assertEquals(firmware, second.firmware().firmware(PRODUCT, firmware.id()));
      Job kept = second.firmware().job(PRODUCT, job.id());
      assertEquals(Task.State.PENDING, kept.task("gateway-01").orElseThrow().state());
      assertTrue(second.configurations().of(PRODUCT).enabled());
      assertEquals(saved, second.configurations().of(PRODUCT).current().orElseThrow());
      assertEquals(
          "away",
          second
              .configurations()
              .of(PRODUCT)
              .device("gateway-01")
              .toJson()
              .get("state")
              .getAsString());
      assertThrows(RegistryException.class, () -> second.configurations().push(PRODUCT));
      assertTrue(Files.notExists(directory.resolve("files/stray.part")));
      String moved = url.replaceFirst(":\\d+/", ":" + second.ports().http() + "/");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(moved)).timeout(Duration.ofSeconds(20)).build();
      assertEquals(
          200,
          HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.discarding())
              .statusCode(),
          "an address stays valid over a restart");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"firmware.json", "configurations.json"})
  void aFileThatCannotBeReadIsNamed(String name) throws Exception {
    for (String content : new String[] {"{", "{\"a1KuraDemo01\":{}}", "{\"a1KuraDemo01\":1}"}) {
      Files.writeString(directory.resolve(name), content);
      IOException refusal =
          assertThrows(IOException.class, () -> Simulator.start(options()).close());
      assertTrue(refusal.getMessage().contains(name), refusal.getMessage());
    }
  }

  @Test
  void aFileWhoseContentIsNotWholeIsLeftOut() throws Exception {
    StoredFile file;
    try (Simulator first = Simulator.start(options())) {
      file = first.files().store().put("app.bin", new byte[] {1, 2, 3});
    }
    Files.write(directory.resolve("files/" + file.id() + ".bin"), new byte[] {1});
    Files.writeString(directory.resolve("files/none.json"), "{\"fileId\":1}");
    try (Simulator second = Simulator.start(options())) {
      assertTrue(second.files().store().all().isEmpty());
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareUpdates;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.simulator.files.StoredFile;
import org.kuralink.simulator.ota.FirmwareJobs.Draft;
import org.kuralink.simulator.ota.Job;
import org.kuralink.simulator.ota.Task;
import org.kuralink.standalone.embedded.ScriptedInstaller;
import org.kuralink.standalone.embedded.SharedGateway;

/**
 * The environment of the firmware statements: a gateway with an installer, and a platform that
 * pushes updates.
 */
abstract class FirmwareStage {

  static final String INFORM = "/ota/device/inform/a1KuraDemo01/gateway-01";
  static final String UPGRADE = "/ota/device/upgrade/a1KuraDemo01/gateway-01";
  static final String PROGRESS = "/ota/device/progress/a1KuraDemo01/gateway-01";
  static final String REQUEST = "/ota/device/request/a1KuraDemo01/gateway-01";
  static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  final ScriptedInstaller installer = new ScriptedInstaller();
  Stage stage;
  FirmwareUpdates updates;

  @BeforeEach
  void start() throws IOException {
    stage = Stage.start(SHARED, data);
    open(Map.of());
  }

  /** Starts the updates with changes, and waits until they have said which version runs. */
  void open(Map<String, Object> changes) {
    stage
        .gateway()
        .register(
            FirmwareInstaller.class, installer, Map.of("module", new String[] {"default", "app"}));
    stage.connect(Map.of("request.timeout.seconds", 5));
    Map<String, Object> properties =
        new HashMap<>(
            Map.of(
                "connection",
                "main",
                "firmware.version",
                "1.0.0",
                "module.versions",
                "app=0.9",
                "ca.certificate",
                stage.authority(),
                "health.window.seconds",
                1,
                "health.deadline.seconds",
                10,
                "progress.interval.seconds",
                0,
                "download.retries",
                1));
    properties.putAll(changes);
    int before = informed("default").size();
    stage.gateway().configure("org.kuralink.ota", "main", properties);
    updates = stage.gateway().service(FirmwareUpdates.class, "(connection=main)");
    await().atMost(PATIENCE).until(() -> informed("default").size() > before);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  StoredFile file(String content) throws Exception {
    return stage
        .simulator()
        .files()
        .store()
        .put("firmware.bin", content.getBytes(StandardCharsets.ISO_8859_1));
  }

  Job push(Draft draft, Job.Order order) throws Exception {
    String id = stage.simulator().firmware().create(Stage.PRODUCT_KEY, draft).id();
    return stage.simulator().firmware().start(Stage.PRODUCT_KEY, id, order);
  }

  Job push(String version, String content) throws Exception {
    return push(Draft.of(version, file(content)), Job.Order.to(Stage.DEVICE_NAME));
  }

  static Task task(Job job) {
    return job.task(Stage.DEVICE_NAME).orElseThrow();
  }

  static void awaitState(Job job, Task.State state) {
    await().atMost(PATIENCE).until(() -> task(job).state() == state);
  }

  List<String> informed(String module) {
    return stage.platform().sent(INFORM).stream()
        .map(message -> message.getAsJsonObject("params"))
        .filter(params -> module.equals(moduleOf(params)))
        .map(params -> params.get("version").getAsString())
        .toList();
  }

  static String moduleOf(JsonObject params) {
    return params.has("module") ? params.get("module").getAsString() : "default";
  }

  List<String> steps() {
    return stage.platform().sent(PROGRESS).stream()
        .map(message -> message.getAsJsonObject("params").get("step").getAsString())
        .toList();
  }

  /** The last report of a failed update. */
  JsonObject failure(Job job) {
    awaitState(job, Task.State.FAILED);
    await().atMost(PATIENCE).until(() -> updates.status().state() == UpdateState.IDLE);
    List<JsonObject> reports = stage.platform().sent(PROGRESS);
    return reports.get(reports.size() - 1).getAsJsonObject("params");
  }
}

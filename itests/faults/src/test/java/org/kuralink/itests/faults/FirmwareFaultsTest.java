/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.faults;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareUpdates;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.simulator.files.FileFaults;
import org.kuralink.simulator.files.StoredFile;
import org.kuralink.simulator.ota.FirmwareJobs.Draft;
import org.kuralink.simulator.ota.Job;
import org.kuralink.simulator.ota.Task;
import org.kuralink.standalone.embedded.EmbeddedGateway;
import org.kuralink.standalone.embedded.PlatformClient;
import org.kuralink.standalone.embedded.ScriptedInstaller;
import org.kuralink.standalone.embedded.SharedGateway;

/** Tests firmware jobs of a platform with faulty messages, files and links. */
class FirmwareFaultsTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Set<Task.State> ENDED =
      EnumSet.of(Task.State.SUCCEEDED, Task.State.FAILED, Task.State.CANCELLED, Task.State.SKIPPED);

  /**
   * Of no test that succeeds, however busy the machine: the deadline would take the version back.
   */
  private static final int LONG_DEADLINE = 80;

  private static final String TAKEN_BACK = "taken-back";

  private static final String GOOD = "good firmware ".repeat(4096);

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private final ScriptedInstaller installer = new ScriptedInstaller();
  private Simulator simulator;
  private PlatformClient platform;
  private EmbeddedGateway gateway;
  private FirmwareUpdates updates;
  private CloudSession session;

  @BeforeEach
  void start(TestInfo test) throws Exception {
    simulator = Simulator.start(SimulatorOptions.forTests());
    platform = SampleDevice.platform(simulator);
    gateway = SHARED.on(data);
    gateway.register(
        FirmwareInstaller.class, installer, Map.of("module", new String[] {"default", "app"}));
    Map<String, ?> pauses = Map.of("reconnect.min.seconds", 1, "reconnect.max.seconds", 1);
    gateway.configure(
        "org.kuralink.connection", "main", SampleDevice.connection(simulator, pauses));
    gateway.configure(
        "org.kuralink.ota",
        "main",
        updating(test.getTags().contains(TAKEN_BACK) ? 6 : LONG_DEADLINE));
    session = gateway.service(CloudSession.class, "(kura.service.pid=main)");
    updates = gateway.service(FirmwareUpdates.class, "(connection=main)");
    await().atMost(LIMIT).until(() -> platform.sent("/gateway-01").size() >= 2);
  }

  private Map<String, Object> updating(int deadlineSeconds) throws Exception {
    Map<String, Object> updating = new HashMap<>();
    updating.put("connection", "main");
    updating.put("firmware.version", "1.0.0");
    updating.put("module.versions", "app=1.0");
    updating.put("ca.certificate", Files.readString(simulator.caPem()));
    updating.put("download.retries", 1);
    updating.put("download.window.seconds", 1);
    updating.put("health.window.seconds", 2);
    updating.put("health.deadline.seconds", deadlineSeconds);
    updating.put("progress.interval.seconds", 0);
    return updating;
  }

  @AfterEach
  void stop() {
    SHARED.clear();
    simulator.close();
  }

  private StoredFile file(String faults) throws Exception {
    StoredFile file =
        simulator.files().store().put("firmware.bin", GOOD.getBytes(StandardCharsets.ISO_8859_1));
    simulator.files().links().faults(file.id(), FileFaults.fromJson(json(faults)));
    return file;
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private Job push(String module, String version, String faults, String wrong) throws Exception {
    Draft draft = new Draft(module, version, file(faults), "SHA256", false);
    String id = simulator.firmware().create(SampleDevice.PRODUCT_KEY, draft).id();
    Job.Order order = Job.Order.to(SampleDevice.NAME).wrong(json(wrong));
    return simulator.firmware().start(SampleDevice.PRODUCT_KEY, id, order);
  }

  private Job push(String version, String faults) throws Exception {
    return push("default", version, faults, "{}");
  }

  private static Task task(Job job) {
    return job.task(SampleDevice.NAME).orElseThrow();
  }

  private void awaitEnd(Job job, Task.State state) {
    await().atMost(LIMIT).until(() -> ENDED.contains(task(job).state()));
    assertEquals(state, task(job).state(), () -> task(job).desc());
    await().atMost(LIMIT).until(() -> updates.status().state() == UpdateState.IDLE);
  }

  /** The platform sees why, and the gateway goes on as it was. */
  private void assertRefused(int step, String reason, Job job) {
    awaitEnd(job, Task.State.FAILED);
    assertEquals(step, task(job).step(), () -> task(job).desc());
    assertTrue(task(job).desc().contains(reason), () -> task(job).desc());
    assertEquals(List.of(), installer.installed());
    assertTrue(session.status().isOnline());
  }

  @Test
  void a_file_that_is_not_what_was_ordered_is_never_installed() throws Exception {
    assertRefused(-2, "", push("2.0.1", "{\"cutAfter\":100}"));
    assertRefused(-3, "ordered are 1000", push("default", "2.0.2", "{}", "{\"size\":1000}"));
    assertRefused(-3, "ordered are 100000", push("default", "2.0.3", "{}", "{\"size\":100000}"));
    assertRefused(-3, "SHA-256", push("2.0.4", "{\"corrupt\":true}"));
    assertRefused(-3, "Crc32", push("default", "2.0.5", "{}", "{\"signMethod\":\"Crc32\"}"));
    awaitEnd(push("2.0.6", "{}"), Task.State.SUCCEEDED);
    assertEquals(List.of(GOOD), installer.installed());
  }

  @Test
  void a_server_that_misbehaves_is_given_up() throws Exception {
    assertRefused(-2, "http", push("2.1.1", "{\"redirects\":1,\"redirectToHttp\":true}"));
    assertRefused(-2, "redirect", push("2.1.2", "{\"redirects\":-1}"));
    assertRefused(-2, "416", push("2.1.3", "{\"status\":416}"));
    assertRefused(-2, "403", push("2.1.4", "{\"status\":403}"));
    assertRefused(-2, "2 attempts", push("2.1.5", "{\"trickle\":true}"));
    awaitEnd(push("2.1.6", "{\"cutAfter\":20000,\"times\":1}"), Task.State.SUCCEEDED);
    assertEquals(List.of(GOOD), installer.installed());
  }

  @Test
  void an_order_that_does_not_fit_this_gateway_is_refused() throws Exception {
    assertRefused(-1, "module", push("nobody", "2.2.1", "{}", "{}"));
    assertRefused(-1, "older", push("0.9.0", "{}"));
    awaitEnd(push("2.2.2", "{}"), Task.State.SUCCEEDED);
  }

  @Test
  void two_orders_at_once_are_carried_out_one_after_the_other() throws Exception {
    Job first = push("default", "2.3.0", "{\"bytesPerSecond\":30000}", "{}");
    Job second = push("app", "1.1", "{}", "{}");
    awaitEnd(first, Task.State.SUCCEEDED);
    awaitEnd(second, Task.State.SUCCEEDED);
    assertEquals(List.of(GOOD, GOOD), installer.installed());
    assertTrue(task(second).problems().isEmpty(), () -> task(second).problems().toString());
  }

  @Test
  void a_link_that_breaks_meanwhile_changes_nothing() throws Exception {
    Job job = push("2.4.0", "{\"bytesPerSecond\":20000}");
    await().atMost(LIMIT).until(() -> task(job).state() == Task.State.UPDATING);
    platform.stopBroker();
    await().atMost(LIMIT).until(() -> !session.status().isOnline());
    platform.startBroker();
    await().atMost(LIMIT).until(() -> updates.status().state() == UpdateState.PROVING);
    platform.kick();
    awaitEnd(job, Task.State.SUCCEEDED);
    assertEquals(List.of(GOOD), installer.installed());
  }

  @Test
  @Tag(TAKEN_BACK)
  void a_version_that_does_not_get_the_platform_back_is_taken_back() throws Exception {
    Job job = push("2.5.0", "{}");
    await().atMost(LIMIT).until(() -> updates.status().state() == UpdateState.PROVING);
    platform.stopBroker();
    await().atMost(LIMIT).until(() -> updates.status().state() == UpdateState.REPORTING);
    platform.startBroker();
    awaitEnd(job, Task.State.FAILED);
    assertEquals(-1, task(job).step());
    assertEquals("1.0.0", updates.versions().get("default"));
  }
}

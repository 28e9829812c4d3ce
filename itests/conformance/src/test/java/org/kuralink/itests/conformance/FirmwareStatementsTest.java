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
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.simulator.files.FileFaults;
import org.kuralink.simulator.files.StoredFile;
import org.kuralink.simulator.ota.FirmwareJobs.Draft;
import org.kuralink.simulator.ota.Job;
import org.kuralink.simulator.ota.Task;
import org.kuralink.standalone.embedded.ScriptedInstaller;

/** Chapters 5 and 9.10: firmware updates. */
class FirmwareStatementsTest extends FirmwareStage {

  @Test
  @Proves({"5-1", "9.10-1", "9.10-2"})
  void the_version_of_each_module_is_reported_once_at_each_start() throws Exception {
    await().atMost(PATIENCE).until(() -> informed("app").size() == 1);
    assertEquals(List.of("1.0.0"), informed("default"));
    assertEquals(List.of("0.9"), informed("app"));
    JsonObject first = stage.platform().sent(INFORM).get(0);
    assertTrue(first.has("id"), first::toString);

    stage.stopGateway();
    stage.startGateway();
    open(Map.of());
    await().atMost(PATIENCE).until(() -> informed("app").size() == 2);
    assertEquals(List.of("1.0.0", "1.0.0"), informed("default"));
  }

  @Test
  @Proves({"5-2", "5-3", "5-4", "9.10-3", "9.10-5", "9.10-7", "9.10-8"})
  void an_update_is_over_when_the_new_version_is_reported() throws Exception {
    Job job = push("1.1.0", "firmware 1.1.0");
    assertEquals(Task.State.PENDING, task(job).state());
    awaitState(job, Task.State.UPDATING);
    awaitState(job, Task.State.SUCCEEDED);
    assertEquals(List.of("firmware 1.1.0"), installer.installed());
    assertEquals("1.1.0", informed("default").get(1));

    JsonObject upgrade = stage.platform().received(UPGRADE).get(0);
    assertEquals("1000", upgrade.get("code").getAsString());
    assertEquals("success", upgrade.get("message").getAsString());
    assertTrue(
        upgrade
            .getAsJsonObject("data")
            .keySet()
            .containsAll(List.of("size", "version", "url", "sign", "signMethod")));
    for (JsonObject report : stage.platform().sent(PROGRESS)) {
      JsonObject params = report.getAsJsonObject("params");
      assertTrue(report.has("id"), report::toString);
      assertTrue(params.getAsJsonPrimitive("step").isString(), report::toString);
      assertTrue(params.getAsJsonPrimitive("desc").isString(), report::toString);
    }
    List<Integer> steps = steps().stream().map(Integer::parseInt).toList();
    assertEquals(steps.stream().sorted().toList(), steps);
    assertTrue(steps.stream().allMatch(step -> step >= 0 && step <= 100), steps::toString);
    assertTrue(task(job).problems().isEmpty(), () -> task(job).problems().toString());
  }

  @Test
  @Proves("5-5")
  void a_device_that_was_away_gets_its_order_when_it_comes_back() throws Exception {
    stage.stopGateway();
    Job job = push("1.1.0", "firmware 1.1.0");
    assertEquals(0, task(job).pushes());
    stage.startGateway();
    open(Map.of());
    awaitState(job, Task.State.SUCCEEDED);
    assertEquals(1, task(job).pushes());
  }

  @Test
  @Proves("9.10-4")
  void the_digest_may_be_md5() throws Exception {
    Draft draft = new Draft("default", "1.1.0", file("firmware 1.1.0"), "Md5", false);
    Job job = push(draft, Job.Order.to(Stage.DEVICE_NAME));
    awaitState(job, Task.State.SUCCEEDED);
    JsonObject order = stage.platform().received(UPGRADE).get(0).getAsJsonObject("data");
    assertEquals(order.get("md5"), order.get("sign"));
    assertEquals("md5", order.get("signMethod").getAsString().toLowerCase(Locale.ROOT));
  }

  @Test
  @Proves("9.10-6")
  void the_firmware_of_a_module_is_reported_for_that_module() throws Exception {
    Draft draft = new Draft("app", "1.0", file("application 1.0"), "SHA256", false);
    Job job = push(draft, Job.Order.to(Stage.DEVICE_NAME));
    awaitState(job, Task.State.SUCCEEDED);
    assertEquals(List.of("0.9", "1.0"), informed("app"));
    assertEquals(List.of("1.0.0"), informed("default"));
    for (JsonObject report : stage.platform().sent(PROGRESS)) {
      assertEquals("app", moduleOf(report.getAsJsonObject("params")));
    }
  }

  @Test
  @Proves("9.10-9")
  void a_version_that_does_not_prove_itself_is_taken_back_and_reported_as_failed()
      throws Exception {
    Job job = push("1.1.0", ScriptedInstaller.UNWELL);
    JsonObject report = failure(job);
    assertEquals("-1", report.get("step").getAsString());
    assertTrue(report.get("desc").getAsString().contains("asked to be unwell"), report::toString);
    assertEquals(List.of("1.0.0"), informed("default"));
  }

  @Test
  @Proves("9.10-10")
  void a_file_that_cannot_be_fetched_is_reported_as_a_failed_download() throws Exception {
    StoredFile file = file("firmware 1.1.0");
    JsonObject notThere = new JsonObject();
    notThere.addProperty("status", 404);
    stage.simulator().files().links().faults(file.id(), FileFaults.fromJson(notThere));
    JsonObject report = failure(push(Draft.of("1.1.0", file), Job.Order.to(Stage.DEVICE_NAME)));
    assertEquals("-2", report.get("step").getAsString());
    assertTrue(report.get("desc").getAsString().contains("404"), report::toString);
    assertEquals(List.of(), installer.installed());
  }

  @Test
  @Proves("9.10-11")
  void a_file_with_another_digest_is_reported_as_not_verified() throws Exception {
    StoredFile file = file("firmware 1.1.0");
    JsonObject broken = new JsonObject();
    broken.addProperty("corrupt", true);
    stage.simulator().files().links().faults(file.id(), FileFaults.fromJson(broken));
    JsonObject report = failure(push(Draft.of("1.1.0", file), Job.Order.to(Stage.DEVICE_NAME)));
    assertEquals("-3", report.get("step").getAsString());
    assertFalse(report.get("desc").getAsString().isBlank());
    assertEquals(List.of(), installer.installed());
  }

  @Test
  @Proves("9.10-12")
  void a_failed_installation_is_reported_as_such() throws Exception {
    JsonObject report = failure(push("1.1.0", ScriptedInstaller.FAILS));
    assertEquals("-4", report.get("step").getAsString());
    assertTrue(report.get("desc").getAsString().contains("asked to fail"), report::toString);
    assertEquals(List.of("1.0.0"), informed("default"));
  }

  @Test
  @Proves("9.10-13")
  void a_device_may_ask_and_is_told_when_there_is_nothing() throws Exception {
    stage.platform().faults("{\"dropReplies\":1,\"replyTopic\":\"ota/firmware/get_reply\"}");
    assertTrue(
        updates.request("default").toCompletableFuture().get(60, TimeUnit.SECONDS).isEmpty());
    stage.platform().awaitSent("/thing/ota/firmware/get", message -> true);
    JsonObject request = stage.platform().awaitSent(REQUEST, message -> true);
    assertTrue(request.has("id"), request::toString);
    assertEquals("1.0.0", request.getAsJsonObject("params").get("version").getAsString());
    assertEquals(UpdateState.IDLE, updates.status().state());
  }

  @Test
  @Proves("9.10-14")
  void an_order_that_comes_twice_is_carried_out_once() throws Exception {
    Job job = push("1.1.0", "firmware 1.1.0");
    String again = stage.platform().received(UPGRADE).get(0).toString();
    stage.platform().publish(UPGRADE, again);
    awaitState(job, Task.State.SUCCEEDED);
    await().atMost(PATIENCE).until(() -> updates.status().state() == UpdateState.IDLE);
    stage.platform().publish(UPGRADE, again);
    assertTrue(
        updates.request("default").toCompletableFuture().get(60, TimeUnit.SECONDS).isEmpty());
    assertEquals(List.of("firmware 1.1.0"), installer.installed());
    assertEquals(UpdateState.IDLE, updates.status().state());
  }

  @Test
  @Proves("9.10-15")
  void an_address_that_has_expired_is_asked_for_again() throws Exception {
    StoredFile file = file("firmware 1.1.0");
    JsonObject expired = new JsonObject();
    expired.addProperty("status", 403);
    expired.addProperty("times", 1);
    stage.simulator().files().links().faults(file.id(), FileFaults.fromJson(expired));
    Job job = push(Draft.of("1.1.0", file), Job.Order.to(Stage.DEVICE_NAME));
    awaitState(job, Task.State.SUCCEEDED);
    stage.platform().awaitSent("/thing/ota/firmware/get", message -> true);
    assertEquals(List.of("firmware 1.1.0"), installer.installed());
  }

  @Test
  @Proves("9.10-19")
  void progress_is_not_reported_more_often_than_is_set() throws Exception {
    stage.stopGateway();
    stage.startGateway();
    open(Map.of("progress.interval.seconds", 3600));
    awaitState(push("1.1.0", "x".repeat(4 << 20)), Task.State.SUCCEEDED);
    List<Integer> percentages =
        steps().stream().map(Integer::parseInt).filter(step -> step > 0 && step <= 90).toList();
    assertTrue(percentages.size() <= 1, percentages::toString);
  }

  @Test
  @Proves("9.10-20")
  void an_update_that_is_cancelled_is_reported_as_failed() throws Exception {
    StoredFile file = file("x".repeat(1 << 20));
    JsonObject slow = new JsonObject();
    slow.addProperty("bytesPerSecond", 8192);
    stage.simulator().files().links().faults(file.id(), FileFaults.fromJson(slow));
    Job job = push(Draft.of("1.1.0", file), Job.Order.to(Stage.DEVICE_NAME));
    await().atMost(PATIENCE).until(() -> updates.status().state() == UpdateState.DOWNLOADING);
    assertTrue(updates.cancel("not today"));
    JsonObject report = failure(job);
    assertEquals("-1", report.get("step").getAsString());
    assertTrue(report.get("desc").getAsString().contains("not today"), report::toString);
    assertEquals(List.of(), installer.installed());
  }

  @Test
  @Proves("5-6")
  void a_device_gets_nothing_of_a_job_that_was_cancelled() throws Exception {
    stage.stopGateway();
    Job job = push("1.1.0", "firmware 1.1.0");
    stage.simulator().firmware().cancel(Stage.PRODUCT_KEY, job.id());
    stage.startGateway();
    open(Map.of());
    assertTrue(
        updates.request("default").toCompletableFuture().get(60, TimeUnit.SECONDS).isEmpty());
    assertEquals(0, task(job).pushes());
    assertEquals(Task.State.CANCELLED, task(job).state());
  }
}

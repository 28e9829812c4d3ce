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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.simulator.files.FileLinks.Scheme;
import org.kuralink.simulator.ota.FirmwareJobs.Draft;
import org.kuralink.simulator.ota.Job;
import org.kuralink.simulator.ota.Task;

/** Chapter 9.10: update messages and files that the gateway rejects. */
class FirmwareOrderStatementsTest extends FirmwareStage {

  private void assertRefusedForApp(String version, String words, String wrong) throws Exception {
    Draft draft = new Draft("app", version, file("application"), "SHA256", false);
    Job.Order order =
        Job.Order.to(Stage.DEVICE_NAME).wrong(JsonParser.parseString(wrong).getAsJsonObject());
    JsonObject report = failure(push(draft, order));
    assertEquals("app", moduleOf(report), report::toString);
    assertEquals("-1", report.get("step").getAsString(), report::toString);
    assertTrue(report.get("desc").getAsString().contains(words), report::toString);
    assertEquals(List.of(), installer.installed());
  }

  @Test
  @Proves("9.10-21")
  void an_order_that_cannot_be_read_is_refused_for_its_module() throws Exception {
    assertRefusedForApp("1.0", "no version", "{\"version\":\"\"}");
    assertRefusedForApp("1.1", "control characters", "{\"version\":\"1\\n0\"}");
  }

  @Test
  @Proves("9.10-22")
  void an_order_that_is_not_supported_is_refused_for_its_module() throws Exception {
    assertRefusedForApp(
        "1.0",
        "only orders with a single file are supported",
        "{\"files\":[{\"fileUrl\":\"https://a.example/1\"},{\"fileUrl\":\"https://a.example/2\"}]}");
    assertRefusedForApp("1.1", "over MQTT, which is not supported", "{\"dProtocol\":\"mqtt\"}");
  }

  @Test
  @Proves("9.10-23")
  void the_method_beside_the_files_counts() throws Exception {
    awaitState(push("1.1.0", "firmware 1.1.0"), Task.State.SUCCEEDED);
    await().atMost(PATIENCE).until(() -> updates.status().state() == UpdateState.IDLE);
    JsonObject upgrade = stage.platform().received(UPGRADE).get(0).deepCopy();
    JsonObject data = upgrade.getAsJsonObject("data");
    JsonObject file = new JsonObject();
    file.add("fileUrl", data.remove("url"));
    file.add("fileSize", data.remove("size"));
    file.add("fileSign", data.remove("sign"));
    JsonArray files = new JsonArray();
    files.add(file);
    data.add("files", files);
    data.remove("md5");
    data.addProperty("version", "1.2.0");
    upgrade.addProperty("id", 99);
    stage.platform().publish(UPGRADE, upgrade.toString());
    await().atMost(PATIENCE).until(() -> informed("default").contains("1.2.0"));
  }

  private void assertRefused(String step, String member, String value) throws Exception {
    JsonObject wrong = new JsonObject();
    wrong.addProperty(member, value);
    Job.Order order = Job.Order.to(Stage.DEVICE_NAME).wrong(wrong);
    JsonObject report = failure(push(Draft.of("1.1.0", file("firmware 1.1.0")), order));
    assertEquals(step, report.get("step").getAsString(), report::toString);
    assertEquals(List.of(), installer.installed());
  }

  @Test
  @Proves("9.10-16")
  void a_file_of_another_size_is_not_installed() throws Exception {
    assertRefused("-3", "size", "15");
  }

  @Test
  @Proves("9.10-17")
  void a_file_whose_digest_cannot_be_computed_is_not_installed() throws Exception {
    assertRefused("-3", "signMethod", "Crc32");
  }

  @Test
  @Proves("9.10-18")
  void a_file_is_not_fetched_without_tls() throws Exception {
    Job.Order order = Job.Order.to(Stage.DEVICE_NAME).by(Scheme.HTTP);
    JsonObject report = failure(push(Draft.of("1.1.0", file("firmware 1.1.0")), order));
    assertEquals("-2", report.get("step").getAsString(), report::toString);
    assertEquals(List.of(), installer.installed());
  }
}

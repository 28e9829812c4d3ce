/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.files.FileLinks.Scheme;
import org.kuralink.simulator.files.StoredFile;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.ota.Firmware;
import org.kuralink.simulator.ota.FirmwareJobs.Draft;
import org.kuralink.simulator.ota.Job;
import org.kuralink.simulator.ota.Task;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.RegistryException;

/** Tests firmware updates according to spec 9.10 and chapter 5. */
class FirmwareTest extends PlatformFixture {
  private static final String PRODUCT = "/api/v1/products/pkTest";
  private static final byte[] CONTENT = {1, 2, 3, 4, 5};
  private StoredFile file;

  @BeforeEach
  void store() throws Exception {
    file = simulator.files().store().put("app.bin", CONTENT);
  }

  private Firmware make(String version) throws Exception {
    return simulator.firmware().create("pkTest", Draft.of(version, file));
  }

  private Job push(Firmware firmware) throws Exception {
    return simulator.firmware().start("pkTest", firmware.id(), Job.Order.all().by(Scheme.HTTP));
  }

  private static Task task(Job job) {
    return job.task("device-1").orElseThrow();
  }

  private static void await(Task task, Task.State state) {
    Awaitility.await().atMost(PATIENCE).until(() -> task.state() == state);
  }

  private static void inform(TestClient client, String version) throws Exception {
    client.publish(
        "/ota/device/inform/" + KEY, "{\"id\":1,\"params\":{\"version\":\"" + version + "\"}}", 1);
  }

  private static void progress(TestClient client, String step) throws Exception {
    client.publish(
        "/ota/device/progress/" + KEY,
        "{\"id\":1,\"params\":{\"step\":" + step + ",\"desc\":\"d\"}}",
        0);
  }

  private static JsonObject upgrade(TestClient client) throws Exception {
    TestClient.Received got = client.next();
    assertEquals("/ota/device/upgrade/" + KEY, got.topic());
    return StrictJson.parse(got.payload()).getAsJsonObject();
  }

  @Test
  void theUpgradeMessageIsTheDocumentedOneAndLeadsToTheFile() throws Exception {
    TestClient client = client().connect();
    Firmware firmware =
        simulator.firmware().create("pkTest", new Draft("default", "2.0.0", file, "Md5", false));
    push(firmware);
    JsonObject message = upgrade(client);
    assertTrue(message.getAsJsonPrimitive("code").isString());
    assertEquals("1000", message.get("code").getAsString());
    assertTrue(message.getAsJsonPrimitive("id").isNumber());
    assertTrue(message.get("id").getAsString().matches("\\d{10}|\\d{13}"));
    assertEquals("success", message.get("message").getAsString());
    JsonObject data = message.getAsJsonObject("data");
    assertEquals(5, data.get("size").getAsInt());
    assertEquals("2.0.0", data.get("version").getAsString());
    assertEquals("Md5", data.get("signMethod").getAsString());
    assertEquals(file.md5(), data.get("sign").getAsString());
    assertEquals(file.md5(), data.get("md5").getAsString());
    assertFalse(data.has("module"));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(data.get("url").getAsString())).timeout(PATIENCE).build();
    assertArrayEquals(CONTENT, http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
  }

  @Test
  void aModuleIsNamedAndSha256HasNoMd5() throws Exception {
    TestClient client = client().connect();
    Firmware firmware =
        simulator.firmware().create("pkTest", new Draft("mcu", "3", file, "sha256", false));
    simulator.firmware().start("pkTest", firmware.id(), Job.Order.to("device-1"));
    JsonObject data = upgrade(client).getAsJsonObject("data");
    assertEquals("mcu", data.get("module").getAsString());
    assertEquals("sha256", data.get("signMethod").getAsString());
    assertEquals(file.sha256(), data.get("sign").getAsString());
    assertFalse(data.has("md5"));
    assertTrue(data.get("url").getAsString().startsWith("https://"));
  }

  @Test
  void progressUpdatesAndOnlyTheReportOfTheVersionIsSuccess() throws Exception {
    TestClient client = client().connect();
    Job job = push(make("2.0.0"));
    assertEquals(Task.State.PENDING, task(job).state());
    progress(client, "\"10\"");
    await(task(job), Task.State.UPDATING);
    progress(client, "\"100\"");
    Awaitility.await().atMost(PATIENCE).until(() -> task(job).step() == 100);
    assertEquals(Task.State.UPDATING, task(job).state());
    assertEquals("running", job.state());
    inform(client, "1.0.0");
    inform(client, "2.0.0");
    await(task(job), Task.State.SUCCEEDED);
    assertEquals("finished", job.state());
    assertEquals("2.0.0", simulator.firmware().version(KEY, "default").orElse(""));
    assertTrue(task(job).problems().isEmpty(), task(job).problems().toString());
    assertEquals(1, task(job).pushes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-2", "-3", "-4"})
  void aNegativeStepIsAFailureWithItsReason(String step) throws Exception {
    TestClient client = client().connect();
    Job job = push(make("2.0.0"));
    progress(client, "\"" + step + "\"");
    await(task(job), Task.State.FAILED);
    assertEquals(Integer.parseInt(step), task(job).step());
    assertEquals("d", task(job).desc());
    Job again = push(simulator.firmware().firmware("pkTest").get(0));
    assertEquals(Task.State.PENDING, task(again).state(), "a failed device may try again");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'\"101\"';must be 1 to 100",
        "'\"-5\"';must be 1 to 100",
        "'\"ten\"';must be 1 to 100",
        "'\"1.5\"';must be 1 to 100",
        "'\"\"';must be 1 to 100",
        "99999999999999999999;must be 1 to 100",
        "null;step is missing",
        "true;step is missing",
        "{};step is missing",
        "50;must be text",
        "'\"20\"';after step 30"
      })
  void progressThatIsNotAsSpecifiedIsNoted(String step, String problem) throws Exception {
    TestClient client = client().connect();
    Job job = push(make("2.0.0"));
    progress(client, "\"30\"");
    progress(client, step);
    Awaitility.await().atMost(PATIENCE).until(() -> !task(job).problems().isEmpty());
    assertTrue(task(job).problems().get(0).contains(problem), task(job).problems().toString());
    assertEquals(step.equals("50") ? 50 : 30, task(job).step());
  }

  @Test
  void progressAfterTheEndOrOfNothingChangesNothing() throws Exception {
    TestClient client = client().connect();
    progress(client, "\"5\"");
    client.publish("/ota/device/progress/" + KEY, "nonsense", 0);
    client.publish("/ota/device/inform/" + KEY, "{\"id\":1,\"params\":{\"version\":{}}}", 0);
    client.publish("/ota/device/inform/" + KEY, "[]", 0);
    client.ask("thing/ota/firmware/get", "{\"id\":\"1\",\"params\":{}}");
    Job job = push(make("2.0.0"));
    upgrade(client);
    progress(client, "\"-2\"");
    progress(client, "\"50\"");
    Awaitility.await().atMost(PATIENCE).until(() -> !task(job).problems().isEmpty());
    assertEquals("[step 50 after the end]", task(job).problems().toString());
    assertEquals(Task.State.FAILED, task(job).state());
  }

  @Test
  void aDeviceThatComesLaterIsToldWhenItReports() throws Exception {
    Job job = push(make("2.0.0"));
    assertEquals(0, task(job).pushes());
    TestClient client = client().connect();
    inform(client, "1.0.0");
    assertEquals("2.0.0", upgrade(client).getAsJsonObject("data").get("version").getAsString());
    progress(client, "\"1\"");
    await(task(job), Task.State.UPDATING);
    inform(client, "1.0.0");
    inform(client, "2.0.0");
    await(task(job), Task.State.SUCCEEDED);
    assertEquals(1, task(job).pushes(), "an update that has begun is not pushed again");
  }

  @Test
  void theSameVersionIsNotPushedTwice() throws Exception {
    TestClient client = client().connect();
    Firmware two = make("2.0.0");
    Job first = push(two);
    upgrade(client);
    Job again = push(two);
    assertEquals(Task.State.SKIPPED, task(again).state());
    inform(client, "2.0.0");
    await(task(first), Task.State.SUCCEEDED);
    assertEquals(Task.State.SKIPPED, task(push(two)).state());
    Job third = push(make("3.0.0"));
    assertEquals("3.0.0", upgrade(client).getAsJsonObject("data").get("version").getAsString());
    Job fourth = push(make("4.0.0"));
    assertEquals(Task.State.CANCELLED, task(third).state());
    assertEquals(Task.State.PENDING, task(fourth).state());
  }

  @Test
  void aDeviceThatAsksGetsItsUpgradeOrNothing() throws Exception {
    TestClient client = client().connect();
    String topic = "/ota/device/request/" + KEY;
    client.publish(topic, "{\"id\":1,\"params\":{\"version\":\"1.0.0\"}}", 1);
    assertEquals(0, upgrade(client).getAsJsonObject("data").size());
    String get = "{\"id\":\"7\",\"params\":{\"module\":\"default\"}}";
    JsonObject nothing = client.ask("thing/ota/firmware/get", get);
    assertEquals(200, nothing.get("code").getAsInt());
    assertEquals("{}", nothing.get("data").toString());
    push(make("2.0.0"));
    String pushed = upgrade(client).getAsJsonObject("data").get("url").getAsString();
    clock.forward(java.time.Duration.ofMinutes(10));
    client.publish(topic, "{\"id\":1,\"params\":{\"version\":\"1.0.0\"}}", 1);
    JsonObject data = upgrade(client).getAsJsonObject("data");
    assertEquals("2.0.0", data.get("version").getAsString());
    assertFalse(data.get("url").getAsString().equals(pushed), "each answer has a fresh address");
    JsonObject reply = client.ask("thing/ota/firmware/get", get);
    assertEquals("2.0.0", reply.getAsJsonObject("data").get("version").getAsString());
  }

  @Test
  void firmwareThatNeedsProofIsVerifiedFirst() throws Exception {
    TestClient client = client().connect();
    Firmware firmware =
        simulator.firmware().create("pkTest", new Draft("default", "2", file, "Md5", true));
    RegistryException refusal = assertThrows(RegistryException.class, () -> push(firmware));
    assertTrue(refusal.getMessage().contains("verified"), refusal.getMessage());
    String path = PRODUCT + "/firmware/" + firmware.id();
    assertEquals(400, rest("POST", path + "/verify", "{}").statusCode());
    String body = "{\"devices\":[\"device-1\"]}";
    assertEquals(201, rest("POST", path + "/verify", body).statusCode());
    upgrade(client);
    inform(client, "2");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> restJson("GET", path, "").get("verified").getAsBoolean());
    assertEquals(201, rest("POST", path + "/push", "{}").statusCode());
  }

  @Test
  void aCancelledJobTellsNobodyAnyMore() throws Exception {
    Job job = push(make("2.0.0"));
    String path = PRODUCT + "/firmware-jobs/" + job.id();
    assertEquals("cancelled", restJson("POST", path + "/cancel", "").get("state").getAsString());
    TestClient client = client().connect();
    inform(client, "1.0.0");
    client.publish("/ota/device/request/" + KEY, "{\"id\":1,\"params\":{}}", 1);
    assertEquals(0, upgrade(client).getAsJsonObject("data").size());
    assertEquals(0, task(job).pushes());
  }

  @Test
  void restMakesPushesAndTellsOfTheDevice() throws Exception {
    String draft = "{\"version\":\"2\",\"fileId\":\"" + file.id() + "\",\"module\":\"m\"}";
    JsonObject made = restJson("POST", PRODUCT + "/firmware", draft);
    String path = PRODUCT + "/firmware/" + made.get("firmwareId").getAsString();
    assertEquals(409, rest("POST", PRODUCT + "/firmware", draft).statusCode());
    TestClient client = client().connect();
    String order = "{\"devices\":[\"device-1\"],\"scheme\":\"http\",\"data\":{\"size\":1}}";
    assertEquals(201, rest("POST", path + "/push", order).statusCode());
    assertEquals(1, upgrade(client).getAsJsonObject("data").get("size").getAsInt());
    assertEquals(409, rest("DELETE", path, "").statusCode());
    assertEquals(409, rest("DELETE", "/api/v1/files/" + file.id(), "").statusCode());
    JsonObject device = restJson("GET", devicePath("/firmware"), "");
    assertEquals(
        "pending",
        device.getAsJsonArray("tasks").get(0).getAsJsonObject().get("state").getAsString());
    client.publish(
        "/ota/device/inform/" + KEY,
        "{\"id\":1,\"params\":{\"version\":\"2\",\"module\":\"m\"}}",
        1);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                restJson("GET", devicePath("/firmware"), "").getAsJsonObject("versions").has("m"));
    assertEquals(204, rest("DELETE", path, "").statusCode());
    assertEquals(204, rest("DELETE", "/api/v1/files/" + file.id(), "").statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "POST;/firmware;{};400",
        "POST;/firmware;{\"version\":\"1\",\"fileId\":\"none\"};404",
        "POST;/firmware;{\"version\":\"\",\"fileId\":\"FILE\"};400",
        "POST;/firmware;{\"version\":\"a/b\",\"fileId\":\"FILE\"};400",
        "POST;/firmware;{\"version\":\"1\",\"module\":\"a b\",\"fileId\":\"FILE\"};400",
        "POST;/firmware;{\"version\":\"1\",\"signMethod\":\"crc\",\"fileId\":\"FILE\"};400",
        "POST;/firmware;{\"version\":\"1\",\"verify\":1,\"fileId\":\"FILE\"};400",
        "POST;/firmware/none/push;{};404",
        "POST;/firmware/FIRMWARE/push;{\"devices\":[]};400",
        "POST;/firmware/FIRMWARE/push;{\"devices\":[1]};400",
        "POST;/firmware/FIRMWARE/push;{\"devices\":[\"nobody\"]};404",
        "POST;/firmware/FIRMWARE/push;{\"scheme\":\"ftp\"};400",
        "POST;/firmware/FIRMWARE/push;{\"data\":1};400",
        "POST;/firmware-jobs/none/cancel;{};404",
        "GET;/firmware-jobs/none;'';404",
        "DELETE;/firmware/none;'';404"
      })
  void badOrdersAreRefusedInWords(String method, String path, String body, int status)
      throws Exception {
    String at = PRODUCT + path.replace("FIRMWARE", make("9").id());
    var answer = rest(method, at, body.replace("FILE", file.id()));
    assertEquals(status, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("\"message\""), answer.body());
  }

  @Test
  void aDeletedDeviceIsForgotten() throws Exception {
    DeviceKey other = new DeviceKey("pkTest", "other");
    simulator.registry().createDevice(other, Optional.of("s"));
    Job job = push(make("2.0.0"));
    assertEquals(2, job.tasks().size());
    simulator.registry().deleteDevice(other);
    assertEquals(1, job.tasks().size());
  }
}

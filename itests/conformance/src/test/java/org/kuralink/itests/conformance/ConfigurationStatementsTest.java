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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.cota.ConfigurationException;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.api.cota.RemoteConfiguration;
import org.kuralink.api.cota.RemoteConfigurationListener;
import org.kuralink.simulator.cota.Configurations;
import org.kuralink.simulator.cota.ProductConfiguration;
import org.kuralink.simulator.cota.Version;
import org.kuralink.simulator.files.FileFaults;
import org.kuralink.simulator.files.FileLinks.Scheme;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.standalone.embedded.SharedGateway;

/** Chapter 9.11, and the user guide for remote configuration. */
class ConfigurationStatementsTest {

  private static final String FILE = "{\"interval\": 5}\n";

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir private Path data;
  private final List<ConfigurationFile> files = new CopyOnWriteArrayList<>();
  private Stage stage;
  private RemoteConfiguration cota;

  @BeforeEach
  void start() throws IOException {
    stage = Stage.start(SHARED, data);
    open();
  }

  private void open() {
    stage.gateway().register(RemoteConfigurationListener.class, this::take, Map.of());
    stage.connect(Map.of());
    stage
        .gateway()
        .configure(
            "org.kuralink.cota",
            "main",
            Map.of(
                "connection",
                "main",
                "applier",
                "file",
                "settle.seconds",
                1,
                "ca.certificate",
                stage.authority()));
    cota = stage.gateway().service(RemoteConfiguration.class, "(kura.service.pid=main)");
    await().atMost(Duration.ofSeconds(30)).until(() -> cota.status().last().isPresent());
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private void take(ConfigurationFile file) throws ConfigurationException {
    if (file.text().contains("refuse")) {
      throw new ConfigurationException("asked to refuse");
    }
    files.add(file);
  }

  private Configurations configurations() {
    return stage.simulator().configurations();
  }

  private void save(String content) throws Exception {
    configurations().enable(Stage.PRODUCT_KEY, true);
    configurations().save(Stage.PRODUCT_KEY, content.getBytes(StandardCharsets.UTF_8));
  }

  private ConfigurationResult ask() throws Exception {
    return cota.request().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  @Proves("9.11-1")
  void a_device_asks_for_the_file_of_its_product() throws Exception {
    ask();
    JsonObject request = stage.platform().awaitSent("/thing/config/get", message -> true);
    assertEquals("thing.config.get", request.get("method").getAsString());
    assertEquals("1.0", request.get("version").getAsString());
    assertEquals(
        "{\"configScope\":\"product\",\"getType\":\"file\"}", request.get("params").toString());
  }

  @Test
  @Proves({"9.11-2", "9.11-3"})
  void the_file_is_fetched_over_https_and_checked() throws Exception {
    save(FILE);
    ConfigurationResult result = ask();
    assertEquals(ConfigurationOutcome.APPLIED, result.outcome(), result.message());
    assertEquals(List.of(FILE), texts());
    assertEquals(FILE, cota.file(1).orElseThrow().text());
    assertEquals(FILE.length(), cota.history().get(0).size());
  }

  @Test
  @Proves("9.11-4")
  void no_data_and_a_switch_that_is_off_leave_the_configuration_alone() throws Exception {
    save(FILE);
    assertEquals(ConfigurationOutcome.APPLIED, ask().outcome());
    configurations().enable(Stage.PRODUCT_KEY, false);
    ConfigurationResult off = ask();
    assertEquals(ConfigurationOutcome.NONE, off.outcome());
    assertTrue(off.message().contains("6713"), off.message());
    assertEquals(List.of(FILE), texts());
    assertEquals(1L, cota.status().current().orElseThrow().number());
  }

  @Test
  @Proves("9.11-5")
  void a_device_without_a_configuration_stays_as_it_is() throws Exception {
    configurations().enable(Stage.PRODUCT_KEY, true);
    ConfigurationResult none = ask();
    assertEquals(ConfigurationOutcome.NONE, none.outcome());
    assertTrue(none.message().contains("6710"), none.message());
    assertEquals(List.of(), texts());
  }

  @Test
  @Proves("9.11-6")
  void a_push_is_answered_with_200_once_it_is_in_force() throws Exception {
    save(FILE);
    configurations().push(Stage.PRODUCT_KEY);
    JsonObject answer = answer();
    assertEquals(200, answer.get("code").getAsInt());
    assertEquals(pushed().get("id"), answer.get("id"));
    assertTrue(answer.get("data").isJsonObject());
    assertEquals(List.of(FILE), texts());
  }

  @Test
  @Proves("9.11-7")
  void a_push_that_fails_is_answered_with_the_step_that_failed() throws Exception {
    save("{\"refuse\":1}");
    configurations().push(Stage.PRODUCT_KEY);
    JsonObject answer = answer();
    assertEquals(400, answer.get("code").getAsInt());
    assertEquals("apply: asked to refuse", answer.get("message").getAsString());
    assertEquals(pushed().get("id"), answer.get("id"));
  }

  @Test
  @Proves("9.11-8")
  void a_push_that_does_not_say_what_it_offers_is_answered_with_460() {
    stage
        .platform()
        .publish(
            "/sys/" + Stage.PRODUCT_KEY + "/" + Stage.DEVICE_NAME + "/thing/config/push",
            "{\"id\":\"5\",\"version\":\"1.0\",\"method\":\"thing.config.push\",\"params\":{}}");
    assertEquals(460, answer().get("code").getAsInt());
  }

  @Test
  @Proves({"cota-1", "cota-2"})
  void a_product_gets_one_push_an_hour_and_the_same_file_once() throws Exception {
    save(FILE);
    configurations().push(Stage.PRODUCT_KEY);
    assertEquals(200, answer().get("code").getAsInt());
    save("{\"interval\": 6}");
    assertThrows(RegistryException.class, () -> configurations().push(Stage.PRODUCT_KEY));

    stage.leap(Duration.ofMinutes(61));
    configurations().push(Stage.PRODUCT_KEY);
    await().atMost(Duration.ofSeconds(30)).until(() -> texts().size() == 2);

    stage.leap(Duration.ofMinutes(61));
    assertThrows(RegistryException.class, () -> configurations().push(Stage.PRODUCT_KEY));
    assertEquals(List.of(FILE, "{\"interval\": 6}"), texts());
  }

  @Test
  @Proves({"cota-3", "cota-6", "cota-7"})
  void five_former_versions_are_kept_and_one_can_be_put_in_force_again() throws Exception {
    List<String> contents = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      contents.add("{\"interval\": " + i + "}");
      save(contents.get(i));
      assertEquals(ConfigurationOutcome.APPLIED, ask().outcome());
    }
    assertEquals(contents, texts());
    List<Version> former = configurations().of(Stage.PRODUCT_KEY).versions();
    assertEquals(ProductConfiguration.FORMER_VERSIONS + 1, former.size());
    assertEquals(5, cota.history().size());
    for (int i = 0; i < 5; i++) {
      ConfigurationVersion kept = cota.history().get(i);
      assertEquals(contents.get(6 - i), cota.file(kept.number()).orElseThrow().text());
    }

    String former3 = former.get(3).configId();
    String content =
        new String(configurations().content(Stage.PRODUCT_KEY, former3), StandardCharsets.UTF_8);
    configurations().restore(Stage.PRODUCT_KEY, former3);
    assertEquals(ConfigurationOutcome.APPLIED, ask().outcome());
    assertEquals(content, texts().get(7));
  }

  @Test
  @Proves("cota-4")
  void nothing_is_pushed_while_remote_configuration_is_switched_off() throws Exception {
    save(FILE);
    configurations().enable(Stage.PRODUCT_KEY, false);
    assertThrows(RegistryException.class, () -> configurations().push(Stage.PRODUCT_KEY));
    assertEquals(ConfigurationOutcome.NONE, ask().outcome());
    assertEquals(List.of(), stage.platform().received("/thing/config/push"));
    assertEquals(List.of(), texts());
  }

  @Test
  @Proves("cota-5")
  void a_device_that_comes_too_late_asks_for_another_address() throws Exception {
    save(FILE);
    JsonObject expired = new JsonObject();
    expired.addProperty("status", 403);
    expired.addProperty("times", 1);
    Version version = configurations().of(Stage.PRODUCT_KEY).current().orElseThrow();
    stage.simulator().files().links().faults(version.fileId(), FileFaults.fromJson(expired));
    int before = stage.platform().sent("/thing/config/get").size();
    assertEquals(ConfigurationOutcome.APPLIED, ask().outcome());
    assertEquals(List.of(FILE), texts());
    // The first was late, the second in time, and a third proves that the cloud is reached.
    assertEquals(before + 3, stage.platform().sent("/thing/config/get").size());
  }

  @Test
  @Proves({"9.11-9", "9.11-10"})
  void a_reply_says_all_that_is_needed_for_thirty_minutes() throws Exception {
    save(FILE);
    configurations().scheme(Stage.PRODUCT_KEY, Scheme.HTTP);
    ask();
    List<JsonObject> replies = stage.platform().received("/thing/config/get_reply");
    JsonObject reply = replies.get(replies.size() - 1).getAsJsonObject("data");
    assertEquals(
        Set.of("configId", "configSize", "sign", "signMethod", "url", "getType"), reply.keySet());
    assertEquals("file", reply.get("getType").getAsString());
    assertEquals("Sha256", reply.get("signMethod").getAsString());
    assertEquals(List.of(), texts(), "plain http is refused");

    HttpRequest get = HttpRequest.newBuilder(URI.create(reply.get("url").getAsString())).build();
    HttpClient client = HttpClient.newHttpClient();
    stage.leap(Duration.ofMinutes(29));
    byte[] file = client.send(get, BodyHandlers.ofByteArray()).body();
    assertEquals(reply.get("configSize").getAsInt(), file.length);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(file);
    assertEquals(reply.get("sign").getAsString(), HexFormat.of().formatHex(digest));
    stage.leap(Duration.ofMinutes(2));
    assertEquals(403, client.send(get, BodyHandlers.discarding()).statusCode());
  }

  @Test
  @Proves("9.11-11")
  void a_file_of_another_digest_is_not_applied() throws Exception {
    save(FILE);
    JsonObject wrong = new JsonObject();
    wrong.addProperty("sign", "0".repeat(64));
    configurations().push(Stage.PRODUCT_KEY, wrong);
    assertNotEquals(200, answer().get("code").getAsInt());
    assertEquals(List.of(), texts());
  }

  @Test
  @Proves("9.11-12")
  void a_file_of_another_size_is_not_applied() throws Exception {
    save(FILE);
    JsonObject wrong = new JsonObject();
    wrong.addProperty("configSize", FILE.length() + 1);
    configurations().push(Stage.PRODUCT_KEY, wrong);
    assertNotEquals(200, answer().get("code").getAsInt());
    assertEquals(List.of(), texts());
  }

  @Test
  @Proves("9.11-13")
  void a_push_whose_file_cannot_be_had_is_not_taken() throws Exception {
    save(FILE);
    assertEquals(ConfigurationOutcome.APPLIED, ask().outcome());
    List<JsonObject> replies = stage.platform().received("/thing/config/get_reply");
    JsonObject params = replies.get(replies.size() - 1).getAsJsonObject("data");
    params.addProperty("sign", "0".repeat(64));
    configurations().enable(Stage.PRODUCT_KEY, false);
    stage.leap(Duration.ofMinutes(31));
    stage
        .platform()
        .publish(
            "/sys/" + Stage.PRODUCT_KEY + "/" + Stage.DEVICE_NAME + "/thing/config/push",
            "{\"id\":\"6\",\"version\":\"1.0\",\"method\":\"thing.config.push\",\"params\":"
                + params
                + "}");
    JsonObject answer = answer();
    assertEquals(400, answer.get("code").getAsInt());
    String why = answer.get("message").getAsString();
    assertTrue(why.startsWith("download: ") && why.contains("6713"), why);
    assertEquals(List.of(FILE), texts());
  }

  @Test
  @Proves("cota-8")
  void a_configuration_is_json_of_limited_size() throws Exception {
    assertThrows(RegistryException.class, () -> save("interval = 5"));
    String largest = "\"" + "x".repeat(Configurations.MAX_SIZE - 2) + "\"";
    assertThrows(RegistryException.class, () -> save(largest + " "));
    save(largest);
    assertEquals(ConfigurationOutcome.APPLIED, ask().outcome());
    assertEquals(List.of(largest), texts());
  }

  @Test
  @Proves("cota-9")
  void what_was_published_while_a_device_was_away_it_gets_by_asking() throws Exception {
    stage.stopGateway();
    save(FILE);
    stage.startGateway();
    open();
    await().atMost(Duration.ofSeconds(30)).until(() -> texts().equals(List.of(FILE)));
    assertEquals(List.of(), stage.platform().received("/thing/config/push"));
  }

  @Test
  @Proves("cota-10")
  void a_configuration_comes_into_force_without_another_session() throws Exception {
    JsonObject before = stage.platform().session();
    save(FILE);
    configurations().push(Stage.PRODUCT_KEY);
    assertEquals(200, answer().get("code").getAsInt());
    JsonObject after = stage.platform().session();
    assertEquals(before.get("remote"), after.get("remote"));
    assertEquals(before.get("since"), after.get("since"));
  }

  private JsonObject answer() {
    return stage.platform().awaitSent("/thing/config/push_reply", message -> true);
  }

  private JsonObject pushed() {
    return stage.platform().received("/thing/config/push").get(0);
  }

  private List<String> texts() {
    List<String> texts = new ArrayList<>();
    files.forEach(file -> texts.add(file.text()));
    return texts;
  }
}

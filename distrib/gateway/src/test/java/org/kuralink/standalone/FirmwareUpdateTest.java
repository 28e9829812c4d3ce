/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.FakeDownloads;
import org.kuralink.api.ota.FirmwareUpdates;
import org.kuralink.standalone.embedded.EmbeddedGateway;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** Tests updates of bundles over the air with deployment packages. */
class FirmwareUpdateTest {

  private static final String APP = "org.example.app";
  private static final String OTA = "org.kuralink.ota";

  @TempDir private Path data;
  private final FakeCloudSession session = new FakeCloudSession();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private EmbeddedGateway gateway;
  private int orders;
  private int seen;

  @BeforeEach
  void start() {
    session.downloads(new FakeDownloads(request -> files.get(request.address().target())));
    startGateway();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void startGateway() {
    gateway = EmbeddedGateway.start(data);
    gateway.register(CloudSession.class, session, Map.of("kura.service.pid", "main"));
    gateway.configure(
        OTA,
        "updates",
        Map.of(
            "connection",
            "main",
            "module.versions",
            "app=0",
            "health.window.seconds",
            1,
            "health.deadline.seconds",
            15));
    gateway.service(FirmwareUpdates.class, "(connection=main)");
    await(() -> informed().contains("0") || informed().contains("1.1"));
  }

  @Test
  void updatesABundleAndRollsBackABrokenOne() throws Exception {
    order("1.0", PackageJar.of("app", "1.0.0", APP, PackageJar.bundle(APP, "1.0.0", "")));
    awaitReport("100");
    assertEquals("1.0.0", version(APP));

    order("1.1", PackageJar.of("app", "1.1.0", APP, PackageJar.bundle(APP, "1.1.0", "")));
    awaitReport("100");
    assertEquals("1.1.0", version(APP));
    assertEquals(List.of("0", "1.0", "1.1"), informed());

    byte[] broken = PackageJar.bundle(APP, "1.2.0", "org.example.app.Missing");
    order("1.2", PackageJar.of("app", "1.2.0", APP, broken));
    JsonObject report = awaitReport("-1");
    String description = report.get("desc").getAsString();
    assertTrue(description.contains("bundle " + APP + " does not run"), description);
    assertEquals("1.1.0", version(APP));
    assertEquals(Bundle.ACTIVE, bundle(APP).orElseThrow().getState());
    assertEquals(List.of("0", "1.0", "1.1"), informed());

    gateway.close();
    session.link().clear();
    seen = 0;
    startGateway();
    await(() -> bundle(APP).isPresent());
    assertEquals("1.1.0", version(APP));
    assertEquals(List.of("1.1"), informed());
  }

  @Test
  void rejectsAnInvalidPackage() throws Exception {
    order("1.0", "this is no package".getBytes(UTF_8));
    awaitReport("-4");
    order("1.0", PackageJar.of("app", "1.0.0", OTA, PackageJar.bundle(OTA, "9.0.0", "")));
    JsonObject report = awaitReport("-4");
    String description = report.get("desc").getAsString();
    assertTrue(description.contains("was not installed by a deployment package"), description);
  }

  /** DeploymentAdmin stops the bundle that has asked it to install. */
  @Test
  void updatesTheOtaBundleItself() throws Exception {
    Path built = Path.of(System.getProperty("kuralink.bundles"), OTA + ".jar");
    byte[] first = PackageJar.of("self", "1.0.0", OTA, PackageJar.version(built, "1.0.0"));
    gateway.bundle(OTA).uninstall();
    install(first);
    Files.createDirectories(data.resolve("ota-packages"));
    Files.write(data.resolve("ota-packages").resolve("self.dp"), first);
    gateway.service(FirmwareUpdates.class, "(connection=main)");
    await(() -> !session.subscribedForAll().isEmpty());

    order("1.1", PackageJar.of("self", "1.1.0", OTA, PackageJar.version(built, "1.1.0")));
    awaitReport("100");
    assertEquals("1.1.0", version(OTA));
    FirmwareUpdates updates = gateway.service(FirmwareUpdates.class, "(connection=main)");
    assertTrue(
        updates.journal().stream()
            .anyMatch(
                entry ->
                    entry.detail().contains("the component was replaced")
                        || entry.detail().contains("the new version is installed")),
        updates.journal()::toString);
  }

  /** By reflection: the types of DeploymentAdmin live in the framework only. */
  private void install(byte[] dp) throws Exception {
    ServiceReference<?> reference =
        gateway.context()
            .getAllServiceReferences("org.osgi.service.deploymentadmin.DeploymentAdmin", null)[0];
    Object admin = gateway.context().getService(reference);
    admin
        .getClass()
        .getMethod("installDeploymentPackage", InputStream.class)
        .invoke(admin, new ByteArrayInputStream(dp));
  }

  private void order(String version, byte[] dp) throws Exception {
    int number = ++orders;
    String path = "/" + number + ".dp";
    files.put(path, dp);
    JsonObject data = new JsonObject();
    data.addProperty("module", "app");
    data.addProperty("version", version);
    data.addProperty("size", dp.length);
    data.addProperty("url", "https://files.example" + path);
    data.addProperty(
        "sign", HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(dp)));
    data.addProperty("signMethod", "Sha256");
    JsonObject message = new JsonObject();
    message.addProperty("id", number);
    message.addProperty("code", "1000");
    message.add("data", data);
    seen = session.published().size();
    session.deliver("/ota/device/upgrade/pk/dn", message.toString().getBytes(UTF_8));
  }

  /** Waits for a report about the last order. */
  private JsonObject awaitReport(String step) {
    await(() -> reported().anyMatch(p -> p.get("step").getAsString().equals(step)));
    await(
        () ->
            gateway.service(FirmwareUpdates.class, "(connection=main)").status().order().isEmpty());
    return reported()
        .filter(params -> params.get("step").getAsString().equals(step))
        .reduce((one, other) -> other)
        .orElseThrow();
  }

  private List<String> informed() {
    return published("inform", 0).map(p -> p.get("version").getAsString()).toList();
  }

  private Stream<JsonObject> reported() {
    return published("progress", seen);
  }

  private Stream<JsonObject> published(String verb, int from) {
    return session.published().stream()
        .skip(from)
        .filter(sent -> sent.message().topic().equals("/ota/device/" + verb + "/pk/dn"))
        .map(sent -> new String(sent.message().payload(), UTF_8))
        .map(text -> JsonParser.parseString(text).getAsJsonObject().getAsJsonObject("params"));
  }

  private String version(String name) {
    return bundle(name).orElseThrow().getVersion().toString();
  }

  private Optional<Bundle> bundle(String name) {
    return Arrays.stream(gateway.context().getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .findFirst();
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(60))
        .until(condition);
  }
}

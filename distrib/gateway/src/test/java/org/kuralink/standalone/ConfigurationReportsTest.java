/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the messages for wrong configurations and the values that the Web Console shows. */
class ConfigurationReportsTest {

  private static final String CONNECTION =
      """
      "org.kuralink.connection~main": {
        "product.key": "pk", "device.name": "dn", "device.secret": "secret",
        "transport": "tcp", "host": "127.0.0.1", "connect.on.startup": "false"%s
      }
      """;

  private static final String NEW =
      "/configMgr/__Temporary%20PID%20replaced%20by%20real%20PID%20upon%20save__";

  @TempDir private Path directory;
  private Path etc;
  private Path file;
  private Properties access = new Properties();

  @BeforeEach
  void makeDirectory() throws IOException {
    etc = Files.createDirectories(directory.resolve("etc"));
    file = etc.resolve("gateway.json");
  }

  private GatewayProcess start(String... options) throws Exception {
    String[] all = new String[options.length + 1];
    System.arraycopy(options, 0, all, 1, options.length);
    all[0] = "--stop-on-eof";
    return GatewayProcess.start(etc, directory.resolve("data"), all);
  }

  @Test
  void reportsUnknownNamesUntilTheyAreCorrected() throws Exception {
    Files.writeString(
        file,
        "{\n"
            + "\"org.kuralink.conection~main\": {},\n"
            + CONNECTION.formatted(", \"keep.alive.second\": 60")
            + ", \"org.kuralink.thing~main\": {\"connection\": \"main\", \"model.source\": \"clod\"}"
            + ", \"org.kuralink.shadow~main\": {\"connection\": \"mian\"}"
            + ", \"org.kuralink.ota\": {\"connection\": \"main\"}"
            + ", \"com.example.app~one\": {\"level\": 1}\n}");
    Files.writeString(etc.resolve("wrong.json"), "{\"com.example.other\": 1}");
    try (GatewayProcess gateway = start()) {
      gateway.await("gateway is up");
      access = gateway.webConsole();
      String pid =
          "no component is called org.kuralink.conection; the nearest is org.kuralink.connection";
      gateway.await("org.kuralink.conection~main: " + pid + " (gateway.json line 2)");
      String property = "keep.alive.second is unknown; the nearest is keep.alive.seconds";
      gateway.await("org.kuralink.connection~main: " + property + " (gateway.json line 3)");
      gateway.await(
          "org.kuralink.ota: the name of the instance is missing; write for example org.kuralink.ota~main (gateway.json");
      String page = get("/alink");
      assertTrue(page.contains(pid + " (gateway.json line 2)"), page);
      assertTrue(page.contains(property), page);
      assertTrue(
          page.contains("model.source is &#39;clod&#39;; allowed is one of cloud file none"));
      assertTrue(page.contains("must be an object in braces; not applied"), page);
      String connection =
          "connection is &#39;mian&#39;, and no connection has this name; the nearest is"
              + " &#39;main&#39;";
      assertTrue(page.contains(connection), page);
      assertFalse(page.contains("com.example.app"), page);
      gateway.await(
          "main: connection is 'mian', and no connection has this name; the nearest is 'main'");

      Files.delete(etc.resolve("wrong.json"));
      Files.writeString(
          file,
          "{"
              + CONNECTION.formatted("")
              + ", \"org.kuralink.shadow~main\": {\"connection\": \"main\"}}");
      gateway.await("main: connection 'main' is there");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !get("/alink").contains("configuration errors"));
      assertEquals(0, gateway.stop());
    }
  }

  /** Declarative Services would tell it with a stack trace. */
  @Test
  void reportsAFactoryConfiguredWithAndWithoutAName() throws Exception {
    Files.writeString(file, "{\"org.kuralink.shadow~main\": {}}");
    try (GatewayProcess gateway = start()) {
      gateway.await("gateway is up");
      access = gateway.webConsole();
      Files.writeString(etc.resolve("more.json"), "{\"org.kuralink.shadow\": {}}");
      String sentence =
          "org.kuralink.shadow (more.json line 1) has no name after the PID, but"
              + " org.kuralink.shadow~main (gateway.json line 1) has one; not applied";
      gateway.await(sentence);
      assertTrue(get("/alink").contains(sentence));
      assertEquals(0, gateway.stop());
      String log = Files.readString(directory.resolve("data/log/gateway.log"));
      assertFalse(log.contains("\tat "), log);
    }
  }

  @Test
  void recognizesTheConfigurationOfALaterBundle() throws Exception {
    Path bundles = Files.createDirectories(directory.resolve("bundles"));
    Files.writeString(file, "{\"org.kuralink.late~one\": {\"colour\": \"red\", \"size\": 1}}");
    try (GatewayProcess gateway = start("--bundles", bundles.toString())) {
      gateway.await("gateway is up");
      access = gateway.webConsole();
      gateway.await("no component is called org.kuralink.late");
      BundleJar.write(
          bundles.resolve("late.jar"),
          "org.kuralink.late",
          "1.0.0",
          Map.of(),
          Map.of(
              "OSGI-INF/metatype/late.xml",
              """
              <MetaData xmlns="http://www.osgi.org/xmlns/metatype/v1.2.0">
                <OCD id="org.kuralink.late" name="Late / 晚">
                  <AD id="colour" name="Colour / 颜色" type="String"/>
                </OCD>
                <Designate factoryPid="org.kuralink.late"><Object ocdref="org.kuralink.late"/></Designate>
              </MetaData>
              """));
      gateway.await("org.kuralink.late~one: size is unknown");
      String page = get("/alink");
      assertTrue(page.contains("size is unknown"), page);
      assertFalse(page.contains("no component is called"), page);
      assertEquals(0, gateway.stop());
    }
  }

  @Test
  void formsShowValuesAndConnections() throws Exception {
    Files.writeString(file, "{" + CONNECTION.formatted("") + "}");
    try (GatewayProcess gateway = start()) {
      gateway.await("gateway is up");
      access = gateway.webConsole();
      JsonObject connection = form("/configMgr/org.kuralink.connection~main");
      assertEquals("unmodified", value(connection, "device.secret"));
      assertEquals("", value(connection, "product.secret"));
      assertEquals("", value(connection, "proxy.password"));
      assertFalse(connection.toString().contains("TextArea"), connection::toString);
      assertEquals("", value(connection, "kura.service.pid"));

      JsonObject empty = form("/configMgr/org.kuralink.connection?create=true");
      assertEquals("", value(empty, "device.secret"));

      save(NEW, "org.kuralink.ota", Map.of("connection", "mian", "firmware.version", "1"));
      String made = configurations().stream().filter(pid -> pid.contains("ota")).findFirst().get();
      JsonObject ota = form("/configMgr/" + made);
      assertEquals("main", value(ota, "kura.service.pid"));
      JsonArray offered = field(ota, "connection").getAsJsonObject("type").getAsJsonArray("values");
      assertEquals("[\"\",\"main\",\"mian\"]", offered.toString());
      assertEquals("mian", value(ota, "connection"));
      assertTrue(get("/configMgr").contains("\"nameHint\":\"main\""));

      save(
          "/configMgr/org.kuralink.connection~main",
          "org.kuralink.connection",
          Map.of(
              "connect.on.startup", "false",
              "host", "127.0.0.1",
              "device.secret", "",
              "product.secret", "unmodified"));
      connection = form("/configMgr/org.kuralink.connection~main");
      assertEquals("", value(connection, "device.secret"));
      assertEquals("", value(connection, "product.secret"));
      assertEquals(0, gateway.stop());
    }
  }

  private static JsonObject field(JsonObject form, String name) {
    return form.getAsJsonObject("properties").getAsJsonObject(name);
  }

  private static String value(JsonObject form, String name) {
    return field(form, name).get("value").getAsString();
  }

  /** All that there are. */
  private Set<String> configurations() throws Exception {
    Set<String> pids = new HashSet<>();
    JsonParser.parseString(get("/configMgr/(service.pid=*).json"))
        .getAsJsonArray()
        .forEach(form -> pids.add(form.getAsJsonObject().get("pid").getAsString()));
    return pids;
  }

  private String get(String path) throws Exception {
    return send(request(path.replace("(", "%28").replace(")", "%29")).GET());
  }

  private JsonObject form(String path) throws Exception {
    return JsonParser.parseString(send(request(path).POST(HttpRequest.BodyPublishers.noBody())))
        .getAsJsonObject();
  }

  private void save(String path, String factory, Map<String, String> typed) throws Exception {
    Map<String, String> form = new LinkedHashMap<>(typed);
    form.put("apply", "true");
    form.put("action", "ajaxConfigManager");
    form.put("factoryPid", factory);
    form.put("propertylist", String.join(",", typed.keySet()));
    String body =
        form.entrySet().stream()
            .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    String credentials = access.getProperty("user") + ":" + access.getProperty("password");
    URI console = URI.create(access.getProperty("url"));
    return HttpRequest.newBuilder(URI.create(console + path))
        .header("Origin", "http://" + console.getAuthority())
        .header(
            "Authorization",
            "Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
  }

  private static String send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    assertTrue(answer.statusCode() < 400, () -> answer.statusCode() + " " + answer.body());
    return answer.body();
  }
}

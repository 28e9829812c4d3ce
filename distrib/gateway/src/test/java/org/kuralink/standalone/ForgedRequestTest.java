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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests requests that pages of other sites could make a browser send to the Web Console. */
class ForgedRequestTest {

  @TempDir private static Path directory;
  private static GatewayProcess gateway;
  private static URI console;
  private static String authorization;

  @BeforeAll
  static void start() throws Exception {
    Path etc = Files.createDirectories(directory.resolve("etc"));
    gateway =
        GatewayProcess.start(
            etc, directory.resolve("data"), "--stop-on-eof", "--web-host", "gw.example.com");
    gateway.await("gateway is up");
    Properties access = gateway.webConsole();
    console = URI.create(access.getProperty("url"));
    String credentials = access.getProperty("user") + ":" + access.getProperty("password");
    authorization =
        "Authorization: Basic "
            + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  @AfterAll
  static void stop() throws Exception {
    assertEquals(0, gateway.stop());
    gateway.close();
  }

  private static String host() {
    return "Host: " + console.getAuthority();
  }

  private static String own() {
    return "Origin: http://" + console.getAuthority();
  }

  /** The upload that installs a bundle and starts it. */
  private static int install(String name, String target, String... headers) throws Exception {
    Path jar = directory.resolve(name + ".jar");
    BundleJar.write(jar, name, "1.0.0");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String field :
        new String[] {"action=install", "bundlestart=start", "bundlestartlevel=3"}) {
      String[] pair = field.split("=");
      write(
          body,
          "--edge\r\nContent-Disposition: form-data; name=\"" + pair[0] + "\"\r\n\r\n" + pair[1],
          "\r\n");
    }
    write(
        body,
        "--edge\r\nContent-Disposition: form-data; name=\"bundlefile\"; filename=\"a.jar\"\r\n",
        "Content-Type: application/octet-stream\r\n\r\n");
    body.write(Files.readAllBytes(jar));
    write(body, "\r\n--edge--\r\n");
    String head =
        "POST "
            + target
            + " HTTP/1.1\r\n"
            + String.join("\r\n", headers)
            + "\r\n"
            + authorization
            + "\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: "
            + body.size()
            + "\r\nConnection: close\r\n\r\n";
    return status(send(head, body.toByteArray()));
  }

  private static void write(ByteArrayOutputStream body, String... texts) throws IOException {
    for (String text : texts) {
      body.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String get(String path, String... headers) throws IOException {
    return get("close", path, headers);
  }

  private static String get(String connection, String path, String[] headers) throws IOException {
    return send(
        "GET "
            + path
            + " HTTP/1.1\r\n"
            + String.join("\r\n", headers)
            + "\r\n"
            + authorization
            + "\r\nConnection: "
            + connection
            + "\r\n\r\n",
        new byte[0]);
  }

  private static String send(String head, byte[] body) throws IOException {
    try (Socket socket = new Socket(console.getHost(), console.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int status(String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 "), answer);
    return Integer.parseInt(answer.substring(9, 12));
  }

  private static void assertRefused(String answer, String what) {
    int status = status(answer);
    assertTrue(Set.of(400, 403).contains(status), () -> what + ": " + status);
  }

  /** The console installs in a thread of its own, after its answer. */
  private static void awaitInstalled(String name) {
    await().atMost(Duration.ofSeconds(30)).until(() -> isInstalled(name));
  }

  private static boolean isInstalled(String name) throws IOException {
    return get("/system/console/bundles.json", host()).contains("\"" + name + "\"");
  }

  @Test
  void acceptsAnUploadFromThePageOfTheConsole() throws Exception {
    assertEquals(302, install("org.example.own", "/system/console/bundles", host(), own()));
    awaitInstalled("org.example.own");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://evil.example",
        "Origin: http://evil.example\r\nReferer: http://evil.example/page",
        "Origin: null",
        "Origin:",
        "Origin: http://localhost:3000",
        "Referer: http://evil.example/page",
        "Referer: http://evil.example/OWN/system/console/bundles",
        "X-Nothing: at all",
        "Origin: http://OWN\r\nOrigin: http://evil.example",
        "Sec-Fetch-Site: cross-site\r\nReferer: http://OWN/system/console/bundles"
      })
  void rejectsAnUploadFromAnotherOrigin(String headers) throws Exception {
    String sent = headers.replace("OWN", console.getAuthority());
    assertEquals(403, install("org.example.forged", "/system/console/bundles", host(), sent));
    assertFalse(isInstalled("org.example.forged"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example",
        "Host: evil.example:8181",
        "Host: OWN\r\nHost: evil.example",
        "Host: evil.example\r\nHost: OWN",
        "Host: OWN\r\nHost: OWN",
        "Host:",
        "X-Nothing: at all"
      })
  void rejectsAnUnknownHost(String headers) throws Exception {
    String sent = headers.replace("OWN", console.getAuthority());
    int status =
        install(
            "org.example.rebound", "/system/console/bundles", sent, "Origin: http://evil.example");
    assertTrue(Set.of(400, 403).contains(status), () -> sent + ": " + status);
    assertRefused(get("/system/console/bundles.json", sent), sent);
    assertFalse(isInstalled("org.example.rebound"));
  }

  @Test
  void checksTheHostInTheRequestLine() throws Exception {
    String path = "/system/console/bundles";
    int foreign = install("org.example.absolute", "http://evil.example" + path, host(), own());
    assertTrue(Set.of(400, 403).contains(foreign), () -> "status " + foreign);
    int rebound =
        install(
            "org.example.absolute",
            "http://" + console.getAuthority() + path,
            "Host: evil.example",
            "Origin: http://evil.example");
    assertTrue(Set.of(400, 403).contains(rebound), () -> "status " + rebound);
    assertFalse(isInstalled("org.example.absolute"));
  }

  @Test
  void checksRequestsToPlugins() throws Exception {
    for (String path :
        new String[] {
          "/system/console/alink/status",
          "/system/console/configMgr/org.kuralink.ota",
          "/system/console/vmstat",
          "/system//console/vmstat",
          "/system/console/./vmstat",
          "/system/console/..;/console/vmstat",
          "/"
        }) {
      assertRefused(post(path, host(), "Origin: http://evil.example"), path);
      assertRefused(get(path, "Host: evil.example"), path);
    }
  }

  private static String post(String path, String... headers) throws IOException {
    byte[] form = "shutdown_timer=5&shutdown_type=Stop".getBytes(StandardCharsets.UTF_8);
    return send(
        "POST "
            + path
            + " HTTP/1.1\r\n"
            + String.join("\r\n", headers)
            + "\r\n"
            + authorization
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + form.length
            + "\r\nConnection: close\r\n\r\n",
        form);
  }

  @Test
  void rejectsAWebSocketFromAnotherOrigin() throws Exception {
    String[] upgrade = {
      host(),
      "Origin: http://evil.example",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
    };
    assertEquals(403, status(get("Upgrade, close", "/system/console/alink", upgrade)));
  }

  @Test
  void allowsALinkButNoFrameOnAnotherPage() throws Exception {
    String page =
        get(
            "/system/console/bundles",
            host(),
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Dest: document");
    assertEquals(200, status(page));
    assertTrue(page.contains("frame-ancestors 'self'"), page);
    assertEquals(
        403,
        status(
            get(
                "/system/console/bundles",
                host(),
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Dest: iframe")));
  }

  @Test
  void acceptsAConfiguredHostName() throws Exception {
    assertEquals(200, status(get("/system/console/bundles.json", "Host: gw.example.com")));
    assertEquals(
        302,
        install(
            "org.example.proxied",
            "/system/console/bundles",
            "Host: gw.example.com",
            "Origin: https://gw.example.com"));
    awaitInstalled("org.example.proxied");
  }
}

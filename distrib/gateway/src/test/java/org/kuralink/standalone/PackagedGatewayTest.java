/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the packaged gateway without a platform. */
class PackagedGatewayTest {

  private static final Pattern METATYPE = Pattern.compile("OSGI-INF/metatype/(.*)\\.xml");

  @TempDir private Path directory;
  private Path etc;
  private Path data;

  @BeforeEach
  void directories() throws IOException {
    etc = Files.createDirectories(directory.resolve("my etc"));
    data = directory.resolve("my data");
  }

  @Test
  void theWebConsoleAnswersItsUserOnLoopbackOnly() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(etc, data, "--stop-on-eof")) {
      gateway.await("gateway is up");
      Properties access = gateway.webConsole();
      int port = URI.create(access.getProperty("url")).getPort();

      assertEquals(401, get(access, "/configMgr", "admin:admin").statusCode());
      HttpResponse<String> page = get(access, "/configMgr", credentials(access));
      assertEquals(200, page.statusCode());
      assertThrows(ConnectException.class, () -> connect("127.0.0.2", port));
      for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
        for (var address : network.getInterfaceAddresses()) {
          String host = address.getAddress().getHostAddress();
          if (!host.equals(WebAccess.HOST)) {
            assertThrows(IOException.class, () -> connect(host, port), host);
          }
        }
      }
      assertEquals(0, gateway.stop());
    }
  }

  @Test
  void everyComponentOfKuralinkHasAFormInBothLanguages() throws Exception {
    Set<String> components = configurableComponents();
    assertTrue(
        components.containsAll(Set.of("org.kuralink.connection", "org.kuralink.thing")),
        components::toString);
    try (GatewayProcess gateway = GatewayProcess.start(etc, data, "--stop-on-eof")) {
      gateway.await("gateway is up");
      Properties access = gateway.webConsole();
      for (String component : components) {
        JsonObject form = JsonParser.parseString(form(access, component)).getAsJsonObject();
        assertBilingual(form.get("title").getAsString());
        for (var property : form.getAsJsonObject("properties").entrySet()) {
          assertBilingual(property.getValue().getAsJsonObject().get("name").getAsString());
        }
      }
      assertEquals(0, gateway.stop());
    }
  }

  @Test
  void theWebConsoleHasAPageOfKuralink() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(etc, data, "--stop-on-eof")) {
      gateway.await("gateway is up");
      Properties access = gateway.webConsole();
      HttpResponse<String> page = get(access, "/alink", credentials(access));
      assertEquals(200, page.statusCode());
      assertTrue(page.body().contains("no session: no instance of org.kuralink.connection"));
      HttpResponse<String> model = get(access, "/alink/model", credentials(access));
      assertTrue(model.body().contains("no instance of org.kuralink.thing is configured"));
      assertEquals(0, gateway.stop());
    }
  }

  @Test
  void appliesChangesWhileTheGatewayRuns() throws Exception {
    Path file = etc.resolve("a.json");
    Files.writeString(file, "{\"org.example.app~one\": {\"level:Integer\": 1}}");
    Files.writeString(etc.resolve("._a.json"), "{\"org.example.app~one\": {\"level:Integer\": 9}}");
    Files.createSymbolicLink(etc.resolve(".#a.json"), Path.of("somebody@here.123"));
    try (GatewayProcess gateway = GatewayProcess.start(etc, data, "--stop-on-eof")) {
      gateway.await("org.example.app~one (a.json line 1) applied");
      gateway.await("gateway is up");
      Properties access = gateway.webConsole();
      assertTrue(form(access, "org.example.app~one").contains("\"value\":1"));

      Files.writeString(file, "{\n\"org.example.app~one\": {\"level:Integer\": 2}}");
      gateway.await("org.example.app~one (a.json line 2) changed");
      assertTrue(form(access, "org.example.app~one").contains("\"value\":2"));

      Files.writeString(file, "{\"org.example.app~one\": {\"level:Integer\": 3}");
      gateway.await("a.json: the file ends too early");
      assertTrue(form(access, "org.example.app~one").contains("\"value\":2"));

      Files.writeString(etc.resolve("b.json"), "{\"org.example.app~two\": {}}");
      gateway.await("org.example.app~two (b.json line 1) applied");

      Files.delete(file);
      gateway.await("org.example.app~one is no longer in any file and was removed");
      assertEquals(0, gateway.stop());
    }
  }

  @Test
  void removesTheConfigurationOfAFileThatWasDeletedWhileStopped() throws Exception {
    Path file = etc.resolve("a.json");
    Files.writeString(file, "{\"org.example.app~one\": {}, \"org.example.app~two\": {}}");
    try (GatewayProcess gateway = GatewayProcess.start(etc, data, "--stop-on-eof")) {
      gateway.await("gateway is up");
      gateway.stop();
    }
    Files.writeString(file, "{\"org.example.app~two\": {}}");
    try (GatewayProcess gateway = GatewayProcess.start(etc, data, "--stop-on-eof")) {
      gateway.await("org.example.app~one is no longer in any file and was removed");
      gateway.await("gateway is up");
      gateway.stop();
    }
  }

  @Test
  void keepsEditsOfTheWebConsoleUntilTheFileChanges() throws Exception {
    Path file = etc.resolve("a.json");
    Files.writeString(file, "{\"org.example.app~one\": {\"level\": \"file\"}}");
    try (GatewayProcess gateway = GatewayProcess.start(etc, data, "--stop-on-eof")) {
      gateway.await("gateway is up");
      save(gateway.webConsole(), "org.example.app~one", "level", "person");
      gateway.stop();
    }
    try (GatewayProcess gateway = GatewayProcess.start(etc, data, "--stop-on-eof")) {
      gateway.await("gateway is up");
      Properties access = gateway.webConsole();
      assertTrue(form(access, "org.example.app~one").contains("person"));

      Files.writeString(file, "{\"org.example.app~one\": {\"level\": \"new\"}}");
      gateway.await("org.example.app~one (a.json line 1) changed");
      assertTrue(form(access, "org.example.app~one").contains("\"new\""));
      gateway.stop();
    }
  }

  @Test
  void updatesAReplacedBundleWhileTheGatewayRuns() throws Exception {
    Path bundles = Files.createDirectories(directory.resolve("my bundles"));
    Path jar = bundles.resolve("app.jar");
    BundleJar.write(jar, "org.example.app", "1.0.0");
    String[] options = {"--stop-on-eof", "--bundles", bundles.toString()};
    try (GatewayProcess gateway = GatewayProcess.start(etc, data, options)) {
      gateway.await("gateway is up");

      BundleJar.write(jar, "org.example.app", "1.1.0");
      gateway.await("org.example.app updated from 1.0.0 to 1.1.0");

      Files.writeString(jar, "this is no jar");
      gateway.await("cannot install bundle app.jar");

      BundleJar.write(bundles.resolve("other.jar"), "org.example.other", "1.0.0");
      gateway.await("org.example.other 1.0.0 installed");

      Files.delete(jar);
      gateway.await("org.example.app uninstalled");
      assertEquals(0, gateway.stop());
    }
  }

  @Test
  void startsABundleWhenItsMissingRequirementIsInstalled() throws Exception {
    Path bundles = Files.createDirectories(directory.resolve("bundles"));
    BundleJar.write(
        bundles.resolve("boot.jar"),
        "org.example.boot",
        "1.0.0",
        Map.of("Require-Capability", "org.example.late"));
    String[] options = {"--stop-on-eof", "--bundles", bundles.toString()};
    try (GatewayProcess gateway = GatewayProcess.start(etc, data, options)) {
      gateway.await("gateway is up");
      BundleJar.write(
          bundles.resolve("app.jar"),
          "org.example.app",
          "1.0.0",
          Map.of("Require-Capability", "org.example.base"));
      gateway.await("bundle org.example.app does not start, next attempt after the next change");

      BundleJar.write(
          bundles.resolve("base.jar"),
          "org.example.base",
          "1.0.0",
          Map.of("Provide-Capability", "org.example.base"));
      gateway.await("org.example.app 1.0.0 installed");

      BundleJar.write(
          bundles.resolve("late.jar"),
          "org.example.late",
          "1.0.0",
          Map.of("Provide-Capability", "org.example.late"));
      gateway.await("org.example.boot 1.0.0 installed");
      assertEquals(0, gateway.stop());
    }
  }

  @Test
  void theShellKnowsTheCommandsAndStopsTheGateway() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(etc, data, "--shell")) {
      gateway.await("gateway is up");
      gateway.type("alink:status");
      gateway.await("no session: no instance of org.kuralink.connection is configured");
      gateway.type("alink:post cpuLoad=12.5");
      gateway.await("no thing to post for");
      gateway.type("status now");
      gateway.await("usage: alink:status");
      gateway.type("alink:trace 1");
      gateway.await("no session");
      gateway.type("exit 0");
      assertEquals(0, gateway.exitCode());
    }
  }

  @Test
  void rejectsASecondGatewayOnTheSameData() throws Exception {
    try (GatewayProcess first = GatewayProcess.start(etc, data, "--stop-on-eof")) {
      first.await("gateway is up");
      try (GatewayProcess second = GatewayProcess.start(etc, data)) {
        second.await("another gateway uses the data directory " + data);
        assertEquals(1, second.exitCode());
      }
      first.stop();
    }
  }

  @Test
  void writesNothingThatOtherUsersCanRead() throws Exception {
    Files.createDirectory(data);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path file = etc.resolve("a.json");
    Files.writeString(file, "{\"org.example.app~one\": {\"device.secret\": \"abc123\"}}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(etc, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(data.resolve(WebAccess.FILE), "password=\\u12");
    try (GatewayProcess gateway = GatewayProcess.start(etc, data, "--stop-on-eof")) {
      gateway.await(WebAccess.FILE + "; it is created again with a new password");
      gateway.await("all users of this machine could access " + data);
      gateway.await(file + " contains a secret (device.secret)");
      gateway.await("gateway is up");
      assertEquals(
          200, get(gateway.webConsole(), "/alink", credentials(gateway.webConsole())).statusCode());
      assertEquals(0, gateway.stop());
    }
    assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(data)));
    try (var parts = Files.list(data)) {
      for (Path part : parts.toList()) {
        String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(part));
        assertTrue(permissions.endsWith("---"), part + " " + permissions);
      }
    }
  }

  @Test
  void messagesCannotMoveTheCursorOrAddALine() throws Exception {
    Files.writeString(etc.resolve("a\u001b[2Jb\nforged.json"), "{");
    try (GatewayProcess gateway = GatewayProcess.start(etc, data, "--stop-on-eof")) {
      gateway.await("a?[2Jb?forged.json: the file ends too early");
      gateway.await("gateway is up");
      assertEquals(0, gateway.stop());
    }
    String kept = Files.readString(data.resolve("log/gateway.log"));
    assertTrue(kept.contains("a?[2Jb?forged.json: the file ends too early"), kept);
  }

  /** Returns the symbolic names of the distribution's bundles. */
  private static Set<String> configurableComponents() throws IOException {
    Set<String> components = new TreeSet<>();
    Path bundles = Path.of("target", "kuralink-gateway", "bundle");
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(bundles, "org.kuralink.*.jar")) {
      for (Path jar : jars) {
        try (JarFile file = new JarFile(jar.toFile())) {
          file.stream()
              .map(entry -> METATYPE.matcher(entry.getName()))
              .filter(Matcher::matches)
              .forEach(metatype -> components.add(metatype.group(1)));
        }
      }
    }
    return components;
  }

  private static void assertBilingual(String label) {
    assertTrue(
        label.contains(" / ")
            && label.codePoints().anyMatch(Character::isIdeographic)
            && label.codePoints().anyMatch(c -> c < 128 && Character.isLetter(c)),
        label);
  }

  private static void connect(String host, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), 2_000);
    }
  }

  private static String credentials(Properties access) {
    return access.getProperty("user") + ":" + access.getProperty("password");
  }

  private static HttpResponse<String> get(Properties access, String path, String credentials)
      throws IOException, InterruptedException {
    return send(request(access, path, credentials).GET().build());
  }

  private static String form(Properties access, String pid) throws Exception {
    return send(request(access, "/configMgr/" + pid, credentials(access))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build())
        .body();
  }

  private static void save(Properties access, String pid, String name, String value)
      throws Exception {
    String form =
        "apply=true&action=ajaxConfigManager&propertylist=" + name + "&" + name + "=" + value;
    HttpResponse<String> answer =
        send(
            request(access, "/configMgr/" + pid, credentials(access))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    assertEquals(302, answer.statusCode(), answer::body);
  }

  private static HttpRequest.Builder request(Properties access, String path, String credentials) {
    String basic = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    URI console = URI.create(access.getProperty("url"));
    return HttpRequest.newBuilder(URI.create(console + path))
        .header("Origin", "http://" + console.getAuthority())
        .header("Authorization", "Basic " + basic);
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }
}

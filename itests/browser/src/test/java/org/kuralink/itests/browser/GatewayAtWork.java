/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.browser;

import java.io.IOException;
import java.io.Reader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The packaged gateway in its own process, as a device of the simulator. */
final class GatewayAtWork implements AutoCloseable {

  private static final String CONFIGURATION =
      """
      {
        "org.kuralink.connection~main": {
          "product.key": "%s", "device.name": "%s", "device.secret": "%s",
          "transport": "tcp", "host": "127.0.0.1", "port:Integer": %d
        },
        "org.kuralink.thing~main": { "connection": "main", "model.source": "cloud" },
        "org.kuralink.shadow~main": { "connection": "main" },
        "org.kuralink.cota~main": { "connection": "main" },
        "org.kuralink.ota~main": { "connection": "main" },
        "org.kuralink.gateway~main": { "connection": "main", "devices": "[]" }
      }
      """;

  // The other version asks for an upgrade first, which the console takes for more than reading.
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final Path access;

  GatewayAtWork(Platform platform, Path directory) throws IOException {
    Path home =
        Path.of(
                System.getProperty("kuralink.root", "../.."),
                "distrib/gateway/target/kuralink-gateway")
            .toRealPath();
    Path etc = Files.createDirectories(directory.resolve("etc"));
    Path data = Files.createDirectories(directory.resolve("data"));
    Files.writeString(
        etc.resolve("gateway.json"),
        CONFIGURATION.formatted(
            Platform.PRODUCT,
            Platform.DEVICE,
            Platform.SECRET,
            platform.simulator().ports().tcp()));
    access = data.resolve("web-console.properties");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dkuralink.home=" + home,
                "-cp",
                home.resolve("lib") + "/*",
                "org.kuralink.standalone.Gateway",
                "--etc",
                etc.toString(),
                "--data",
                data.toString(),
                "--web",
                "0")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("gateway.log").toFile())
            .start();
  }

  /** A page of the Web Console, with the password in its address. */
  String console(String page) throws IOException {
    Awaitility.await("the Web Console")
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> Files.exists(access) && properties().containsKey("url") && isUp());
    Properties properties = properties();
    URI url = URI.create(properties.getProperty("url"));
    return "http://"
        + properties.getProperty("user")
        + ":"
        + properties.getProperty("password")
        + "@"
        + url.getAuthority()
        + url.getPath()
        + "/"
        + page;
  }

  /** Whether all views are there; the last bundle to start brings the last of them. */
  private boolean isUp() throws IOException {
    Properties properties = properties();
    String user = properties.getProperty("user") + ":" + properties.getProperty("password");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(properties.getProperty("url") + "/alink/devices"))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(user.getBytes(StandardCharsets.ISO_8859_1)))
            .build();
    try {
      String page = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return page.contains("id=\"alink\"") && page.contains("sub-devices main");
    } catch (ConnectException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Properties properties() throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(access)) {
      properties.load(reader);
    }
    return properties;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}

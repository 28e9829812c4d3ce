/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.kuralink.simulator.auth.SignMethod;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.tsl.Tsl;

/** A simulator with one product and device, and clients for it. */
abstract class PlatformFixture {
  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final DeviceKey KEY = new DeviceKey("pkTest", "device-1");
  static final String SECRET = "deviceSecret1";
  static final String PRODUCT_SECRET = "productSecret1";

  final SettableClock clock = new SettableClock();
  final List<AutoCloseable> toClose = new ArrayList<>();
  Simulator simulator;
  SSLContext trust;
  HttpClient http;

  SimulatorOptions options() {
    return SimulatorOptions.forTests().withClock(clock).withTokenLifetime(Duration.ofDays(7));
  }

  @BeforeEach
  void startSimulator() throws Exception {
    simulator = Simulator.start(options());
    Tsl tsl =
        Tsl.parse(
            StrictJson.parseObject(
                PlatformFixture.class.getResourceAsStream("/tsl.json").readAllBytes()));
    simulator
        .registry()
        .createProduct(
            Optional.of(KEY.productKey()), "test", Optional.of(PRODUCT_SECRET), true, tsl);
    simulator.registry().createDevice(KEY, Optional.of(SECRET));
    trust = trustOnly(simulator);
    http = http(version());
  }

  /** What is spoken where the simulator offers it. */
  HttpClient.Version version() {
    return HttpClient.Version.HTTP_1_1;
  }

  HttpClient http(HttpClient.Version version) {
    return HttpClient.newBuilder()
        .version(version)
        .sslContext(trust)
        .connectTimeout(PATIENCE)
        .build();
  }

  @AfterEach
  void stopSimulator() throws Exception {
    for (AutoCloseable closeable : toClose) {
      closeable.close();
    }
    simulator.close();
  }

  TestClient client() {
    TestClient client = new TestClient(simulator.ports(), trust, KEY, SECRET);
    toClose.add(client);
    return client;
  }

  /** A CONNECT of the device over tcp, byte by byte, for what no client library would do. */
  static byte[] signedConnect(String clientId, SignMethod method, String more) throws IOException {
    Map<String, String> content =
        Map.of(
            "clientId", clientId, "deviceName", KEY.deviceName(), "productKey", KEY.productKey());
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeUTF("MQTT");
    out.write(new byte[] {4, (byte) 0xc2, 0, 60});
    out.writeUTF(clientId + "|securemode=3" + more + "|");
    out.writeUTF(KEY.deviceName() + "&" + KEY.productKey());
    out.writeUTF(method.sign(SECRET, content));
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(0x10);
    packet.write(body.size() % 128 | (body.size() < 128 ? 0 : 0x80));
    if (body.size() >= 128) {
      packet.write(body.size() / 128);
    }
    body.writeTo(packet);
    return packet.toByteArray();
  }

  HttpResponse<String> rest(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return send(request);
  }

  /** Sends a request; its answer must be one that openapi.yaml describes. */
  HttpResponse<String> send(HttpRequest request) throws Exception {
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    DescribedAnswers.check(request.method(), request.uri().getRawPath(), answer);
    return answer;
  }

  JsonObject restJson(String method, String path, String body) throws Exception {
    return StrictJson.parse(rest(method, path, body).body()).getAsJsonObject();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + simulator.ports().http() + path);
  }

  JsonObject form(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + simulator.ports().https() + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    JsonElement json = StrictJson.parse(send(request).body());
    return json.getAsJsonObject();
  }

  static String devicePath(String rest) {
    return "/api/v1/devices/" + KEY + rest;
  }

  private static SSLContext trustOnly(Simulator simulator)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(simulator.caPem())) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  /** A clock that the test sets. */
  static final class SettableClock extends Clock {
    private final AtomicReference<Instant> now =
        new AtomicReference<>(Instant.ofEpochMilli(1_700_000_000_000L));

    void forward(Duration time) {
      now.updateAndGet(instant -> instant.plus(time));
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now.get();
    }
  }
}

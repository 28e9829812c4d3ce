/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kuralink.simulator.files.FileLinks;
import org.kuralink.simulator.files.StoredFile;
import org.kuralink.simulator.json.StrictJson;

/** Tests HTTPS over HTTP/2. */
class HttpsOverHttp2Test extends HttpsFixture {

  @Override
  HttpClient.Version version() {
    return HttpClient.Version.HTTP_2;
  }

  private HttpRequest post(String token, int value) {
    return publishing(token, POST, level(value).getBytes(UTF_8));
  }

  private static int codeOf(HttpResponse<String> answer) throws Exception {
    return StrictJson.parse(answer.body()).getAsJsonObject().get("code").getAsInt();
  }

  private List<Integer> levels() throws Exception {
    List<Integer> levels = new ArrayList<>();
    for (var message : journal(true)) {
      JsonObject post = StrictJson.parse(message.text()).getAsJsonObject();
      levels.add(post.getAsJsonObject("params").get("level").getAsInt());
    }
    return levels;
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void whoAsksForItGetsItAndWhoDoesNotDoesNot(HttpClient.Version version) throws Exception {
    http = http(version);
    HttpResponse<String> login = send(authenticating(signed()));
    assertEquals(version, login.version());
    HttpResponse<String> post = send(post(token(), 7));
    assertEquals(version, post.version());
    assertEquals(0, codeOf(post));
    assertEquals(List.of(7), levels());
  }

  @Test
  void manyAreAnsweredAtOnce() throws Exception {
    String token = token();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(http.sendAsync(post(token, i), BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> one : answers) {
      HttpResponse<String> answer = one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertEquals(HttpClient.Version.HTTP_2, answer.version());
      assertEquals(0, codeOf(answer));
    }
    assertEquals(20, new TreeSet<>(levels()).size());
  }

  @Test
  void aConnectionThatIsClosedIsMadeAnew() throws Exception {
    String token = token();
    fault("{\"httpsForm\":\"cut-off\",\"httpsTimes\":1}");
    assertThrows(IOException.class, () -> send(post(token, 1)));
    // The client may not know yet that its connection is closed; nothing is taken over that one.
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> codeOf(send(post(token, 2))) == 0);
    assertEquals(List.of(1, 2), levels());
  }

  @Test
  void theLimitsOfABodyAreTheSame() throws Exception {
    String token = token();
    assertEquals(10001, codeOf(send(publishing(token, POST, new byte[129 * 1024]))));
    HttpResponse<String> refused = send(publishing(token, POST, new byte[5 * 1024 * 1024]));
    assertEquals(413, refused.statusCode());
    HttpResponse<String> unknown =
        send(request("/no-such").POST(BodyPublishers.ofString("{}")).build());
    assertEquals(404, unknown.statusCode());
    assertEquals(0, codeOf(send(post(token, 1))));
  }

  /** More than the window of a stream. */
  @Test
  void aFileComesWholeAndInPart() throws Exception {
    byte[] content = new byte[900_000];
    new Random(5).nextBytes(content);
    StoredFile file = simulator.files().store().put("firmware.bin", content);
    URI address = URI.create(simulator.files().links().url(file, FileLinks.Scheme.HTTPS));
    HttpResponse<byte[]> whole =
        http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray());
    assertEquals(HttpClient.Version.HTTP_2, whole.version());
    assertArrayEquals(content, whole.body());
    HttpResponse<byte[]> part =
        http.send(
            HttpRequest.newBuilder(address).header("Range", "bytes=100-799999").build(),
            BodyHandlers.ofByteArray());
    assertEquals(206, part.statusCode());
    assertArrayEquals(Arrays.copyOfRange(content, 100, 800_000), part.body());
    assertTrue(part.headers().firstValue("content-range").isPresent());
  }
}

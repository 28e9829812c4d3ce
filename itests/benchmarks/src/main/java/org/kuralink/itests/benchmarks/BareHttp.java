/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Plain {@code java.net.http} that reads the answer as text. */
final class BareHttp implements BareReports.Client {

  private final HttpClient client;
  private final String token;
  private final URI address;

  BareHttp(DeviceLogin device, int port, Path authorities) throws Exception {
    String base = "https://localhost:" + port;
    client = HttpClient.newBuilder().sslContext(Authorities.read(authorities).context()).build();
    token = token(client, base, device);
    address = URI.create(base + "/topic" + device.topic("event/property/post"));
  }

  /** A token of a device. */
  static String token(HttpClient client, String base, DeviceLogin device) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/auth"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(device.asksForToken(Map.of())))
            .build();
    String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return JsonParser.parseString(answer)
        .getAsJsonObject()
        .getAsJsonObject("info")
        .get("token")
        .getAsString();
  }

  @Override
  public CompletionStage<?> post(byte[] message) {
    return client
        .sendAsync(request(message), HttpResponse.BodyHandlers.ofString())
        .thenAccept(BareHttp::check);
  }

  @Override
  public void postAndWait(byte[] message) throws Exception {
    check(client.send(request(message), HttpResponse.BodyHandlers.ofString()));
  }

  private HttpRequest request(byte[] message) {
    return HttpRequest.newBuilder(address)
        .header("Content-Type", "application/octet-stream")
        .header("password", token)
        .POST(HttpRequest.BodyPublishers.ofByteArray(message))
        .build();
  }

  private static void check(HttpResponse<String> answer) {
    if (!answer.body().startsWith("{\"code\":0,")) {
      throw new IllegalStateException(answer.body());
    }
  }

  @Override
  public void close() {
    // its threads are daemons and end with it
  }
}

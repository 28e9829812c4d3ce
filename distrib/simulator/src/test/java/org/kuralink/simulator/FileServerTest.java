/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.files.FileFaults;
import org.kuralink.simulator.files.FileLinks.Scheme;
import org.kuralink.simulator.files.StoredFile;
import org.kuralink.simulator.json.StrictJson;

/** Tests uploads by REST and downloads with signed addresses, with and without faults. */
class FileServerTest extends PlatformFixture {
  private static final int SIZE = 300_000;
  private final byte[] content = new byte[SIZE];
  private StoredFile file;

  @BeforeEach
  void store() throws Exception {
    new Random(7).nextBytes(content);
    file = simulator.files().store().put("firmware.bin", content);
  }

  private String url() {
    return simulator.files().links().url(file, Scheme.HTTP);
  }

  private HttpResponse<byte[]> get(String url, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<String> upload(String query, String type, byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/api/v1/files" + query))
            .timeout(PATIENCE)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return send(request);
  }

  private void faults(String json) throws Exception {
    var answer = rest("PUT", "/api/v1/files/" + file.id() + "/faults", json);
    assertEquals(200, answer.statusCode(), answer.body());
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void aFileComesWholeOverBothProtocols(Scheme scheme) throws Exception {
    HttpResponse<byte[]> answer = get(simulator.files().links().url(file, scheme));
    assertEquals(200, answer.statusCode());
    assertArrayEquals(content, answer.body());
    assertEquals("bytes", answer.headers().firstValue("Accept-Ranges").orElse(""));
    assertEquals(SIZE, answer.headers().firstValueAsLong("Content-Length").orElse(0));
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void aFileLargerThanAConnectionTakesAtOnceComesWhole(Scheme scheme) throws Exception {
    byte[] large = new byte[20_000_000];
    new Random(8).nextBytes(large);
    StoredFile kept = simulator.files().store().put("large.bin", large);
    assertArrayEquals(large, get(simulator.files().links().url(kept, scheme)).body());
    awaitRequests(kept, 1);
    assertTrue(simulator.files().downloads().of(kept.id()).get(0).whole());
  }

  /** A request is noted when its answer has gone out, which may be after it has come in. */
  private void awaitRequests(StoredFile wanted, int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> simulator.files().downloads().of(wanted.id()).size() == count);
  }

  @Test
  void anUploadIsDigestedAndServedAsItCame() throws Exception {
    HttpResponse<String> made = upload("?name=bundle-1.1.dp", "application/octet-stream", content);
    assertEquals(201, made.statusCode(), made.body());
    JsonObject json = StrictJson.parse(made.body()).getAsJsonObject();
    assertEquals(file.sha256(), json.get("sha256").getAsString());
    assertEquals(file.md5(), json.get("md5").getAsString());
    String path = "/api/v1/files/" + json.get("fileId").getAsString();
    JsonObject link = restJson("POST", path + "/links", "{\"scheme\":\"http\"}");
    assertArrayEquals(content, get(link.get("url").getAsString()).body());
    assertEquals(204, rest("DELETE", path, "").statusCode());
    assertEquals(404, get(link.get("url").getAsString()).statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';application/octet-stream;400",
        "?name=;application/octet-stream;400",
        "?name=..;application/octet-stream;400",
        "?name=.hidden;application/octet-stream;400",
        "?name=a%2Fb;application/octet-stream;400",
        "?name=..%2F..%2Fetc%2Fpasswd;application/octet-stream;400",
        "?name=a%00b;application/octet-stream;400",
        "?name=a.bin;application/json;415",
        "?name=a.bin;text/plain;415"
      })
  void anUploadThatCannotBeKeptIsRefusedInWords(String query, String type, int status)
      throws Exception {
    HttpResponse<String> answer = upload(query, type, content);
    assertEquals(status, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("\"message\""), answer.body());
    assertEquals(List.of(file), simulator.files().store().all());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "bytes=0-;0;300000",
        "bytes=299999-;299999;300000",
        "bytes=100000-;100000;300000",
        "bytes=5-9;5;10",
        "bytes=5-999999999;5;300000",
        "bytes=-100;299900;300000",
        "bytes=-999999999;0;300000"
      })
  void aRangeIsServed(String range, int start, int end) throws Exception {
    HttpResponse<byte[]> answer = get(url(), "Range", range);
    assertEquals(206, answer.statusCode());
    assertArrayEquals(Arrays.copyOfRange(content, start, end), answer.body());
    assertEquals(
        "bytes " + start + "-" + (end - 1) + "/" + SIZE,
        answer.headers().firstValue("Content-Range").orElse(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=300000-", "bytes=999999999999-", "bytes=-0", "bytes=300000-300001"})
  void aRangeBeyondTheFileIs416(String range) throws Exception {
    HttpResponse<byte[]> answer = get(url(), "Range", range);
    assertEquals(416, answer.statusCode());
    assertEquals("bytes */" + SIZE, answer.headers().firstValue("Content-Range").orElse(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=9-5", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-9", "bytes"})
  void whatIsNotOneRangeGetsTheWholeFile(String range) throws Exception {
    HttpResponse<byte[]> answer = get(url(), "Range", range);
    assertEquals(200, answer.statusCode());
    assertEquals(SIZE, answer.body().length);
  }

  @Test
  void ifRangeDecidesBetweenPartAndWhole() throws Exception {
    HttpResponse<byte[]> first = get(url());
    String tag = first.headers().firstValue("ETag").orElse("");
    String date = first.headers().firstValue("Last-Modified").orElse("");
    assertTrue(date.matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} .* GMT"), date);
    assertEquals(206, get(url(), "Range", "bytes=9-", "If-Range", tag).statusCode());
    assertEquals(206, get(url(), "Range", "bytes=9-", "If-Range", date).statusCode());
    assertEquals(200, get(url(), "Range", "bytes=9-", "If-Range", "\"other\"").statusCode());
  }

  @Test
  void anAddressIsValidForHalfAnHour() throws Exception {
    String url = url();
    clock.forward(Duration.ofMinutes(30).minusSeconds(1));
    assertEquals(200, get(url).statusCode());
    clock.forward(Duration.ofSeconds(1));
    HttpResponse<byte[]> late = get(url);
    assertEquals(403, late.statusCode());
    assertTrue(new String(late.body(), US_ASCII).contains("expired"));
    assertEquals(200, get(url()).statusCode());
  }

  @Test
  void anAddressCannotBeForged() throws Exception {
    StoredFile other = simulator.files().store().put("other.bin", new byte[] {1});
    String url = url();
    assertEquals(403, get(url.replaceFirst("Expires=\\d+", "Expires=9999999999")).statusCode());
    assertEquals(403, get(url.replaceFirst("Expires=\\d+", "Expires=x")).statusCode());
    assertEquals(403, get(url.replaceFirst(".$", "g")).statusCode());
    assertEquals(403, get(url.replaceFirst("\\?.*", "")).statusCode());
    String broken = url.replaceFirst("http://[^/]+", "") + "%zz";
    String answer = raw("GET " + broken + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    String moved = url.replace(file.id(), other.id()).replace("firmware.bin", "other.bin");
    assertEquals(403, get(moved).statusCode());
    assertEquals(404, get(url.replace("firmware.bin", "other.bin")).statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/files/",
        "/files/../registry.json",
        "/files/..%2f..%2fregistry.json/x",
        "/files/key/key",
        "/files/none/firmware.bin?Expires=1&Signature=2"
      })
  void nothingElseOfTheDiskIsServed(String path) throws Exception {
    String head = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertTrue(head.startsWith("HTTP/1.1 404"), head);
  }

  @Test
  void onlyGetAndHeadAreOffered() throws Exception {
    HttpRequest head =
        HttpRequest.newBuilder(URI.create(url()))
            .timeout(PATIENCE)
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<byte[]> answer = http.send(head, HttpResponse.BodyHandlers.ofByteArray());
    assertEquals(200, answer.statusCode());
    assertEquals(SIZE, answer.headers().firstValueAsLong("Content-Length").orElse(0));
    HttpRequest delete =
        HttpRequest.newBuilder(URI.create(url())).timeout(PATIENCE).DELETE().build();
    assertEquals(405, http.send(delete, HttpResponse.BodyHandlers.ofString()).statusCode());
    assertEquals(200, get(url()).statusCode());
  }

  @Test
  void theLengthIsSpelledAsOldClientsLookForIt() throws Exception {
    String path = url().replaceFirst("http://[^/]+", "");
    String head =
        raw(
            "GET "
                + path
                + " HTTP/1.1\r\nHost: x\r\nRange: bytes=0-3\r\nConnection: close\r\n\r\n");
    assertTrue(head.contains("\r\nContent-Length: 4\r\n"), head);
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.ports().http())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), US_ASCII);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 416, 500, 503})
  void aStatusIsAnsweredInPlaceOfTheFile(int status) throws Exception {
    String path = "/api/v1/files/" + file.id() + "/faults";
    assertEquals(400, rest("PUT", path, "{\"status\":200}").statusCode());
    faults("{\"status\":" + status + ",\"times\":1}");
    assertEquals(status, get(url()).statusCode());
    assertEquals(200, get(url()).statusCode());
  }

  @Test
  void aConnectionIsCutInTheMiddleAndARangeGoesOn() throws Exception {
    faults("{\"cutAfter\":1000}");
    assertThrows(IOException.class, () -> get(url()));
    assertThrows(IOException.class, () -> get(url(), "Range", "bytes=1000-"));
    assertEquals(500, get(url(), "Range", "bytes=299500-").body().length);
    awaitRequests(file, 3);
    JsonArray requests =
        restJson("GET", "/api/v1/files/" + file.id(), "").getAsJsonArray("requests");
    JsonObject second = requests.get(1).getAsJsonObject();
    assertEquals("bytes=1000-", second.get("range").getAsString());
    assertEquals(206, second.get("status").getAsInt());
    assertEquals(1000, second.get("sent").getAsInt());
    assertFalse(second.get("whole").getAsBoolean());
    assertTrue(requests.get(2).getAsJsonObject().get("whole").getAsBoolean());
  }

  @Test
  void theDeclaredLengthCanBeWrongAndARangeIgnored() throws Exception {
    faults("{\"lengthDelta\":10}");
    assertThrows(IOException.class, () -> get(url()));
    faults("{\"lengthDelta\":-10}");
    assertEquals(SIZE - 10, get(url()).body().length);
    faults("{\"ignoreRange\":true}");
    assertEquals(SIZE, get(url(), "Range", "bytes=100-").body().length);
  }

  @Test
  void oneBitIsWrongWhateverTheRange() throws Exception {
    faults("{\"corrupt\":true}");
    byte[] whole = get(url()).body();
    assertEquals(SIZE / 2, Arrays.mismatch(content, whole));
    byte[] part = get(url(), "Range", "bytes=100000-").body();
    assertEquals(
        SIZE / 2 - 100_000, Arrays.mismatch(Arrays.copyOfRange(content, 100_000, SIZE), part));
  }

  @Test
  void redirectionsLeadToTheFileOrNowhereOrToHttp() throws Exception {
    HttpClient following =
        HttpClient.newBuilder()
            .sslContext(trust)
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .build();
    faults("{\"redirects\":3}");
    HttpRequest request = HttpRequest.newBuilder(URI.create(url())).timeout(PATIENCE).build();
    assertEquals(302, get(url()).statusCode());
    HttpResponse<byte[]> end = following.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertEquals(200, end.statusCode());
    assertArrayEquals(content, end.body());
    faults("{\"redirects\":-1}");
    String next = url();
    for (int i = 0; i < 30; i++) {
      HttpResponse<byte[]> answer = get(next);
      assertEquals(302, answer.statusCode());
      next = answer.headers().firstValue("Location").orElse("");
    }
    faults("{\"redirects\":1,\"redirectToHttp\":true}");
    HttpResponse<byte[]> down = get(simulator.files().links().url(file, Scheme.HTTPS));
    assertTrue(down.headers().firstValue("Location").orElse("").startsWith("http://"));
  }

  @Test
  void aSlowFileComesWholeAndATrickleBeginsOnly() throws Exception {
    StoredFile small = simulator.files().store().put("small.bin", new byte[200]);
    FileFaults slow = faultsOf("{\"bytesPerSecond\":2000}");
    String url = simulator.files().links().url(small, Scheme.HTTP, Duration.ofMinutes(1), slow);
    assertEquals(200, get(url).body().length);
    FileFaults trickle = faultsOf("{\"trickle\":true}");
    String slowest =
        simulator.files().links().url(file, Scheme.HTTP, Duration.ofMinutes(1), trickle);
    HttpRequest request = HttpRequest.newBuilder(URI.create(slowest)).timeout(PATIENCE).build();
    try (InputStream in = http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      assertEquals(content[0], (byte) in.read());
    }
    awaitRequests(file, 1);
    assertFalse(simulator.files().downloads().of(file.id()).get(0).whole());
  }

  @Test
  void oneAddressMisbehavesWhileAnotherOfTheSameFileDoesNot() throws Exception {
    String bad =
        restJson(
                "POST",
                "/api/v1/files/" + file.id() + "/links",
                "{\"scheme\":\"http\",\"faults\":{\"status\":503}}")
            .get("url")
            .getAsString();
    assertEquals(503, get(bad).statusCode());
    assertEquals(200, get(url()).statusCode());
    assertEquals(503, get(bad).statusCode());
  }

  @Test
  void twoRequestsOnOneConnectionAreAnsweredInTurn() throws Exception {
    String path = url().replaceFirst("http://[^/]+", "");
    String first = "GET " + path + " HTTP/1.1\r\nHost: x\r\nRange: bytes=0-1\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.ports().http())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      for (int i = 0; i < 3; i++) {
        socket.getOutputStream().write(first.getBytes(US_ASCII));
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
          head += (char) socket.getInputStream().read();
        }
        assertTrue(head.startsWith("HTTP/1.1 206"), head);
        assertArrayEquals(Arrays.copyOf(content, 2), socket.getInputStream().readNBytes(2));
      }
    }
  }

  private static FileFaults faultsOf(String json) throws Exception {
    return FileFaults.fromJson(StrictJson.parse(json).getAsJsonObject());
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.browser;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;

/** A simulator with a product that has features of every type, and a device of this product. */
final class Platform implements AutoCloseable {

  static final String PRODUCT = "a1Browser01";
  static final String DEVICE = "greenhouse-7";
  static final String SECRET = "browserDeviceSecret1";

  private static final String MODEL =
      """
      {"properties": [
        {"identifier": "temperature", "name": "Temperature", "accessMode": "r",
         "dataType": {"type": "double", "specs": {"min": "-40", "max": "120", "unit": "°C"}}},
        {"identifier": "label", "name": "Label", "accessMode": "rw",
         "dataType": {"type": "text", "specs": {"length": "16"}}},
        {"identifier": "remark", "name": "Remark", "accessMode": "rw",
         "dataType": {"type": "text", "specs": {"length": "2048"}}},
        {"identifier": "span", "name": "Span", "accessMode": "rw",
         "dataType": {"type": "struct", "specs": [
           {"identifier": "from", "name": "From", "dataType": {"type": "int", "specs": {"min": "0", "max": "9"}}},
           {"identifier": "word", "name": "Word", "dataType": {"type": "text", "specs": {"length": "4"}}}]}}],
       "events": [{"identifier": "overheated", "name": "Overheated", "type": "alert",
         "method": "thing.event.overheated.post", "outputData": [
          {"identifier": "degrees", "name": "Degrees", "dataType": {"type": "double", "specs": {}}}]}],
       "services": [{"identifier": "measure", "name": "Measure", "callType": "async",
         "method": "thing.service.measure", "inputData": [
          {"identifier": "times", "name": "Times", "dataType": {"type": "int", "specs": {"min": "1", "max": "9"}}}],
         "outputData": []}]}
      """;

  private final Simulator simulator;
  private final HttpClient http = HttpClient.newHttpClient();

  Platform() throws Exception {
    simulator = Simulator.start(SimulatorOptions.forTests());
    send(
        "POST",
        "/products",
        "{\"name\": \"Greenhouse\", \"productKey\": \"" + PRODUCT + "\", \"tsl\": " + MODEL + "}");
    send(
        "POST",
        "/products/" + PRODUCT + "/devices",
        "{\"deviceName\": \"" + DEVICE + "\", \"deviceSecret\": \"" + SECRET + "\"}");
  }

  Simulator simulator() {
    return simulator;
  }

  String page() {
    return "http://127.0.0.1:" + simulator.ports().http() + "/";
  }

  /** The page of the device, at one of its tabs. */
  String device(String tab) {
    return page() + "#/devices/" + PRODUCT + "/" + DEVICE + "/" + tab;
  }

  String product() {
    return page() + "#/products/" + PRODUCT;
  }

  /** Waits until the platform sees the device so, for example online. */
  void await(String status) {
    Awaitility.await("the device to be " + status)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () ->
                get("/devices/" + PRODUCT + "/" + DEVICE)
                    .getAsJsonObject()
                    .get("status")
                    .getAsString()
                    .equals(status));
  }

  JsonElement get(String path) throws Exception {
    return send("GET", path, "");
  }

  JsonElement send(String method, String path, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(page() + "api/v1" + path))
            .header("Content-Type", "application/json");
    HttpResponse<String> answer =
        http.send(
            method.equals("GET")
                ? request.GET().build()
                : request
                    .method(
                        method, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                    .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 400) {
      throw new AssertionError(method + " " + path + ": " + answer.body());
    }
    return JsonParser.parseString(answer.body());
  }

  /** Has the device report and show something on each of its tabs, long things among it. */
  void fill(AnsweringDevice device) throws Exception {
    String words =
        IntStream.rangeClosed(1, 60)
            .mapToObj(i -> String.format(Locale.ROOT, "word%02d", i))
            .collect(Collectors.joining(" "));
    device.post(
        "event/property/post",
        "{\"temperature\": 21.123456789, \"label\": \"温室\", \"remark\": \""
            + words
            + "\", \"span\": {\"from\": 3, \"word\": \"ab\"}, \"unknownProperty\": 1}");
    device.post("event/overheated/post", "{\"value\": {\"degrees\": 99.5}}");
    device.post(
        "deviceinfo/update",
        "[{\"attrKey\": \"place\", \"attrValue\": \"" + "x".repeat(400) + "\"}]");
    device.publish("/" + PRODUCT + "/" + DEVICE + "/user/update", "{\"long\": \"" + words + "\"}");
    String path = "/devices/" + PRODUCT + "/" + DEVICE;
    send(
        "PATCH",
        path + "/shadow",
        "{\"state\": {\"desired\": {\"mode\": \"" + "longvalue".repeat(60) + "\", \"fan\": 2}}}");
    send("PUT", path + "/desired", "{\"params\": {\"remark\": \"" + words + "\"}}");
  }

  @Override
  public void close() throws Exception {
    simulator.close();
  }
}

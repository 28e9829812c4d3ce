/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenApiTest extends PlatformFixture {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private record Operation(String method, String path) {}

  private static List<Operation> described() throws Exception {
    List<Operation> operations = new ArrayList<>();
    String path = "";
    try (InputStream in = OpenApiTest.class.getResourceAsStream("/openapi.yaml")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.startsWith("components:")) {
          break;
        }
        if (line.startsWith("  /")) {
          path = line.strip().replaceFirst(":$", "");
        } else if (line.matches(" {4}[a-z]+:") && METHODS.contains(line.strip().replace(":", ""))) {
          String method = line.strip().replace(":", "").toUpperCase(Locale.ROOT);
          operations.add(new Operation(method, path));
        }
      }
    }
    return operations;
  }

  @Test
  void theDescriptionIsValid() throws Exception {
    try (InputStream in = OpenApiTest.class.getResourceAsStream("/openapi.yaml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      SwaggerParseResult result = new OpenAPIV3Parser().readContents(text);
      assertEquals(List.of(), result.getMessages());
      assertEquals(described().size(), operations(result.getOpenAPI()));
    }
  }

  private static int operations(OpenAPI api) {
    return api.getPaths().values().stream().mapToInt(path -> path.readOperations().size()).sum();
  }

  /** What a generated client calls its methods. */
  @Test
  void everyOperationHasANameOfItsOwn() throws Exception {
    Set<String> names = new HashSet<>();
    for (PathItem path : description().getPaths().values()) {
      for (io.swagger.v3.oas.models.Operation operation : path.readOperations()) {
        String name = String.valueOf(operation.getOperationId());
        assertTrue(name.matches("[a-z]+([A-Z][a-z]+)+"), name + ": " + operation.getSummary());
        assertTrue(names.add(name), name);
      }
    }
  }

  @Test
  void whatHasNoBodyNeedsNoType() throws Exception {
    assertEquals(204, post(devicePath("/kick"), Map.of(), "").statusCode());
    assertEquals(204, post(devicePath("/disable"), Map.of(), "").statusCode());
  }

  @Test
  void hostileRequestsAreRefusedAsDescribed() throws Exception {
    Map<String, String> json = Map.of("Content-Type", "application/json");
    String tooLarge = " ".repeat(5 * 1024 * 1024);
    for (Operation operation : described()) {
      if (operation.path.startsWith("/api/") && operation.method.equals("POST")) {
        String path = operation.path.replaceAll("\\{[A-Za-z]+}", "none");
        assertEquals(415, post(path, Map.of(), "{}").statusCode(), path);
        assertEquals(415, post(path, Map.of("Content-Type", "text/plain"), "{}").statusCode());
        int foreign = path.equals("/api/v1/files") ? 415 : 403; // a file has a type, even if empty
        assertEquals(
            foreign, post(path, Map.of("Origin", "http://evil.example"), "").statusCode(), path);
        assertTrue(post(path, json, "{\"a\":").statusCode() < 500, path);
      }
    }
    assertEquals(413, post("/api/v1/products", json, tooLarge).statusCode());
    assertEquals(413, post("/auth/devicename", json, tooLarge).statusCode());
    assertEquals(400, post("/api/v1/products", json, "{\"name\":").statusCode());
  }

  private HttpResponse<String> post(String path, Map<String, String> headers, String body)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
    headers.forEach(request::header);
    return send(request.POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private static OpenAPI description() throws Exception {
    try (InputStream in = OpenApiTest.class.getResourceAsStream("/openapi.yaml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new OpenAPIV3Parser().readContents(text).getOpenAPI();
    }
  }

  @Test
  void everyOperationDescribedIsOffered() throws Exception {
    List<Operation> operations = described();
    assertTrue(operations.size() >= 36, operations.toString());
    for (Operation operation : operations) {
      if (operation.path.equals("/api/v1/events")) {
        continue;
      }
      String path = operation.path.replaceAll("\\{[A-Za-z]+}", "none");
      var response = rest(operation.method, path, "");
      assertFalse(response.body().contains("there is nothing at"), operation.toString());
      assertFalse(response.statusCode() == 405, operation.toString());
      assertFalse(response.statusCode() >= 500, operation + ": " + response.body());
    }
  }
}

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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

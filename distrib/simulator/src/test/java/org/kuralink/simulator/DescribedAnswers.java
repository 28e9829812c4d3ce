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
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/**
 * Compares answers with openapi.yaml: the status must be described for the operation, and the body
 * must match its schema without undeclared members.
 */
final class DescribedAnswers {
  private static final DescribedAnswers ALL = new DescribedAnswers();
  private static final Pattern DESCRIBED = Pattern.compile("/(api|auth|files)/.*");
  private static final Set<Integer> NOT_OFFERED = Set.of(400, 403, 404, 405);

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final JsonObject description;
  private final JsonObject open = new JsonObject();
  private final JsonObject closed = new JsonObject();
  private final Map<JsonElement, Schema> schemas = new ConcurrentHashMap<>();

  private DescribedAnswers() {
    try (InputStream in = DescribedAnswers.class.getResourceAsStream("/openapi.yaml")) {
      description = new Gson().toJsonTree(new Yaml().<Object>load(in)).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JsonObject named = description.getAsJsonObject("components").getAsJsonObject("schemas");
    for (String name : named.keySet()) {
      open.add(name, strict(named.getAsJsonObject(name), false));
      closed.add(name, strict(named.getAsJsonObject(name), true));
    }
  }

  /** Fails if the answer is not what the description promises. */
  static void check(String method, String uri, HttpResponse<String> answer) {
    String path = uri.replaceFirst("\\?.*", "");
    if (!DESCRIBED.matcher(path).matches()) {
      return; // the page
    }
    String what = method + " " + path + ": " + answer.statusCode() + " " + answer.body();
    Optional<JsonObject> operation = ALL.operation(method.toLowerCase(Locale.ROOT), path);
    if (operation.isPresent()) {
      JsonObject response =
          operation
              .get()
              .getAsJsonObject("responses")
              .getAsJsonObject(String.valueOf(answer.statusCode()));
      assertNotNull(response, "the status is not described: " + what);
      ALL.checkContent(ALL.resolved(response), answer, what);
    } else {
      assertTrue(NOT_OFFERED.contains(answer.statusCode()), what);
      ALL.checkContent(ALL.component("responses", "Error"), answer, what);
    }
  }

  private Optional<JsonObject> operation(String method, String path) {
    JsonObject paths = description.getAsJsonObject("paths");
    return paths.keySet().stream()
        .filter(template -> path.matches(template.replaceAll("\\{[A-Za-z]+}", "[^/]*")))
        .filter(template -> paths.getAsJsonObject(template).has(method))
        .map(template -> paths.getAsJsonObject(template).getAsJsonObject(method))
        .findFirst();
  }

  private JsonObject resolved(JsonObject response) {
    return response.has("$ref")
        ? component("responses", response.get("$ref").getAsString().replaceFirst(".*/", ""))
        : response;
  }

  private JsonObject component(String kind, String name) {
    return description.getAsJsonObject("components").getAsJsonObject(kind).getAsJsonObject(name);
  }

  private void checkContent(JsonObject response, HttpResponse<String> answer, String what) {
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    if (!response.has("content")) {
      assertEquals("", type, what);
      assertEquals("", answer.body(), what);
      return;
    }
    JsonObject content = response.getAsJsonObject("content").getAsJsonObject(type);
    assertNotNull(content, type + " is not described: " + what);
    if (type.equals("application/json")) {
      Schema schema = schemas.computeIfAbsent(content.get("schema"), this::compiled);
      List<Error> errors = schema.validate(answer.body(), InputFormat.JSON);
      assertEquals(List.of(), errors, what);
    }
  }

  private Schema compiled(JsonElement schema) {
    JsonObject document = strict(schema.getAsJsonObject(), true);
    document.add("open", open);
    document.add("closed", closed);
    return registry.getSchema(document.toString());
  }

  /**
   * A schema of OpenAPI 3.0 as one of JSON Schema that allows no member it does not declare.
   *
   * @param closes false for a part of another schema, which declares the other members
   */
  private static JsonObject strict(JsonObject schema, boolean closes) {
    JsonObject strict = new JsonObject();
    if (schema.has("$ref")) {
      String name = schema.get("$ref").getAsString().replaceFirst(".*/", "");
      strict.addProperty("$ref", (closes ? "#/closed/" : "#/open/") + name);
      return strict;
    }
    for (String word : List.of("required", "enum", "minimum", "maximum", "pattern", "type")) {
      if (schema.has(word)) {
        strict.add(word, schema.get(word));
      }
    }
    if (schema.has("properties")) {
      JsonObject properties = new JsonObject();
      JsonObject declared = schema.getAsJsonObject("properties");
      declared
          .keySet()
          .forEach(name -> properties.add(name, strict(declared.getAsJsonObject(name), true)));
      strict.add("properties", properties);
    }
    if (schema.has("items")) {
      strict.add("items", strict(schema.getAsJsonObject("items"), true));
    }
    if (schema.has("allOf")) {
      JsonArray parts = new JsonArray();
      schema.getAsJsonArray("allOf").forEach(p -> parts.add(strict(p.getAsJsonObject(), false)));
      strict.add("allOf", parts);
    }
    if (schema.get("additionalProperties") instanceof JsonObject others) {
      strict.add("additionalProperties", strict(others, true));
    } else if (schema.has("additionalProperties")) {
      strict.add("additionalProperties", schema.get("additionalProperties"));
    } else if (closes && (schema.has("properties") || schema.has("allOf"))) {
      strict.addProperty("unevaluatedProperties", false);
    }
    return schema.has("nullable") ? orNull(strict) : strict;
  }

  private static JsonObject orNull(JsonObject schema) {
    JsonObject none = new JsonObject();
    none.addProperty("type", "null");
    JsonArray either = new JsonArray();
    either.add(schema);
    either.add(none);
    JsonObject both = new JsonObject();
    both.add("anyOf", either);
    return both;
  }
}

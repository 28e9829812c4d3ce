/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a file in the OSGi Configurator format (OSGi Compendium 150): a JSON object with one member
 * per configuration. Ignores members that begin with {@code :configurator:}, which are for tools.
 * Leaves out a configuration with an invalid value and reports the reason in one line; rejects text
 * that is not JSON as a whole.
 */
final class ConfigurationFile {

  private static final String FOR_TOOLS = ":configurator:";
  private static final Pattern KEY = Pattern.compile("([A-Za-z0-9_.-]+)(?:~([^~\\s*()\\\\]+))?");

  /** The maximum nesting, equal to that of messages of the platform. */
  private static final int MOST_DEPTH = 32;

  private static final Pattern POSITION = Pattern.compile("at (line \\d+) column (\\d+)");
  private static final TypeAdapter<JsonElement> ELEMENTS = new Gson().getAdapter(JsonElement.class);

  private final String file;
  private final PropertyType types;
  private final List<Configuration> configurations = new ArrayList<>();
  private final Set<String> refused = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  private ConfigurationFile(String file, Environment environment) {
    this.file = file;
    this.types = new PropertyType(environment);
  }

  /**
   * Reads the text of a file.
   *
   * @param file its name, for messages
   * @throws MalformedFileException if the text is not a JSON object; the message names file and
   *     line
   */
  static Content read(String file, String text, Environment environment)
      throws MalformedFileException {
    ConfigurationFile reading = new ConfigurationFile(file, environment);
    String plain = JsonComments.blank(text);
    try (JsonReader first = new JsonReader(new StringReader(plain));
        JsonReader json = new JsonReader(new StringReader(plain))) {
      checkDepth(first);
      reading.object(json);
    } catch (EOFException e) {
      throw new MalformedFileException(
          file + ": the file ends too early; a bracket, a quotation mark or a value is missing");
    } catch (IOException | IllegalStateException | JsonParseException e) {
      throw new MalformedFileException(file + explanation(String.valueOf(e.getMessage())));
    }
    return new Content(
        List.copyOf(reading.configurations),
        Set.copyOf(reading.refused),
        List.copyOf(reading.problems));
  }

  private void object(JsonReader json) throws IOException {
    Set<String> seen = new HashSet<>();
    json.beginObject();
    while (json.hasNext()) {
      int line = lineOf(json);
      String key = json.nextName();
      if (key.startsWith(FOR_TOOLS)) {
        json.skipValue();
      } else {
        configuration(json, key, line, !seen.add(key));
      }
    }
    json.endObject();
    if (json.peek() != JsonToken.END_DOCUMENT) {
      throw new IllegalStateException("Expected the end of the file" + positionOf(json));
    }
  }

  private void configuration(JsonReader json, String key, int line, boolean repeated)
      throws IOException {
    int before = problems.size();
    Map<String, Object> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (json.peek() != JsonToken.BEGIN_OBJECT) {
      problem(line, key, "must be an object in braces");
      json.skipValue();
    } else {
      properties(json, key, properties);
    }
    Matcher name = KEY.matcher(key);
    if (!name.matches()) {
      problem(line, key, "is not a PID, nor a factory PID and a name with ~ between them");
    } else if (repeated) {
      problem(line, key, "is defined twice in this file");
    } else if (problems.size() == before) {
      String instance = name.group(2) == null ? "" : name.group(2);
      configurations.add(new Configuration(name.group(1), instance, file, line, properties));
      return;
    }
    refused.add(key);
  }

  private void properties(JsonReader json, String key, Map<String, Object> properties)
      throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      int line = lineOf(json);
      String declared = json.nextName();
      JsonElement value = ELEMENTS.read(json);
      if (declared.startsWith(FOR_TOOLS) || value.isJsonNull()) {
        continue;
      }
      int colon = declared.lastIndexOf(':');
      String name = colon < 0 ? declared : declared.substring(0, colon);
      try {
        Object previous =
            properties.put(
                name,
                colon < 0
                    ? types.untyped(value)
                    : types.typed(declared.substring(colon + 1), value));
        if (previous != null) {
          problem(line, key, name + ": is defined twice");
        }
      } catch (WrongValueException e) {
        problem(line, key, name + ": " + e.getMessage());
      }
    }
    json.endObject();
  }

  private void problem(int line, String key, String message) {
    problems.add(file + " line " + line + ", " + key + ": " + message);
  }

  /**
   * Limits the nesting, because Gson reads nested values recursively and could overflow the stack.
   */
  private static void checkDepth(JsonReader json) throws IOException {
    int depth = 0;
    do {
      JsonToken next = json.peek();
      switch (next) {
        case BEGIN_OBJECT -> json.beginObject();
        case BEGIN_ARRAY -> json.beginArray();
        case END_OBJECT -> json.endObject();
        case END_ARRAY -> json.endArray();
        case NAME -> json.nextName();
        default -> json.skipValue();
      }
      if (next == JsonToken.BEGIN_OBJECT || next == JsonToken.BEGIN_ARRAY) {
        depth++;
      } else if (next == JsonToken.END_OBJECT || next == JsonToken.END_ARRAY) {
        depth--;
      }
      if (depth > MOST_DEPTH) {
        throw new IllegalStateException(
            "Nested more than " + MOST_DEPTH + " deep" + positionOf(json));
      }
    } while (depth > 0);
  }

  private static int lineOf(JsonReader json) throws IOException {
    json.peek();
    Matcher position = POSITION.matcher(json.toString());
    return position.find() ? Integer.parseInt(position.group(1).substring("line ".length())) : 0;
  }

  private static String positionOf(JsonReader json) {
    return " " + json.toString().replace("JsonReader ", "");
  }

  /** Returns the message of the parser without its path and without its advice to be lenient. */
  private static String explanation(String message) {
    Matcher position = POSITION.matcher(message);
    String where = position.find() ? " " + position.group(1) + " column " + position.group(2) : "";
    String what =
        message
            .replaceAll(" at line .*", "")
            .replace(
                "Use JsonReader.setLenient(true) to accept malformed JSON", "this is not JSON");
    return where + ": " + what;
  }

  /**
   * The content of a file.
   *
   * @param configurations the valid configurations
   * @param refused the keys of the invalid configurations
   * @param problems the errors, one line each
   */
  record Content(List<Configuration> configurations, Set<String> refused, List<String> problems) {}
}

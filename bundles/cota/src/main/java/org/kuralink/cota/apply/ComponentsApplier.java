/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kuralink.api.cota.ConfigurationApplier;
import org.kuralink.api.cota.ConfigurationException;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.cota.apply.Components.ConfiguredComponent;

/**
 * Applies a file of components with properties to the configurations of this framework. It changes
 * configurations that exist; it neither makes nor deletes one. Properties that the file does not
 * name stay as they are.
 */
public final class ComponentsApplier implements ConfigurationApplier {

  private final Components components;
  private final Supplier<AllowedComponents> allowed;

  /**
   * @param allowed which components a file may name, at the moment of the question
   */
  public ComponentsApplier(Components components, Supplier<AllowedComponents> allowed) {
    this.components = components;
    this.allowed = allowed;
  }

  @Override
  public byte[] prepare(ConfigurationFile file) throws ConfigurationException {
    Map<String, Map<String, Object>> before = new TreeMap<>();
    plan(file, allowed.get()::allows)
        .forEach(change -> before.put(change.key, change.component.properties()));
    return PropertyText.write(before);
  }

  @Override
  public void apply(ConfigurationFile file) throws ConfigurationException {
    for (Change change : plan(file, allowed.get()::allows)) {
      update(change.key, change.component, change.properties);
    }
  }

  @Override
  public void restore(byte[] snapshot) throws ConfigurationException {
    Map<String, Map<String, Object>> before;
    try {
      before = PropertyText.read(snapshot);
    } catch (IOException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()));
    }
    List<ConfigurationException> failures = new ArrayList<>();
    before.forEach(
        (key, properties) -> {
          try {
            ConfiguredComponent component =
                components
                    .find(key)
                    .orElseThrow(() -> ConfigurationException.notYet(key + " is gone"));
            update(key, component, properties);
          } catch (ConfigurationException e) {
            failures.add(e);
          } catch (RuntimeException e) {
            // One that somebody deletes at this moment does not keep the others.
            failures.add(notStored(key, e));
          }
        });
    if (!failures.isEmpty()) {
      String all =
          failures.stream()
              .map(ConfigurationException::getMessage)
              .collect(Collectors.joining("; "));
      throw failures.stream().allMatch(ConfigurationException::isNotYet)
          ? ConfigurationException.notYet(all)
          : new ConfigurationException(all);
    }
  }

  @Override
  public boolean isInForce(ConfigurationFile file) throws ConfigurationException {
    return plan(file, key -> true).stream()
        .allMatch(change -> isStored(change.component, change.properties));
  }

  /**
   * Compares what is stored with the file; changes nothing.
   *
   * @throws ConfigurationException if a component does not have what the file says
   */
  public void verify(ConfigurationFile file) throws ConfigurationException {
    for (Change change : plan(file, key -> true)) {
      if (!isStored(change.component, change.properties)) {
        throw new ConfigurationException(
            change.key + " does not have, or no longer has, what the file says");
      }
    }
  }

  private List<Change> plan(ConfigurationFile file, Predicate<String> mayName)
      throws ConfigurationException {
    List<Change> changes = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    Map<String, Map<String, Object>> wanted =
        ConfigurationDocument.read(file.content(), file.device().deviceName());
    for (Map.Entry<String, Map<String, Object>> entry : wanted.entrySet()) {
      String key = entry.getKey();
      if (!mayName.test(key)) {
        throw new ConfigurationException(key + " is not among the allowed.pids");
      }
      ConfiguredComponent component = components.find(key).orElse(null);
      ComponentForm form = component == null ? null : component.form().orElse(null);
      if (component == null || form == null) {
        missing.add(
            key + (component == null ? " is not configured here" : " has no form to check it by"));
        continue;
      }
      changes.add(new Change(key, component, form.merge(key, component, entry.getValue())));
    }
    if (!missing.isEmpty()) {
      throw ConfigurationException.notYet(String.join("; ", missing));
    }
    return changes;
  }

  /** Stores properties, unless they are there already: a component need not hear of nothing. */
  private static void update(
      String key, ConfiguredComponent component, Map<String, Object> properties)
      throws ConfigurationException {
    if (isStored(component, properties)) {
      return;
    }
    try {
      component.update(properties);
    } catch (IOException | IllegalStateException | IllegalArgumentException e) {
      throw notStored(key, e);
    }
  }

  private static ConfigurationException notStored(String key, Exception e) {
    return new ConfigurationException(key + " cannot be stored: " + e.getClass().getSimpleName());
  }

  private static boolean isStored(ConfiguredComponent component, Map<String, Object> properties) {
    return component.properties().keySet().equals(properties.keySet())
        && properties.entrySet().stream()
            .allMatch(property -> component.holds(property.getKey(), property.getValue()));
  }

  /** A name of the file as a log line may show it. */
  static String printable(String name) {
    return name.replaceAll("[^\\x20-\\x7e]", "?");
  }

  private record Change(
      String key, ConfiguredComponent component, Map<String, Object> properties) {}

  /**
   * Reads a configuration file: a JSON object of components with their properties, and below {@code
   * devices} the same for single devices, because the platform gives all devices of a product the
   * same file. Values are texts, numbers, true, false, or arrays of them; everything else is
   * refused, and with it the whole file.
   */
  private static final class ConfigurationDocument {

    /** The member with the sections of single devices. */
    static final String DEVICES = "devices";

    private static final Pattern KEY =
        Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,254}(~[^~/\\\\\\s*()\\p{Cntrl}]{1,128})?");
    private static final int MAX_NAME = 255;
    private static final int MAX_DIGITS = 400;
    private static final int MAX_COMPONENTS = 1000;
    private static final int MAX_ELEMENTS = 10_000;

    /** Plain values would keep the last of two members of a name, and no place for a refusal. */
    private final JsonReader json;

    private ConfigurationDocument(String text) {
      this.json = new JsonReader(new StringReader(text));
    }

    /**
     * The components of the file with what it says for one device; a device's own section goes
     * before what holds for all.
     *
     * @return by PID or factory PID, {@code ~} and name; values are String, Boolean, BigDecimal or
     *     a List of these
     * @throws ConfigurationException naming the place, never a value
     */
    static Map<String, Map<String, Object>> read(byte[] content, String deviceName)
        throws ConfigurationException {
      String text = text(content);
      ConfigurationDocument document = new ConfigurationDocument(text);
      try {
        return document.file(deviceName);
      } catch (EOFException e) {
        throw new ConfigurationException("the file is cut off, or no JSON object");
      } catch (MalformedJsonException | IllegalStateException | NumberFormatException e) {
        throw document.refusal("this is not JSON as expected");
      } catch (IOException e) {
        throw new ConfigurationException("the file cannot be read");
      }
    }

    private static String text(byte[] content) throws ConfigurationException {
      boolean gzip = content.length > 1 && content[0] == 0x1f && content[1] == (byte) 0x8b;
      boolean zip = content.length > 1 && content[0] == 'P' && content[1] == 'K';
      if (gzip || zip) {
        throw new ConfigurationException("the file is an archive; it must be JSON");
      }
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      } catch (CharacterCodingException e) {
        throw new ConfigurationException("the file is not text in UTF-8");
      }
    }

    private Map<String, Map<String, Object>> file(String deviceName)
        throws IOException, ConfigurationException {
      Map<String, Map<String, Object>> all = new TreeMap<>();
      List<Map<String, Map<String, Map<String, Object>>>> devices = new ArrayList<>();
      members(
          "the file must be a JSON object",
          name -> {
            if (!name.equals(DEVICES)) {
              component(all, name);
            } else if (devices.isEmpty()) {
              devices.add(devices());
            } else {
              throw refusal(DEVICES + " stands there twice");
            }
          });
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw refusal("something follows the JSON object");
      }
      for (Map<String, Map<String, Map<String, Object>>> each : devices) {
        each.getOrDefault(deviceName, Map.of())
            .forEach((key, own) -> all.computeIfAbsent(key, k -> new TreeMap<>()).putAll(own));
      }
      return all;
    }

    private Map<String, Map<String, Map<String, Object>>> devices()
        throws IOException, ConfigurationException {
      Map<String, Map<String, Map<String, Object>>> devices = new TreeMap<>();
      members(
          DEVICES + " must be an object",
          device -> {
            if (devices.containsKey(device)) {
              throw refusal("a device stands there twice");
            }
            Map<String, Map<String, Object>> own = new TreeMap<>();
            members("a device must be an object", name -> component(own, name));
            devices.put(device, own);
          });
      return devices;
    }

    private void component(Map<String, Map<String, Object>> components, String key)
        throws IOException, ConfigurationException {
      if (!KEY.matcher(key).matches()) {
        throw refusal("a name is no PID, nor a factory PID and a name with ~ between them");
      }
      if (components.containsKey(key)) {
        throw refusal(key + " stands there twice");
      }
      if (components.size() == MAX_COMPONENTS) {
        throw refusal("there are more than " + MAX_COMPONENTS + " components");
      }
      Map<String, Object> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      members(
          key + " must be an object",
          name -> {
            if (name.isBlank() || name.length() > MAX_NAME) {
              throw refusal(key + ": a property's name is empty or too long");
            }
            if (properties.containsKey(name)) {
              throw refusal(key + ": " + printable(name) + " stands there twice");
            }
            properties.put(name, value(key + ": " + printable(name)));
          });
      components.put(key, properties);
    }

    private Object value(String where) throws IOException, ConfigurationException {
      if (json.peek() != JsonToken.BEGIN_ARRAY) {
        return scalar(where);
      }
      List<Object> elements = new ArrayList<>();
      json.beginArray();
      while (json.hasNext()) {
        if (elements.size() == MAX_ELEMENTS) {
          throw refusal(where + " has more than " + MAX_ELEMENTS + " elements");
        }
        elements.add(scalar(where));
      }
      json.endArray();
      return List.copyOf(elements);
    }

    private Object scalar(String where) throws IOException, ConfigurationException {
      return switch (json.peek()) {
        case STRING -> json.nextString();
        case BOOLEAN -> json.nextBoolean();
        case NUMBER -> number(where, json.nextString());
        case NULL -> throw refusal(where + " must not be null");
        default -> throw refusal(where + " must be a text, a number, true, false, or an array");
      };
    }

    /** A number that fits the memory: 1e999999999 is written in a few characters. */
    private BigDecimal number(String where, String text) throws ConfigurationException {
      if (text.length() <= MAX_DIGITS) {
        BigDecimal number = new BigDecimal(text);
        if (Math.abs((long) number.scale()) <= MAX_DIGITS) {
          return number;
        }
      }
      throw refusal(where + " has too many digits");
    }

    /** Reads an object, a member after another. */
    private void members(String otherwise, Member member)
        throws IOException, ConfigurationException {
      if (json.peek() != JsonToken.BEGIN_OBJECT) {
        throw refusal(otherwise);
      }
      json.beginObject();
      while (json.hasNext()) {
        member.read(json.nextName());
      }
      json.endObject();
    }

    /** Reads what stands behind a name. */
    @FunctionalInterface
    private interface Member {
      void read(String name) throws IOException, ConfigurationException;
    }

    /** With line and column, where the reader knows them. */
    private ConfigurationException refusal(String message) {
      String state = json.toString();
      int at = state.indexOf("at line");
      int path = state.indexOf(" path");
      String where = at >= 0 && path > at ? " (" + state.substring(at, path) + ")" : "";
      return new ConfigurationException(message + where);
    }
  }
}

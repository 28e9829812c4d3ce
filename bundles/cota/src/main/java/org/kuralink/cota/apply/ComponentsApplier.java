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
 * Applies a file of components and properties to the configurations of this framework. It changes
 * existing configurations, and neither creates nor deletes any. Properties that the file does not
 * contain stay as they are.
 */
public final class ComponentsApplier implements ConfigurationApplier {

  private final Components components;
  private final Supplier<AllowedComponents> allowed;

  /**
   * @param allowed supplies the components that a file may configure
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
                    .orElseThrow(() -> ConfigurationException.notYet(key + " is not available"));
            update(key, component, properties);
          } catch (ConfigurationException e) {
            failures.add(e);
          } catch (RuntimeException e) {
            // A configuration that is deleted at this moment must not prevent the others.
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
   * Compares the stored properties with the file, without any change.
   *
   * @throws ConfigurationException if a component does not have the properties of the file
   */
  public void verify(ConfigurationFile file) throws ConfigurationException {
    for (Change change : plan(file, key -> true)) {
      if (!isStored(change.component, change.properties)) {
        throw new ConfigurationException(change.key + " does not have the properties of the file");
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

  /**
   * Stores properties, unless they are stored already, to avoid a needless update of the component.
   */
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

  /** Returns a name from the file in a form that log lines may contain. */
  static String printable(String name) {
    return name.replaceAll("[^\\x20-\\x7e]", "?");
  }

  private record Change(
      String key, ConfiguredComponent component, Map<String, Object> properties) {}

  /**
   * The parser of a configuration file: a JSON object of components with their properties, and in
   * the member {@code devices} the same for single devices, because the platform sends all devices
   * of a product the same file. Values are texts, numbers, true, false, or arrays of them; any
   * other value makes the whole file invalid.
   */
  private static final class ConfigurationDocument {

    /** The member with the properties of single devices. */
    static final String DEVICES = "devices";

    private static final Pattern KEY =
        Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,254}(~[^~/\\\\\\s*()\\p{Cntrl}]{1,128})?");
    private static final int MAX_NAME = 255;
    private static final int MAX_DIGITS = 400;
    private static final int MAX_COMPONENTS = 1000;
    private static final int MAX_ELEMENTS = 10_000;

    /** A streaming reader, because a parsed map would hide duplicate members and positions. */
    private final JsonReader json;

    private ConfigurationDocument(String text) {
      this.json = new JsonReader(new StringReader(text));
    }

    /**
     * Returns the components of the file for one device; the device's own properties take
     * precedence.
     *
     * @return by PID or factory PID, {@code ~} and name; values are String, Boolean, BigDecimal or
     *     a List of these
     * @throws ConfigurationException with the position, never a value
     */
    static Map<String, Map<String, Object>> read(byte[] content, String deviceName)
        throws ConfigurationException {
      String text = text(content);
      ConfigurationDocument document = new ConfigurationDocument(text);
      try {
        return document.file(deviceName);
      } catch (EOFException e) {
        throw new ConfigurationException("the file is truncated or is not a JSON object");
      } catch (MalformedJsonException | IllegalStateException | NumberFormatException e) {
        throw document.refusal("this is not the expected JSON");
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
              throw refusal(DEVICES + " occurs twice");
            }
          });
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw refusal("the file continues after the JSON object");
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
              throw refusal("a device occurs twice");
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
        throw refusal("a name is neither a PID nor a factory PID, ~ and a name");
      }
      if (components.containsKey(key)) {
        throw refusal(key + " occurs twice");
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
              throw refusal(key + ": " + printable(name) + " occurs twice");
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

    /** Parses a number with a limit on its digits: 1e999999999 is short but huge. */
    private BigDecimal number(String where, String text) throws ConfigurationException {
      if (text.length() <= MAX_DIGITS) {
        BigDecimal number = new BigDecimal(text);
        if (Math.abs((long) number.scale()) <= MAX_DIGITS) {
          return number;
        }
      }
      throw refusal(where + " has too many digits");
    }

    /** Reads the members of an object. */
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

    /** Reads the value of a member. */
    @FunctionalInterface
    private interface Member {
      void read(String name) throws IOException, ConfigurationException;
    }

    /** Creates a refusal with line and column, if the reader knows them. */
    private ConfigurationException refusal(String message) {
      String state = json.toString();
      int at = state.indexOf("at line");
      int path = state.indexOf(" path");
      String where = at >= 0 && path > at ? " (" + state.substring(at, path) + ")" : "";
      return new ConfigurationException(message + where);
    }
  }
}

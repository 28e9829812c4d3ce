/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.registry;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.kuralink.simulator.disk.LazyFile;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores the states of devices (shadows, tags, ...) persistently. */
public final class StateStore implements RegistryListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private final Map<String, Section<?>> sections = new ConcurrentHashMap<>();
  private final LazyFile file;
  private JsonObject kept = new JsonObject();

  /** Restores the state of one device; unreadable parts are skipped. */
  @FunctionalInterface
  public interface Reader<T> {
    /** The state that the JSON describes. */
    T read(JsonObject json);
  }

  private record Section<T>(PerDevice<T> states, Function<T, JsonObject> writer) {

    JsonObject write() {
      Map<String, JsonObject> sorted = new TreeMap<>();
      states.forEach((key, state) -> sorted.put(key.toString(), writer.apply(state)));
      JsonObject json = new JsonObject();
      sorted.forEach(
          (key, state) -> {
            if (state.size() > 0) {
              json.add(key, state);
            }
          });
      return json;
    }
  }

  /** A store in the directory, with what was kept there at the last stop. */
  public StateStore(Path directory) throws IOException {
    this.file = new LazyFile(directory.resolve("devices.json"), this::write);
    Optional<byte[]> text = file.load();
    if (text.isPresent()) {
      try {
        kept = StrictJson.parseObject(text.get());
      } catch (BadJsonException e) {
        throw new IOException(directory.resolve("devices.json") + ": " + e.getMessage(), e);
      }
    }
  }

  /** Keeps the states under the name from now on, and fills them with what was kept. */
  public <T> void keep(
      String name,
      Registry registry,
      PerDevice<T> states,
      Function<T, JsonObject> writer,
      Reader<T> reader) {
    if (kept.get(name) instanceof JsonObject section) {
      for (Map.Entry<String, JsonElement> entry : section.entrySet()) {
        String[] parts = entry.getKey().split("/", 2);
        if (parts.length == 2 && entry.getValue() instanceof JsonObject json) {
          fill(registry, states, new DeviceKey(parts[0], parts[1]), json, reader);
        }
      }
    }
    sections.put(name, new Section<>(states, writer));
  }

  private static <T> void fill(
      Registry registry, PerDevice<T> states, DeviceKey key, JsonObject json, Reader<T> reader) {
    if (registry.device(key).isPresent()) {
      try {
        states.put(key, reader.read(json));
      } catch (RuntimeException e) {
        LOG.warn("{}: cannot read the stored state, it is ignored: {}", key, e.toString());
      }
    }
  }

  /** Writes the file soon. */
  public void saveSoon() {
    file.saveSoon();
  }

  private String write() {
    JsonObject all = new JsonObject();
    new TreeMap<>(sections).forEach((name, section) -> all.add(name, section.write()));
    return GSON.toJson(all);
  }

  @Override
  public void productChanged(String productKey, String change) {
    // Its devices are told of one by one.
  }

  @Override
  public void deviceChanged(DeviceKey key, String change) {
    if (change.equals("deleted")) {
      file.saveSoon();
    }
  }

  @Override
  public void close() throws InterruptedException {
    file.close();
  }
}

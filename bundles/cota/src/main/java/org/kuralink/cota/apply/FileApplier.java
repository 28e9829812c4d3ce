/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.ConfigurationApplier;
import org.kuralink.api.cota.ConfigurationException;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.RemoteConfigurationListener;

/**
 * Hands files to the listeners that applications have registered, untouched, and the former file
 * again where a new one fails.
 */
public final class FileApplier implements ConfigurationApplier {

  private final Supplier<List<RemoteConfigurationListener>> listeners;
  private final Supplier<Optional<ConfigurationFile>> current;
  private final BooleanSupplier starting;

  /**
   * An applier.
   *
   * @param listeners who takes files now
   * @param current the file in force now
   * @param starting whether listeners may still come that were there before
   */
  public FileApplier(
      Supplier<List<RemoteConfigurationListener>> listeners,
      Supplier<Optional<ConfigurationFile>> current,
      BooleanSupplier starting) {
    this.listeners = listeners;
    this.current = current;
    this.starting = starting;
  }

  @Override
  public byte[] prepare(ConfigurationFile file) throws ConfigurationException {
    if (listeners.get().isEmpty()) {
      throw ConfigurationException.notYet("no RemoteConfigurationListener is registered");
    }
    JsonObject snapshot = new JsonObject();
    snapshot.add("refused", written(file));
    current.get().ifPresent(former -> snapshot.add("former", written(former)));
    return snapshot.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void apply(ConfigurationFile file) throws ConfigurationException {
    for (Handing handing : applying(file)) {
      handing.make();
    }
  }

  /** The same, listener by listener. */
  public List<Handing> applying(ConfigurationFile file) {
    return listeners.get().stream()
        .map(listener -> new Handing(listener, () -> listener.configured(file)))
        .toList();
  }

  @Override
  public void restore(byte[] snapshot) throws ConfigurationException {
    List<String> failures = new ArrayList<>();
    for (Handing handing : restoring(snapshot)) {
      try {
        handing.make();
      } catch (ConfigurationException e) {
        failures.add(e.getMessage());
      }
    }
    if (!failures.isEmpty()) {
      throw new ConfigurationException(String.join("; ", failures));
    }
  }

  /**
   * The same, listener by listener: each shall hear of it, whatever another one does.
   *
   * @throws ConfigurationException if the snapshot cannot be read
   */
  public List<Handing> restoring(byte[] snapshot) throws ConfigurationException {
    if (listeners.get().isEmpty() && starting.getAsBoolean()) {
      throw ConfigurationException.notYet("no RemoteConfigurationListener is registered");
    }
    try {
      JsonObject json =
          JsonParser.parseString(new String(snapshot, StandardCharsets.UTF_8)).getAsJsonObject();
      boolean first = !json.has("former");
      ConfigurationFile file = read(json.getAsJsonObject(first ? "refused" : "former"));
      return listeners.get().stream()
          .map(
              listener ->
                  new Handing(
                      listener,
                      () -> {
                        if (first) {
                          listener.withdrawn(file);
                        } else {
                          listener.configured(file);
                        }
                      }))
          .toList();
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | DateTimeException
        | ClassCastException
        | NullPointerException e) {
      throw new ConfigurationException("the snapshot is damaged");
    }
  }

  /** What one listener is asked to do. */
  public record Handing(RemoteConfigurationListener listener, Asked asked) {

    /** Asks it. */
    public void make() throws ConfigurationException {
      asked.of();
    }
  }

  /** What is asked. */
  @FunctionalInterface
  public interface Asked {
    /** Asks. */
    void of() throws ConfigurationException;
  }

  private static JsonObject written(ConfigurationFile file) {
    JsonObject json = new JsonObject();
    json.addProperty("productKey", file.device().productKey());
    json.addProperty("deviceName", file.device().deviceName());
    json.addProperty("configId", file.configId());
    json.addProperty("digest", file.digest());
    json.addProperty("received", file.received().toString());
    json.addProperty("content", Base64.getEncoder().encodeToString(file.content()));
    return json;
  }

  private static ConfigurationFile read(JsonObject json) {
    return new ConfigurationFile(
        new DeviceIdentity(
            json.get("productKey").getAsString(), json.get("deviceName").getAsString()),
        json.get("configId").getAsString(),
        json.get("digest").getAsString(),
        Instant.parse(json.get("received").getAsString()),
        Base64.getDecoder().decode(json.get("content").getAsString()));
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.ConfigurationApplier;
import org.kuralink.api.cota.ConfigurationException;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.RemoteConfigurationListener;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
import org.kuralink.json.output.JsonOutput;

/**
 * Passes files unchanged to the listeners that applications have registered, and the former file if
 * a new one fails.
 */
public final class FileApplier implements ConfigurationApplier {

  private final Supplier<List<RemoteConfigurationListener>> listeners;
  private final Supplier<Optional<ConfigurationFile>> current;
  private final BooleanSupplier starting;

  /**
   * @param listeners supplies the current listeners
   * @param current supplies the file in force
   * @param starting whether listeners of an earlier start may still appear
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
    Map<String, Object> snapshot = new LinkedHashMap<>();
    snapshot.put("refused", written(file));
    current.get().ifPresent(former -> snapshot.put("former", written(former)));
    return JsonOutput.bytes(snapshot);
  }

  @Override
  public void apply(ConfigurationFile file) throws ConfigurationException {
    for (Handing handing : applying(file)) {
      handing.make();
    }
  }

  /** Returns the calls that apply a file, one for each listener. */
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
   * Returns the calls that restore a snapshot, one for each listener, so that a failing listener
   * does not prevent the others.
   *
   * @throws ConfigurationException if the snapshot cannot be read
   */
  public List<Handing> restoring(byte[] snapshot) throws ConfigurationException {
    if (listeners.get().isEmpty() && starting.getAsBoolean()) {
      throw ConfigurationException.notYet("no RemoteConfigurationListener is registered");
    }
    try {
      Map<String, ?> json = Json.readObject(snapshot);
      boolean first = !json.containsKey("former");
      ConfigurationFile file = read(json.get(first ? "refused" : "former"));
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
    } catch (JsonException | IllegalArgumentException | DateTimeException e) {
      throw new ConfigurationException("the snapshot is damaged");
    }
  }

  /** A call of one listener. */
  public record Handing(RemoteConfigurationListener listener, Asked asked) {

    public void make() throws ConfigurationException {
      asked.of();
    }
  }

  /** The body of a call, which may refuse the file. */
  @FunctionalInterface
  public interface Asked {
    void of() throws ConfigurationException;
  }

  private static Map<String, String> written(ConfigurationFile file) {
    Map<String, String> json = new LinkedHashMap<>();
    json.put("productKey", file.device().productKey());
    json.put("deviceName", file.device().deviceName());
    json.put("configId", file.configId());
    json.put("digest", file.digest());
    json.put("received", file.received().toString());
    json.put("content", Base64.getEncoder().encodeToString(file.content()));
    return json;
  }

  private static ConfigurationFile read(@Nullable Object json) {
    return new ConfigurationFile(
        new DeviceIdentity(text(json, "productKey"), text(json, "deviceName")),
        text(json, "configId"),
        text(json, "digest"),
        Instant.parse(text(json, "received")),
        Base64.getDecoder().decode(text(json, "content")));
  }

  private static String text(@Nullable Object json, String name) {
    if (json instanceof Map<?, ?> members && members.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name);
  }
}

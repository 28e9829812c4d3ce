/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.cota.ConfigurationApplier;
import org.kuralink.api.cota.ConfigurationException;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.cota.apply.Components.ConfiguredComponent;

/**
 * Applies a file of components with properties (see {@link ConfigurationDocument}) to the
 * configurations of this framework. It changes configurations that exist; it neither makes nor
 * deletes one. Properties that the file does not name stay as they are.
 */
public final class ComponentsApplier implements ConfigurationApplier {

  private final Components components;
  private final Supplier<AllowedComponents> allowed;

  /**
   * An applier.
   *
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
   * Changes nothing.
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
      Map<String, Object> properties = form.merge(key, component.properties(), entry.getValue());
      for (String name : entry.getValue().keySet()) {
        requireRight(key, form, component, name, properties.get(name));
      }
      changes.add(new Change(key, component, properties));
    }
    if (!missing.isEmpty()) {
      throw ConfigurationException.notYet(String.join("; ", missing));
    }
    return changes;
  }

  /** What is in force already may be repeated. */
  private static void requireRight(
      String key,
      ComponentForm form,
      ConfiguredComponent component,
      String name,
      @Nullable Object value)
      throws ConfigurationException {
    if (RemoteRights.mayBeWritten(form.id(), name)
        || value == null
        || component.holds(name, value)
        || isWrittenAs(component.properties().get(name), value)
        || (!component.properties().containsKey(name)
            && form.field(name).filter(field -> field.isDefault(value)).isPresent())) {
      return;
    }
    throw new ConfigurationException(
        key + ": " + name + " may be changed by the operator only, not by the platform");
  }

  /** A person may have stored a text where the form has a number. */
  private static boolean isWrittenAs(@Nullable Object stored, Object value) {
    return stored != null
        && !value.getClass().isArray()
        && stored.toString().equals(value.toString());
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
      throw new ConfigurationException(key + " cannot be stored: " + e.getClass().getSimpleName());
    }
  }

  private static boolean isStored(ConfiguredComponent component, Map<String, Object> properties) {
    return component.properties().keySet().equals(properties.keySet())
        && properties.entrySet().stream()
            .allMatch(property -> component.holds(property.getKey(), property.getValue()));
  }

  private record Change(
      String key, ConfiguredComponent component, Map<String, Object> properties) {}
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.kura;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.OCD;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.cota.ConfigurationException;
import org.kuralink.cota.apply.ComponentForm;
import org.kuralink.cota.apply.Components;
import org.kuralink.cota.apply.Components.ConfiguredComponent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/**
 * Kura's configurations, by their {@code kura.service.pid}. A password is the text that Kura has
 * encrypted: written back it stays the same; Kura encrypts any other text. Without a snapshot,
 * changes last until the next start of the gateway.
 */
final class KuraComponents implements Components {

  private static final String FACTORY_PID = "service.factoryPid";

  /** Properties of the framework, which must not be stored. */
  private static final Set<String> FRAMEWORKS_OWN =
      Set.of(
          ConfigurationService.KURA_SERVICE_PID,
          "service.pid",
          FACTORY_PID,
          "service.bundleLocation",
          "component.id",
          "component.name");

  private final ConfigurationService kura;

  KuraComponents(ConfigurationService kura) {
    this.kura = kura;
  }

  @Override
  public Optional<ConfiguredComponent> find(String key) throws ConfigurationException {
    try {
      Set<String> pids = kura.getConfigurableComponentPids();
      if (pids.contains(key)) {
        return read(key).map(Configured::new);
      }
      int tilde = key.indexOf('~');
      String pid = key.substring(tilde + 1);
      return tilde > 0 && pids.contains(pid)
          ? read(pid)
              .map(Configured::new)
              .filter(c -> c.kind().equals(key.substring(0, tilde)))
              .map(ConfiguredComponent.class::cast)
          : Optional.empty();
    } catch (KuraException | InvalidSyntaxException | RuntimeException e) {
      throw new ConfigurationException(
          "Kura does not return the configuration of " + key + ": " + e.getClass().getSimpleName());
    }
  }

  /**
   * Reads a configuration with encrypted passwords: only a query for several configurations returns
   * them so.
   */
  private Optional<ComponentConfiguration> read(String pid)
      throws KuraException, InvalidSyntaxException {
    String filter = "(" + ConfigurationService.KURA_SERVICE_PID + "=" + pid + ")";
    List<ComponentConfiguration> found =
        kura.getComponentConfigurations(FrameworkUtil.createFilter(filter));
    return found.stream()
        .filter(configuration -> configuration.getPid().equals(pid))
        .filter(configuration -> configuration.getConfigurationProperties() != null)
        .findFirst();
  }

  private static Object textOf(Object value) {
    if (value instanceof Password password) {
      return new String(password.getPassword());
    }
    if (value instanceof Password[] passwords) {
      return Arrays.stream(passwords).map(KuraComponents::textOf).toArray(String[]::new);
    }
    return value;
  }

  private static Object passwordOf(Object value) {
    if (value instanceof String[] texts) {
      return Arrays.stream(texts).map(Password::new).toArray(Password[]::new);
    }
    return value instanceof String text ? new Password(text) : value;
  }

  private final class Configured implements ConfiguredComponent {

    private final String pid;
    private final String kind;
    private final @Nullable OCD definition;
    private final Map<String, Object> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Set<String> passwords;

    Configured(ComponentConfiguration configuration) {
      pid = configuration.getPid();
      definition = configuration.getDefinition();
      Map<String, Object> all = configuration.getConfigurationProperties();
      kind = Objects.toString(all.get(FACTORY_PID), pid);
      all.forEach(
          (name, value) -> {
            if (value != null && !FRAMEWORKS_OWN.contains(name)) {
              properties.put(name, textOf(value));
            }
          });
      passwords = definition == null ? Set.of() : KuraForm.passwords(definition);
    }

    @Override
    public String kind() {
      return kind;
    }

    @Override
    public Map<String, Object> properties() {
      Map<String, Object> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      copy.putAll(properties);
      return copy;
    }

    @Override
    public boolean holds(String name, Object value) {
      Object stored = properties.get(name);
      return Objects.deepEquals(stored, value)
          || (stored != null
              && passwords.contains(name)
              && Objects.deepEquals(decrypted(name), value));
    }

    private @Nullable Object decrypted(String name) {
      try {
        ComponentConfiguration plain = kura.getComponentConfiguration(pid);
        Object value = plain == null ? null : plain.getConfigurationProperties().get(name);
        return value == null ? null : textOf(value);
      } catch (KuraException | RuntimeException e) {
        return null;
      }
    }

    /**
     * Replaces the properties. Kura merges an update, so properties to remove must be named; it
     * reports nothing about properties that it ignores.
     */
    @Override
    public void update(Map<String, Object> wanted) throws IOException {
      if (definition == null || !kura.getConfigurableComponentPids().contains(pid)) {
        throw new IOException(pid + " is being replaced");
      }
      Map<String, @Nullable Object> change = new HashMap<>();
      properties.keySet().forEach(name -> change.put(name, null));
      wanted.forEach(
          (name, value) -> change.put(name, passwords.contains(name) ? passwordOf(value) : value));
      try {
        kura.updateConfiguration(pid, change, false);
      } catch (KuraException e) {
        throw new IOException(e);
      }
    }

    @Override
    public Optional<ComponentForm> form() {
      return Optional.ofNullable(definition).map(KuraForm::of);
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.configuration.NearestName;

/**
 * Compares the stored configurations with the forms of the installed components, because the
 * Configuration Admin accepts any PID and property name. Names of other vendors are reported only
 * if they look like a typing error, since their components may read properties without a form.
 */
public final class ConfigurationCheck {

  /** The prefix of the PIDs of this project. */
  public static final String OURS = "org.kuralink.";

  /** The property with the persistent name of a component. */
  public static final String NAME = "kura.service.pid";

  /** Prefixes of properties that frameworks, their tools and Kura add to any configuration. */
  private static final List<String> OF_FRAMEWORKS =
      List.of("service.", "component.", "felix.", "osgi.", "kura.", "webconsole.", ".");

  private static final Set<String> OF_COMPONENTS = Set.of("objectClass", "config.factory");
  private static final List<String> OF_REFERENCES = List.of(".target", ".cardinality.minimum");

  /** Properties of former versions that the component itself reports. */
  private static final Map<String, Set<String>> OF_FORMER_VERSIONS =
      Map.of(OURS + "thing", Set.of("log.upload"));

  private ConfigurationCheck() {}

  /**
   * Returns the faults, one line each.
   *
   * @return by PID, sorted; the lines do not contain the PID
   */
  public static Map<String, List<String>> faults(Known known, Collection<Instance> all) {
    Map<String, List<String>> faults = new TreeMap<>();
    for (Instance one : all) {
      List<String> found = faults(known, one);
      if (!found.isEmpty()) {
        faults.put(one.pid, found);
      }
    }
    sameNames(all)
        .forEach((pid, fault) -> faults.computeIfAbsent(pid, key -> new ArrayList<>()).add(fault));
    return faults;
  }

  private static List<String> faults(Known known, Instance one) {
    Form form = known.forms.get(one.type);
    if (form == null) {
      return known.taken.contains(one.type) ? List.of() : unknownType(known, one.type);
    }
    List<String> faults = new ArrayList<>();
    for (Map.Entry<String, ?> property : new TreeMap<>(one.properties).entrySet()) {
      String name = property.getKey();
      if (form.options.containsKey(name) && !one.isOurs()) {
        faults.addAll(wrongOptions(name, property.getValue(), form.options.get(name)));
      }
      if (!form.options.containsKey(name)
          && !isOfFrameworks(name)
          && !OF_FORMER_VERSIONS.getOrDefault(one.type, Set.of()).contains(name)) {
        Optional<String> nearest = nearest(name, form.options.keySet(), one.isOurs());
        if (one.isOurs() || nearest.isPresent()) {
          faults.add(name + " is unknown" + instead(nearest));
        }
      }
    }
    return faults;
  }

  private static List<String> unknownType(Known known, String type) {
    Set<String> all = new TreeSet<>(known.taken);
    all.addAll(known.forms.keySet());
    boolean ours = type.startsWith(OURS);
    Optional<String> nearest = nearest(type, all, ours);
    return ours || nearest.isPresent()
        ? List.of("no component is called " + type + instead(nearest))
        : List.of();
  }

  private static String instead(Optional<String> nearest) {
    return nearest.map(name -> "; the nearest is " + name).orElse("");
  }

  /** Returns the nearest known name; names that differ only in a number are not typing errors. */
  private static Optional<String> nearest(String typed, Collection<String> known, boolean ours) {
    return ours
        ? NearestName.of(typed, known)
        : NearestName.of(typed, known, 1)
            .filter(name -> !withoutDigits(name).equals(withoutDigits(typed)));
  }

  private static String withoutDigits(String name) {
    return name.replaceAll("[0-9]+", "");
  }

  /**
   * Checks the values of other vendors; the components of this project report theirs themselves.
   */
  private static List<String> wrongOptions(String name, Object value, List<String> options) {
    if (options.isEmpty()) {
      return List.of();
    }
    Collection<?> values =
        value instanceof Object[] array
            ? Arrays.asList(array)
            : value instanceof Collection<?> several ? several : List.of(value);
    return values.stream()
        .filter(Objects::nonNull)
        .map(Object::toString)
        .filter(text -> !text.isEmpty() && !options.contains(text))
        .map(text -> name + " is '" + text + "'; allowed is one of " + String.join(" ", options))
        .toList();
  }

  /**
   * Reports components of one type with the same name: they share their files, and references are
   * ambiguous.
   */
  private static Map<String, String> sameNames(Collection<Instance> all) {
    Map<String, Instance> first = new TreeMap<>();
    Map<String, String> faults = new TreeMap<>();
    for (Instance one : all) {
      if (one.isOurs() && !one.type.equals(one.pid)) {
        Instance other = first.putIfAbsent(one.type + " " + one.name(), one);
        if (other != null) {
          faults.put(one.pid, NAME + " is '" + one.name() + "', the same as that of " + other.pid);
        }
      }
    }
    return faults;
  }

  /** Returns whether a framework, one of its tools or Kura may have added a property. */
  public static boolean isOfFrameworks(String name) {
    return OF_COMPONENTS.contains(name)
        || OF_FRAMEWORKS.stream().anyMatch(name::startsWith)
        || OF_REFERENCES.stream().anyMatch(name::endsWith);
  }

  /**
   * The known components.
   *
   * @param forms by PID, or factory PID
   * @param taken the PIDs of components without a form
   */
  public record Known(Map<String, Form> forms, Set<String> taken) {}

  /**
   * A form.
   *
   * @param options the allowed values by property; empty for any value
   */
  public record Form(Map<String, List<String>> options) {}

  /**
   * A stored configuration.
   *
   * @param type the factory PID, or the PID of a singleton
   * @param properties as they are stored
   */
  public record Instance(String pid, String type, Map<String, ?> properties) {

    /**
     * Creates an instance from the data of a framework.
     *
     * @param factoryPid null for a singleton
     * @param properties null if it has none
     */
    public static Instance of(
        String pid, @Nullable String factoryPid, @Nullable Dictionary<String, ?> properties) {
      Map<String, Object> map = new TreeMap<>();
      if (properties != null) {
        Collections.list(properties.keys()).forEach(key -> map.put(key, properties.get(key)));
      }
      return new Instance(pid, factoryPid == null ? pid : factoryPid, map);
    }

    /** Returns whether it belongs to a component of this project. */
    public boolean isOurs() {
      return type.startsWith(OURS);
    }

    /** Returns the name that other configurations refer to. */
    public String name() {
      Object given = properties.get(NAME);
      if (given != null && !given.toString().isBlank()) {
        return given.toString();
      }
      return pid.startsWith(type) && pid.length() > type.length()
          ? pid.substring(type.length() + 1)
          : DataDirectory.nameOf(Map.of("service.pid", pid), type);
    }
  }
}

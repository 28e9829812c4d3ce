/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.console.command.CommandException;
import org.kuralink.console.report.ViewReport;

/**
 * Services of one type by the name of their configuration. If two services have the same name, the
 * one with the higher {@code service.ranking} is used. Thread-safe.
 */
public final class Named<T> {

  private final Map<T, Place> services = new ConcurrentHashMap<>();

  /** Adds a service or updates its properties. */
  public void add(T service, Map<String, ?> properties) {
    Object name = properties.get(CloudSession.PID);
    services.put(
        service,
        new Place(name == null ? "(no name)" : name.toString(), HandlerProperties.of(properties)));
  }

  public void remove(T service) {
    services.remove(service);
  }

  /** Returns all current services, sorted by name. */
  public Map<String, T> all() {
    Map<String, T> named = new TreeMap<>();
    services.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getValue().order, HandlerProperties.BEST_FIRST))
        .forEach(entry -> named.putIfAbsent(entry.getValue().name, entry.getKey()));
    return named;
  }

  private record Place(String name, HandlerProperties order) {}

  /**
   * Returns one report of all services.
   *
   * @param factoryPid the factory PID that is reported as not configured if there is no service
   */
  public ViewReport report(String factoryPid, BiFunction<String, T, ViewReport> each) {
    return all().entrySet().stream()
        .map(entry -> each.apply(entry.getKey(), entry.getValue()))
        .reduce(ViewReport::and)
        .orElseGet(() -> ViewReport.of("no instance of " + factoryPid + " is configured"));
  }

  /**
   * Applies a function to the service that the first argument names, or to the only service.
   *
   * @param words the arguments; the first may be the name of a service
   * @param factoryPid the factory PID that is reported as not configured if there is no service
   * @param act receives the service and the remaining arguments
   * @throws CommandException if there is no service or if the choice is ambiguous
   */
  public String choose(
      List<String> words, String factoryPid, BiFunction<T, List<String>, String> act) {
    Map<String, T> all = all();
    if (all.isEmpty()) {
      throw new CommandException("no instance of " + factoryPid + " is configured");
    }
    T named = words.isEmpty() ? null : all.get(words.get(0));
    if (named != null) {
      return act.apply(named, words.subList(1, words.size()));
    }
    if (all.size() > 1) {
      throw new CommandException(
          "there are several; put one of these names first: " + all.keySet());
    }
    return act.apply(all.values().iterator().next(), words);
  }
}

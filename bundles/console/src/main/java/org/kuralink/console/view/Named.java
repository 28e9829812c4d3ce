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
 * Services of one kind by the name of their configuration, as they come and go; of two of one name
 * that of the higher {@code service.ranking}. Any thread may call.
 */
public final class Named<T> {

  private final Map<T, Place> services = new ConcurrentHashMap<>();

  /** A service came, or has other properties. */
  public void add(T service, Map<String, ?> properties) {
    Object name = properties.get(CloudSession.PID);
    services.put(
        service,
        new Place(name == null ? "(no name)" : name.toString(), HandlerProperties.of(properties)));
  }

  public void remove(T service) {
    services.remove(service);
  }

  /** All of this moment, in the order of their names. */
  public Map<String, T> all() {
    Map<String, T> named = new TreeMap<>();
    services.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getValue().order, HandlerProperties.BEST_FIRST))
        .forEach(entry -> named.putIfAbsent(entry.getValue().name, entry.getKey()));
    return named;
  }

  private record Place(String name, HandlerProperties order) {}

  /**
   * One report of all.
   *
   * @param factoryPid whose configuration is missing if there is no service
   */
  public ViewReport report(String factoryPid, BiFunction<String, T, ViewReport> each) {
    return all().entrySet().stream()
        .map(entry -> each.apply(entry.getKey(), entry.getValue()))
        .reduce(ViewReport::and)
        .orElseGet(() -> ViewReport.of("nothing of " + factoryPid + " is configured"));
  }

  /**
   * Does something with the service that a person names, or with the only one there is.
   *
   * @param words of the person; the first may be the name of a service
   * @param factoryPid whose configuration is missing if there is no service
   * @param act gets the service and the words without its name
   * @throws CommandException if there is none, or if it is not clear which
   */
  public String choose(
      List<String> words, String factoryPid, BiFunction<T, List<String>, String> act) {
    Map<String, T> all = all();
    if (all.isEmpty()) {
      throw new CommandException("nothing of " + factoryPid + " is configured");
    }
    T named = words.isEmpty() ? null : all.get(words.get(0));
    if (named != null) {
      return act.apply(named, words.subList(1, words.size()));
    }
    if (all.size() > 1) {
      throw new CommandException("which one? say one of " + all.keySet() + " first");
    }
    return act.apply(all.values().iterator().next(), words);
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.thing.Thing;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The commands {@code alink:status}, {@code alink:post} and {@code alink:trace}. */
@Component(
    name = "org.kuralink.console",
    service = ConsoleComponent.class,
    property = {
      "osgi.command.scope=alink",
      "osgi.command.function=status",
      "osgi.command.function=post",
      "osgi.command.function=trace"
    })
public final class ConsoleComponent {

  private static final int DEFAULT_TRACE_SECONDS = 30;

  private final Map<CloudSession, String> sessions = new ConcurrentHashMap<>();
  private final Map<Thing, String> things = new ConcurrentHashMap<>();

  /** Tells how each session stands. */
  public String status() {
    return new StatusReport(Clock.systemUTC(), ZoneId.systemDefault())
        .of(byName(sessions), byName(things));
  }

  /**
   * Posts properties and tells what the platform answers.
   *
   * @param words the name of a thing, where there are several, then {@code name=value} each
   */
  public String post(String... words) {
    return new PropertyCommand(byName(things)).run(words);
  }

  /** Shows messages as they go by, for half a minute. */
  public void trace() {
    trace(DEFAULT_TRACE_SECONDS);
  }

  /** Shows messages as they go by. */
  public void trace(int seconds) {
    // Gogo gives System.out to the thread of the command alone, so it is this one that prints.
    LiveMessages messages = new LiveMessages(System.out::println, System::nanoTime);
    messages.show(byName(sessions), Duration.ofSeconds(seconds));
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addSession(CloudSession session, Map<String, ?> properties) {
    sessions.put(session, name(properties));
  }

  void removeSession(CloudSession session) {
    sessions.remove(session);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addThing(Thing thing, Map<String, ?> properties) {
    things.put(thing, name(properties));
  }

  void removeThing(Thing thing) {
    things.remove(thing);
  }

  private static String name(Map<String, ?> properties) {
    Object name = properties.get(CloudSession.PID);
    return name == null ? "(no name)" : name.toString();
  }

  private static <T> Map<String, T> byName(Map<T, String> services) {
    Map<String, T> named = new TreeMap<>();
    services.forEach((service, name) -> named.put(name, service));
    return named;
  }
}

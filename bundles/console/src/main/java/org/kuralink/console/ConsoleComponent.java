/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console;

import java.time.Duration;
import java.util.Map;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.thing.Thing;
import org.kuralink.console.report.Times;
import org.kuralink.console.report.ViewReport;
import org.kuralink.console.view.Named;
import org.kuralink.console.view.StatusView;
import org.kuralink.console.view.View;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Gogo commands: {@code alink:status}, {@code alink:post} and {@code alink:trace}. */
@Component(
    name = "org.kuralink.console",
    service = {View.class, ConsoleComponent.class},
    property = {
      "osgi.command.scope=alink",
      "osgi.command.function=status",
      "osgi.command.function=post",
      "osgi.command.function=trace"
    })
public final class ConsoleComponent implements View {

  private static final int DEFAULT_TRACE_SECONDS = 30;

  private final Named<CloudSession> sessions = new Named<>();
  private final Named<Thing> things = new Named<>();

  /** Tells how each session stands. */
  public String status() {
    return report().toText();
  }

  /**
   * Posts properties and tells what the platform answers.
   *
   * @param words the name of a thing, where there are several, then {@code name=value} each
   */
  public String post(String... words) {
    return new PropertyCommand(things.all()).run(words);
  }

  /** Shows messages as they go by, for half a minute. */
  public void trace() {
    trace(DEFAULT_TRACE_SECONDS);
  }

  /** Shows messages as they go by. */
  public void trace(int seconds) {
    // Gogo gives System.out to the thread of the command alone, so it is this one that prints.
    TracePrinter messages = new TracePrinter(System.out::println, System::nanoTime);
    messages.show(sessions.all(), Duration.ofSeconds(seconds));
  }

  @Override
  public String name() {
    return "status";
  }

  @Override
  public String title() {
    return "Status";
  }

  @Override
  public int position() {
    return 10;
  }

  @Override
  public ViewReport report() {
    return new StatusView(Times.here()).of(sessions.all(), things.all());
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addSession(CloudSession session, Map<String, ?> properties) {
    sessions.add(session, properties);
  }

  void updatedSession(CloudSession session, Map<String, ?> properties) {
    sessions.add(session, properties);
  }

  void removeSession(CloudSession session) {
    sessions.remove(session);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addThing(Thing thing, Map<String, ?> properties) {
    things.add(thing, properties);
  }

  void updatedThing(Thing thing, Map<String, ?> properties) {
    things.add(thing, properties);
  }

  void removeThing(Thing thing) {
    things.remove(thing);
  }
}

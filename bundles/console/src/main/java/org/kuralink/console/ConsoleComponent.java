/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.api.thing.Thing;
import org.kuralink.console.command.Await;
import org.kuralink.console.command.CommandException;
import org.kuralink.console.command.Commands;
import org.kuralink.console.command.Manual;
import org.kuralink.console.report.ScreenText;
import org.kuralink.console.report.Times;
import org.kuralink.console.report.ViewReport;
import org.kuralink.console.view.ConfigurationFaults;
import org.kuralink.console.view.Named;
import org.kuralink.console.view.StatusView;
import org.kuralink.console.view.View;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The view and the commands of the sessions. */
@Component(
    name = "org.kuralink.console",
    service = {View.class, Commands.class, ConsoleComponent.class},
    property = {
      "osgi.command.scope=alink",
      "osgi.command.function=status",
      "osgi.command.function=trace",
      "osgi.command.function=connect",
      "osgi.command.function=disconnect"
    })
public final class ConsoleComponent implements View {

  private static final String PID = "org.kuralink.connection";
  private static final int DEFAULT_TRACE_SECONDS = 30;
  private static final int MAX_TRACE_SECONDS = 86_400;

  private final Named<CloudSession> sessions = new Named<>();
  private final Named<Thing> things = new Named<>();
  private final ConfigurationFaults faults = new ConfigurationFaults();

  /** Shows the state of each session. */
  @Descriptor("shows state, last fault and queue of each session")
  public String status(@Descriptor(Manual.NO_WORDS) String... words) {
    Manual.expectNoWords(ConsoleComponent.class, "status", words);
    return report().toText();
  }

  /** Prints messages as they are sent and received. */
  @Descriptor("prints messages as they are sent and received, with masked secrets; Ctrl-C ends it")
  public void trace(@Descriptor("[SECONDS]\ndefault 30 seconds, at most 86400") String... words) {
    int seconds = words.length == 0 ? DEFAULT_TRACE_SECONDS : seconds(words);
    // Gogo sets System.out for the thread of the command only, so this thread prints.
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    new TracePrinter(out::println, System::nanoTime)
        .show(sessions.all(), Duration.ofSeconds(seconds));
  }

  private static int seconds(String... words) {
    try {
      int seconds = Integer.parseInt(words[0]);
      if (words.length == 1 && seconds > 0 && seconds <= MAX_TRACE_SECONDS) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      throw Manual.misused(ConsoleComponent.class, "trace");
    }
    throw Manual.misused(ConsoleComponent.class, "trace");
  }

  /** Takes a session online. */
  @Descriptor("logs a session in now, without waiting for the next attempt, and keeps it online")
  public String connect(@Descriptor("[NAME]") String... words) {
    return sessions.choose(
        List.of(words),
        PID,
        (session, rest) -> {
          Manual.expectNoWords(ConsoleComponent.class, "connect", rest.toArray(String[]::new));
          SessionStatus status = Await.result(session.connectNow(), "failed: ", "alink:status");
          if (status.state() != SessionState.ONLINE) {
            throw new CommandException(
                ScreenText.of(
                    session.identity()
                        + " is not online: "
                        + status.fault().map(fault -> fault.message()).orElse("see alink:status")));
          }
          return session.identity() + " is online";
        });
  }

  /** Takes a session offline. */
  @Descriptor("takes a session offline until alink:connect; its queue is kept")
  public String disconnect(@Descriptor("[NAME]") String... words) {
    return sessions.choose(
        List.of(words),
        PID,
        (session, rest) -> {
          Manual.expectNoWords(ConsoleComponent.class, "disconnect", rest.toArray(String[]::new));
          session.disconnect();
          return session.identity() + " goes offline; alink:connect takes it online again";
        });
  }

  @Override
  public List<String> words(String command) {
    return command.endsWith("connect") ? List.copyOf(sessions.all().keySet()) : List.of();
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
    return new StatusView(Times.here()).of(sessions.all(), things.all(), faults);
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

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addReport")
  void addReport(ConfigurationReport report, Map<String, ?> properties) {
    faults.add(report, properties);
  }

  void removeReport(ConfigurationReport report) {
    faults.remove(report);
  }
}

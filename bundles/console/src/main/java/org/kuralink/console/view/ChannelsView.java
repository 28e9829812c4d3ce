/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.felix.service.command.Descriptor;
import org.kuralink.api.channel.FieldChannels;
import org.kuralink.api.channel.FieldOutcome;
import org.kuralink.api.channel.FieldReading;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.console.command.Await;
import org.kuralink.console.command.CommandException;
import org.kuralink.console.command.Commands;
import org.kuralink.console.command.Manual;
import org.kuralink.console.report.Times;
import org.kuralink.console.report.ViewReport;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The view of the field channels of each session: servers, points and history, and a form to read
 * or write a point.
 */
@Component(
    name = "org.kuralink.console.channels",
    service = {View.class, Commands.class, ChannelsView.class},
    property = {
      "osgi.command.scope=alink",
      "osgi.command.function=channels",
      "osgi.command.function=read",
      "osgi.command.function=write"
    })
public final class ChannelsView implements View {

  private static final String PID = "org.kuralink.gateway";
  private static final String SYNTAX =
      "[NAME] server=ID|protocol=TCP ip=ADDRESS port=N|url=ADDRESS unit=N table=TABLE address=0xN"
          + " type=TYPE swap16=1 reverse=1 scaling=N|path=PATH name=NAME";
  private static final String NOTES =
      "tables: coilStatus, inputStatus, holdingRegister, inputRegister; path and name are those of"
          + " an OPC UA device and of its variable";

  private final Named<FieldChannels> channels = new Named<>();
  private final ChannelsReport drawn;

  /** Creates a view in the time zone of this machine. */
  public ChannelsView() {
    this(Times.here());
  }

  ChannelsView(Times times) {
    this.drawn = new ChannelsReport(times);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addChannels(FieldChannels service, Map<String, ?> properties) {
    Object session = properties.get(FieldChannels.CONNECTION);
    channels.add(service, Map.of(CloudSession.PID, Objects.toString(session, "")));
  }

  void updatedChannels(FieldChannels service, Map<String, ?> properties) {
    addChannels(service, properties);
  }

  void removeChannels(FieldChannels service) {
    channels.remove(service);
  }

  /** Shows the state of the servers, or restores a configuration of the history. */
  @Descriptor(
      "shows field channels: servers, points and stored configurations; restores a configuration")
  public String channels(@Descriptor("[NAME] [points] [restore NUMBER]") String... words) {
    return words.length == 0 ? report().toText() : channels.choose(List.of(words), PID, this::run);
  }

  private String run(FieldChannels service, List<String> words) {
    String verb = words.isEmpty() ? "" : words.get(0);
    if (words.isEmpty()) {
      return drawn.of("", service.status()).toText();
    }
    if (verb.equals("points") && words.size() == 1) {
      return drawn.points(service.status()).toText();
    }
    if (verb.equals("restore") && words.size() == 2) {
      return restore(service, words.get(1));
    }
    throw Manual.misused(ChannelsView.class, "channels");
  }

  private static String restore(FieldChannels service, String number) {
    try {
      FieldOutcome outcome =
          Await.result(service.restore(Long.parseLong(number)), "failed: ", "alink:channels");
      if (outcome.verdict() != FieldOutcome.Verdict.APPLIED) {
        throw new CommandException(outcome.told());
      }
      return outcome.told();
    } catch (NumberFormatException e) {
      throw new CommandException("restore needs the number of a configuration; see alink:channels");
    }
  }

  /** Reads a point. */
  @Descriptor("reads a point of a field device once, configured or not: raw and converted")
  public String read(@Descriptor(SYNTAX + "\n" + NOTES) String... words) {
    return channels.choose(
        List.of(words),
        PID,
        (service, rest) -> {
          TriedPoint point = tried("read", rest);
          if (point.value().isPresent()) {
            throw Manual.misused(ChannelsView.class, "read");
          }
          return Await.outcome(service.read(point.trial()), ChannelsView::words, "alink:channels");
        });
  }

  /** Writes a point. */
  @Descriptor("writes a point of a field device once and reads it back")
  public String write(@Descriptor(SYNTAX + " value=VALUE\n" + NOTES) String... words) {
    return channels.choose(
        List.of(words),
        PID,
        (service, rest) -> {
          TriedPoint point = tried("write", rest);
          Object value =
              point.value().orElseThrow(() -> Manual.misused(ChannelsView.class, "write"));
          return Await.outcome(
              service.write(point.trial(), value), ChannelsView::words, "alink:channels");
        });
  }

  private static TriedPoint tried(String command, List<String> words) {
    try {
      return TriedPoint.of(words);
    } catch (IllegalArgumentException e) {
      throw Manual.misused(ChannelsView.class, command, String.valueOf(e.getMessage()));
    }
  }

  private static String words(FieldReading reading) {
    return "raw "
        + reading.raw()
        + reading.value().map(value -> ", value " + value).orElse(", no value")
        + (reading.remark().isEmpty() ? "" : ": " + reading.remark())
        + " ("
        + reading.roundTrip().toMillis()
        + " ms)";
  }

  @Override
  public List<String> words(String command) {
    Map<String, FieldChannels> all = channels.all();
    List<String> words = new ArrayList<>(all.size() > 1 ? all.keySet() : List.of());
    all.values()
        .forEach(
            service ->
                service
                    .status()
                    .servers()
                    .forEach(server -> words.add("server=" + server.serverId())));
    return words;
  }

  @Override
  public String name() {
    return "channels";
  }

  @Override
  public String title() {
    return "Field channels";
  }

  @Override
  public int position() {
    return 27;
  }

  @Override
  public ViewReport report() {
    return channels.report(
        PID,
        (name, service) ->
            drawn
                .of("field channels " + name, service.status())
                .and(drawn.points(service.status())));
  }

  @Override
  public List<Action> actions() {
    List<Action> actions = new ArrayList<>();
    channels
        .all()
        .forEach(
            (name, service) -> {
              actions.add(
                  new Action(
                      "try " + name,
                      "Read or write a point",
                      TriedPoint.FIELDS,
                      typed -> attempt(service, typed)));
              actions.add(
                  new Action(
                      "restore " + name,
                      "Restore",
                      "Configuration number",
                      typed -> restore(service, typed)));
            });
    return actions;
  }

  private static String attempt(FieldChannels service, String typed) {
    TriedPoint point = tried("read", TriedPoint.words(typed));
    return Await.outcome(
        point.value().isPresent()
            ? service.write(point.trial(), point.value().get())
            : service.read(point.trial()),
        ChannelsView::words,
        "alink:channels");
  }
}

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.FirmwareUpdates;
import org.kuralink.api.ota.JournalEntry;
import org.kuralink.api.ota.UpdateStatus;
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
 * The view of the firmware updates of each device: versions, the running update and the journal.
 */
@Component(
    name = "org.kuralink.console.ota",
    service = {View.class, Commands.class, FirmwareView.class},
    property = {"osgi.command.scope=alink", "osgi.command.function=ota"})
public final class FirmwareView implements View {

  private static final String PID = "org.kuralink.ota";

  private final Named<FirmwareUpdates> updates = new Named<>();
  private final Times times;

  /** Creates a view in the time zone of this machine. */
  public FirmwareView() {
    this(Times.here());
  }

  FirmwareView(Times times) {
    this.times = times;
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addUpdates(FirmwareUpdates service, Map<String, ?> properties) {
    updates.add(service, properties);
  }

  void updatedUpdates(FirmwareUpdates service, Map<String, ?> properties) {
    updates.add(service, properties);
  }

  void removeUpdates(FirmwareUpdates service) {
    updates.remove(service);
  }

  /**
   * Shows state or journal, requests an update from the platform, or cancels the running one.
   *
   * @param words the arguments; none to show the state
   */
  @Descriptor(
      "shows firmware versions, the running update and its journal; requests or cancels an update")
  public String ota(
      @Descriptor("[NAME] [state | journal | request [MODULE] | cancel]") String... words) {
    return words.length == 0 ? report().toText() : updates.choose(List.of(words), PID, this::run);
  }

  private String run(FirmwareUpdates service, List<String> words) {
    String verb = words.isEmpty() ? "" : words.get(0);
    return switch (verb) {
      case "" -> new ViewReport(List.of(state("", service))).toText();
      case "state" ->
          words.size() == 1 ? new ViewReport(List.of(state("", service))).toText() : misused();
      case "journal" ->
          words.size() == 1 ? new ViewReport(List.of(journal("", service))).toText() : misused();
      case "request" ->
          words.size() <= 2
              ? request(service, words.size() == 2 ? words.get(1) : FirmwareOrder.DEFAULT_MODULE)
              : misused();
      case "cancel" -> words.size() == 1 ? cancel(service) : misused();
      default -> misused();
    };
  }

  private static String misused() {
    throw Manual.misused(FirmwareView.class, "ota");
  }

  private static String request(FirmwareUpdates service, String module) {
    return Await.outcome(
        service.request(module),
        order ->
            order
                .map(o -> "update requested: " + o)
                .orElse("the platform has no update for this device"),
        "alink:ota");
  }

  private static String cancel(FirmwareUpdates service) {
    if (!service.cancel("cancelled by the operator")) {
      throw new CommandException("there is no update to cancel");
    }
    return "cancelled";
  }

  @Override
  public List<String> words(String command) {
    return List.copyOf(updates.all().keySet());
  }

  @Override
  public String name() {
    return "ota";
  }

  @Override
  public String title() {
    return "Firmware";
  }

  @Override
  public int position() {
    return 60;
  }

  @Override
  public ViewReport report() {
    return updates.report(
        PID,
        (name, service) -> new ViewReport(List.of(state(name, service), journal(name, service))));
  }

  @Override
  public List<Action> actions() {
    List<Action> actions = new ArrayList<>();
    updates
        .all()
        .forEach(
            (name, service) -> {
              actions.add(
                  new Action(
                      "request " + name,
                      "Request from the platform",
                      "Module",
                      typed ->
                          request(
                              service, typed.isEmpty() ? FirmwareOrder.DEFAULT_MODULE : typed)));
              if (service.status().state().isCancellable()) {
                actions.add(
                    new Action(
                        "cancel " + name, "Cancel the update", "", typed -> cancel(service)));
              }
            });
    return actions;
  }

  private ViewReport.Section state(String name, FirmwareUpdates service) {
    UpdateStatus status = service.status();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "state",
        status.state().name().toLowerCase(Locale.ROOT).replace('_', ' ')
            + " since "
            + times.at(status.since()));
    status.order().ifPresent(order -> facts.put("update", order + ", " + status.percent() + " %"));
    if (!status.detail().isEmpty()) {
      facts.put("because", status.detail());
    }
    service.versions().forEach((module, version) -> facts.put("module " + module, version));
    return new ViewReport.Section(
        "firmware " + name + ": " + service.identity(), new ViewReport.Facts(facts));
  }

  private ViewReport.Section journal(String name, FirmwareUpdates service) {
    List<List<String>> rows = new ArrayList<>();
    for (JournalEntry entry : service.journal()) {
      rows.add(
          List.of(
              Long.toString(entry.number()),
              times.at(entry.time()),
              entry.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
              entry.order(),
              entry.detail()));
    }
    return rows.isEmpty()
        ? new ViewReport.Section("journal " + name + ": empty", List.of())
        : new ViewReport.Section(
            "journal " + name,
            new ViewReport.Table(List.of("step", "time", "state", "update", ""), rows));
  }
}

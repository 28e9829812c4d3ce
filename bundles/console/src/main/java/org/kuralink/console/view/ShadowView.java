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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.apache.felix.service.command.Descriptor;
import org.kuralink.api.shadow.Shadow;
import org.kuralink.api.shadow.ShadowAttribute;
import org.kuralink.api.shadow.ShadowDocument;
import org.kuralink.api.shadow.ShadowStatus;
import org.kuralink.console.command.Addressed;
import org.kuralink.console.command.Assignments;
import org.kuralink.console.command.Await;
import org.kuralink.console.command.Commands;
import org.kuralink.console.command.Manual;
import org.kuralink.console.report.Times;
import org.kuralink.console.report.ViewReport;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The view of the device shadows: reported and desired values side by side. */
@Component(
    name = "org.kuralink.console.shadow",
    service = {View.class, Commands.class, ShadowView.class},
    property = {"osgi.command.scope=alink", "osgi.command.function=shadow"})
public final class ShadowView implements View {

  private static final String PID = "org.kuralink.shadow";

  private final Named<Shadow> shadows = new Named<>();
  private final Times times;

  /** Creates a view in the time zone of this machine. */
  public ShadowView() {
    this(Times.here());
  }

  ShadowView(Times times) {
    this.times = times;
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addShadow(Shadow shadow, Map<String, ?> properties) {
    shadows.add(shadow, properties);
  }

  void updatedShadow(Shadow shadow, Map<String, ?> properties) {
    shadows.add(shadow, properties);
  }

  void removeShadow(Shadow shadow) {
    shadows.remove(shadow);
  }

  /**
   * Shows the shadow of each device, or reads one again.
   *
   * @param words the arguments; none to show the shadows
   */
  @Descriptor("shows reported and desired values of the shadow; reads it again, reports, deletes")
  public String shadow(
      @Descriptor(
              "[NAME] [PRODUCTKEY/DEVICENAME] [get | report NAME=VALUE ... | delete NAME ...]\n"
                  + Assignments.NOTES)
          String... words) {
    return words.length == 0 ? report().toText() : shadows.choose(List.of(words), PID, this::run);
  }

  private String run(Shadow shadow, List<String> words) {
    Addressed addressed = Addressed.of(words);
    Shadow chosen = addressed.device().map(shadow::of).orElse(shadow);
    List<String> rest = addressed.rest();
    List<String> arguments = rest.size() < 2 ? List.of() : rest.subList(1, rest.size());
    String verb = rest.isEmpty() ? "" : rest.get(0);
    if (verb.isEmpty()) {
      return describe("", chosen).toText();
    }
    if (verb.equals("get") && arguments.isEmpty()) {
      return read(chosen);
    }
    if (verb.equals("report") && !arguments.isEmpty()) {
      return version(chosen.report(Assignments.of(arguments)), "reported");
    }
    if (verb.equals("delete") && !arguments.isEmpty()) {
      return version(chosen.delete(Set.copyOf(arguments)), "deleted");
    }
    throw Manual.misused(ShadowView.class, "shadow");
  }

  private static String version(CompletionStage<Long> stage, String done) {
    return Await.outcome(
        stage, version -> done + ": the shadow has version " + version, "alink:shadow");
  }

  private static String read(Shadow shadow) {
    return Await.outcome(shadow.get(), document -> "version " + document.version(), "alink:shadow");
  }

  @Override
  public List<String> words(String command) {
    return List.copyOf(shadows.all().keySet());
  }

  @Override
  public String name() {
    return "shadow";
  }

  @Override
  public String title() {
    return "Shadow";
  }

  @Override
  public int position() {
    return 40;
  }

  @Override
  public ViewReport report() {
    return shadows.report(PID, this::describe);
  }

  @Override
  public List<Action> actions() {
    return shadows.all().entrySet().stream()
        .map(
            entry ->
                new Action(
                    "get " + entry.getKey(),
                    "Refresh the shadow of " + entry.getKey(),
                    "",
                    typed -> read(entry.getValue())))
        .toList();
  }

  private ViewReport describe(String name, Shadow shadow) {
    ShadowStatus status = shadow.status();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("state", status.state().name().toLowerCase(Locale.ROOT));
    facts.put("confirmed", status.synchronisedAt().map(times::at).orElse("not yet"));
    status.document().ifPresent(d -> facts.put("version", Long.toString(d.version())));
    status.problem().ifPresent(problem -> facts.put("problem", problem));
    List<ViewReport.SectionPart> parts = new ArrayList<>(List.of(new ViewReport.Facts(facts)));
    status.document().map(this::attributes).ifPresent(parts::add);
    String device = status.device().map(Object::toString).orElse("no device yet");
    return new ViewReport(List.of(new ViewReport.Section("shadow " + name + ": " + device, parts)));
  }

  private ViewReport.Table attributes(ShadowDocument document) {
    Set<String> names = new TreeSet<>(document.reported().keySet());
    names.addAll(document.desired().keySet());
    List<List<String>> rows = new ArrayList<>();
    for (String name : names) {
      ShadowAttribute reported = document.reported().get(name);
      ShadowAttribute desired = document.desired().get(name);
      rows.add(
          List.of(
              name,
              reported == null ? "" : reported.value().toString(),
              reported == null ? "" : reported.time().map(times::at).orElse(""),
              desired == null ? "" : desired.value().toString(),
              desired == null ? "" : desired.time().map(times::at).orElse("")));
    }
    return new ViewReport.Table(List.of("attribute", "reported", "at", "desired", "at"), rows);
  }
}

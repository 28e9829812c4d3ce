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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.felix.service.command.Descriptor;
import org.kuralink.api.thing.HandlerStatus;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.console.command.Commands;
import org.kuralink.console.command.Manual;
import org.kuralink.console.report.ViewReport;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The view of the handlers of each thing, and of the services and properties without a handler. */
@Component(
    name = "org.kuralink.console.services",
    service = {View.class, Commands.class, ServicesView.class},
    property = {"osgi.command.scope=alink", "osgi.command.function=services"})
public final class ServicesView implements View {

  private final Named<Thing> things = new Named<>();

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

  /** Shows the handlers of each thing. */
  @Descriptor("shows the handlers of properties and services, and services without a handler")
  public String services(@Descriptor(Manual.NO_WORDS) String... words) {
    Manual.expectNoWords(ServicesView.class, "services", words);
    return report().toText();
  }

  @Override
  public String name() {
    return "services";
  }

  @Override
  public String title() {
    return "Services";
  }

  @Override
  public int position() {
    return 30;
  }

  @Override
  public ViewReport report() {
    return things.report("org.kuralink.thing", ServicesView::describe);
  }

  private static ViewReport describe(String name, Thing thing) {
    List<HandlerStatus> handlers = thing.handlers();
    String title = "thing " + name + ": " + thing.identity();
    List<ViewReport.Section> sections = new ArrayList<>();
    sections.add(
        handlers.isEmpty()
            ? new ViewReport.Section(title + ": no handlers", List.of())
            : new ViewReport.Section(title, table(handlers)));
    Set<String> unanswered =
        thing.model().map(model -> unanswered(model, handlers)).orElseGet(Set::of);
    if (!unanswered.isEmpty()) {
      sections.add(
          new ViewReport.Section(
              "no handler for "
                  + String.join(", ", unanswered)
                  + ": calls are answered with code 400",
              List.of()));
    }
    return new ViewReport(sections);
  }

  private static ViewReport.Table table(List<HandlerStatus> handlers) {
    List<List<String>> rows =
        handlers.stream()
            .sorted(Comparator.comparing(HandlerStatus::kind).thenComparing(HandlerStatus::name))
            .map(
                handler ->
                    List.of(
                        switch (handler.kind()) {
                          case PROPERTY_SET -> "sets";
                          case PROPERTY_GET -> "reads";
                          case SERVICE -> "executes";
                          case CUSTOM_REQUEST -> "answers requests on";
                          case RAW_DATA -> "receives raw data of";
                          case RAW_CODEC -> "converts raw data of";
                          case LIFE -> "is notified of enable, disable and delete for";
                        },
                        handler.identifiers().isEmpty()
                            ? "everything without another handler"
                            : String.join(", ", new TreeSet<>(handler.identifiers())),
                        handler.name(),
                        handler.busy() ? "busy" : "idle",
                        Integer.toString(handler.waiting())))
            .toList();
    return new ViewReport.Table(List.of("task", "applies to", "handler", "now", "waiting"), rows);
  }

  private static Set<String> unanswered(ThingModel model, List<HandlerStatus> handlers) {
    Set<String> services = new TreeSet<>(model.services().keySet());
    for (HandlerStatus handler : handlers) {
      if (handler.kind() == HandlerStatus.Kind.SERVICE) {
        if (handler.identifiers().isEmpty()) {
          return Set.of();
        }
        services.removeAll(handler.identifiers());
      }
    }
    return services;
  }
}

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
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Event;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.Property;
import org.kuralink.api.tsl.Service;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.console.command.Commands;
import org.kuralink.console.command.Manual;
import org.kuralink.console.report.ViewReport;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The view of the thing models: properties, events and services with their types. */
@Component(
    name = "org.kuralink.console.model",
    service = {View.class, Commands.class, ModelView.class},
    property = {"osgi.command.scope=alink", "osgi.command.function=model"})
public final class ModelView implements View {

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

  /** Shows the thing model of each thing. */
  @Descriptor("shows the thing model of each thing: properties, events, services, types and limits")
  public String model(@Descriptor(Manual.NO_WORDS) String... words) {
    Manual.expectNoWords(ModelView.class, "model", words);
    return report().toText();
  }

  @Override
  public String name() {
    return "model";
  }

  @Override
  public String title() {
    return "Thing model";
  }

  @Override
  public int position() {
    return 20;
  }

  @Override
  public ViewReport report() {
    return things.report("org.kuralink.thing", ModelView::describe);
  }

  private static ViewReport describe(String name, Thing thing) {
    String title = "thing " + name + ": " + thing.identity();
    return thing
        .model()
        .map(model -> new ViewReport(sections(title, model)))
        .orElseGet(() -> ViewReport.of(title + ": no thing model, values are not validated"));
  }

  private static List<ViewReport.Section> sections(String title, ThingModel model) {
    List<ViewReport.Section> sections = new ArrayList<>();
    sections.add(
        new ViewReport.Section(
            title
                + model.productKey().map(key -> ", thing model of product " + key).orElse("")
                + counted(model.properties().size(), "property", "properties"),
            properties(model)));
    if (!model.events().isEmpty()) {
      sections.add(
          new ViewReport.Section(
              title + counted(model.events().size(), "event", "events"), events(model)));
    }
    if (!model.services().isEmpty()) {
      sections.add(
          new ViewReport.Section(
              title + counted(model.services().size(), "service", "services"), services(model)));
    }
    return sections;
  }

  private static String counted(int number, String one, String several) {
    return ", " + number + " " + (number == 1 ? one : several);
  }

  private static ViewReport.Table properties(ThingModel model) {
    List<List<String>> rows = new ArrayList<>();
    for (Property property : model.properties().values()) {
      rows.add(
          List.of(
              property.identifier(),
              property.name(),
              property.access().text(),
              property.required() ? "yes" : "",
              describe(property.type())));
    }
    return new ViewReport.Table(List.of("property", "name", "access", "required", "type"), rows);
  }

  private static ViewReport.Table events(ThingModel model) {
    List<List<String>> rows = new ArrayList<>();
    for (Event event : model.events().values()) {
      rows.add(
          List.of(
              event.identifier(),
              event.name(),
              event.type().name().toLowerCase(Locale.ROOT),
              describe(event.outputs())));
    }
    return new ViewReport.Table(List.of("event", "name", "type", "outputs"), rows);
  }

  private static ViewReport.Table services(ThingModel model) {
    List<List<String>> rows = new ArrayList<>();
    for (Service service : model.services().values()) {
      rows.add(
          List.of(
              service.identifier(),
              service.name(),
              service.synchronous() ? "synchronous" : "asynchronous",
              describe(service.inputs()),
              describe(service.outputs())));
    }
    return new ViewReport.Table(List.of("service", "name", "call", "inputs", "outputs"), rows);
  }

  private static String describe(Map<String, Field> fields) {
    return fields.values().stream()
        .map(field -> field.identifier() + " " + describe(field.type()))
        .collect(Collectors.joining(", "));
  }

  /** Returns a type with its limits on one line. */
  static String describe(DataType type) {
    if (type instanceof DataType.IntType number) {
      return "int"
          + range(
              number.min().isPresent() ? String.valueOf(number.min().getAsInt()) : "",
              number.max().isPresent() ? String.valueOf(number.max().getAsInt()) : "",
              number.step().isPresent() ? String.valueOf(number.step().getAsInt()) : "",
              number.unit().orElse(""));
    }
    if (type instanceof DataType.FloatType number) {
      return "float" + range(number.min(), number.max(), number.step(), number.unit().orElse(""));
    }
    if (type instanceof DataType.DoubleType number) {
      return "double" + range(number.min(), number.max(), number.step(), number.unit().orElse(""));
    }
    if (type instanceof DataType.TextType text) {
      return text.maxLength().isPresent()
          ? "text, at most " + text.maxLength().getAsInt() + " bytes"
          : "text";
    }
    if (type instanceof DataType.BoolType bool) {
      return "bool" + labels(bool.labels());
    }
    if (type instanceof DataType.EnumType choice) {
      return "enum" + labels(choice.labels());
    }
    if (type instanceof DataType.StructType struct) {
      return "{" + describe(struct.members()) + "}";
    }
    if (type instanceof DataType.ArrayType array) {
      return "["
          + describe(array.item())
          + "]"
          + (array.maxSize().isPresent() ? ", at most " + array.maxSize().getAsLong() : "");
    }
    return type.name();
  }

  private static String range(
      OptionalDouble min, OptionalDouble max, OptionalDouble step, String unit) {
    return range(
        min.isPresent() ? String.valueOf(min.getAsDouble()) : "",
        max.isPresent() ? String.valueOf(max.getAsDouble()) : "",
        step.isPresent() ? String.valueOf(step.getAsDouble()) : "",
        unit);
  }

  private static String range(String min, String max, String step, String unit) {
    String bounds = min.isEmpty() && max.isEmpty() ? "" : " " + min + ".." + max;
    String steps = step.isEmpty() ? "" : " step " + step;
    return bounds + steps + (unit.isEmpty() ? "" : " " + unit);
  }

  private static String labels(Map<Integer, String> labels) {
    return labels.isEmpty()
        ? ""
        : labels.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(" ", " ", ""));
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kuralink.api.channel.FieldModel;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.configuration.NearestName;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.MalformedModelException;
import org.kuralink.api.tsl.Property;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.ThingModels;
import org.kuralink.json.output.JsonOutput;

/** The products in {@code modelList} and {@code tslList} of a configuration. */
final class ProductPoints {

  static final String MODELS = "modelList";
  static final String THING_MODELS = "tslList";
  private static final String PRODUCT_KEY = "productKey";
  private static final String CUSTOM = "customize";
  private static final ThingModel NONE =
      new ThingModel(Optional.empty(), Map.of(), Map.of(), Map.of());

  private final ThingModels reader;
  private final Findings findings;
  private final Map<String, ThingModel> thingModels = new LinkedHashMap<>();
  private final Map<String, Product> products = new LinkedHashMap<>();

  ProductPoints(ThingModels reader, Findings findings) {
    this.reader = reader;
    this.findings = findings;
  }

  /**
   * A product of field devices.
   *
   * @param custom whether its points have a custom protocol
   * @param described whether there is a thing model of the product
   */
  record Product(String place, FieldModel model, boolean custom, boolean described) {

    boolean isEmpty() {
      return model.properties().isEmpty() && model.services().isEmpty() && model.events().isEmpty();
    }
  }

  Optional<Product> find(String productKey) {
    return Optional.ofNullable(products.get(productKey));
  }

  Set<String> productKeys() {
    return products.keySet();
  }

  ProductPoints read(List<?> models, List<?> tsls) {
    for (int i = 0; i < tsls.size(); i++) {
      thingModel(tsls.get(i), THING_MODELS + "[" + i + "]");
    }
    for (int i = 0; i < models.size(); i++) {
      model(models.get(i), MODELS + "[" + i + "]");
    }
    return this;
  }

  private void thingModel(Object value, String place) {
    Optional<Map<?, ?>> tsl = findings.object(value, place);
    Optional<String> product = tsl.flatMap(map -> productKey(map, place));
    if (product.isEmpty()) {
      return;
    }
    if (thingModels.containsKey(product.get())) {
      findings.error(place, "profile.productKey", product.get() + " occurs twice");
      return;
    }
    try {
      ThingModel read = reader.read(JsonOutput.text(tsl.get()));
      read.warnings().forEach(warning -> findings.remark(place + ": " + warning));
      thingModels.put(product.get(), read);
    } catch (MalformedModelException e) {
      findings.error(place, "", "is not a thing model: " + e.getMessage());
    }
  }

  private Optional<String> productKey(Map<?, ?> entry, String place) {
    if (entry.get("profile") instanceof Map<?, ?> profile) {
      return findings.text(profile, place + ".profile", PRODUCT_KEY);
    }
    findings.error(place, "profile", "is missing");
    return Optional.empty();
  }

  private void model(Object value, String place) {
    Optional<Map<?, ?>> entry = findings.object(value, place);
    Optional<String> product = entry.flatMap(map -> productKey(map, place));
    if (product.isEmpty()) {
      return;
    }
    if (products.containsKey(product.get())) {
      findings.error(place, "profile.productKey", product.get() + " occurs twice");
      return;
    }
    String key = product.get();
    ThingModel thingModel = thingModels.getOrDefault(key, NONE);
    boolean described = thingModels.containsKey(key);
    Points points = new Points(place, key, described);
    List<FieldPoint> properties =
        points.read(entry.get(), "properties", "property", thingModel.properties().keySet());
    List<FieldPoint> services =
        points.read(entry.get(), "services", "service", thingModel.services().keySet());
    List<FieldPoint> events =
        points.read(entry.get(), "events", "event", thingModel.events().keySet());
    FieldModel model = new FieldModel(key, properties, services, events, thingModel);
    List<FieldPoint> all = new ArrayList<>(properties);
    all.addAll(services);
    all.addAll(events);
    boolean custom =
        !all.isEmpty() && all.stream().allMatch(point -> point.members().containsKey(CUSTOM));
    if (!custom) {
      refuseWhatNothingBecomes(model);
    }
    products.put(key, new Product(place, model, custom, described));
  }

  /** Refuses structs of unknown members: no value of a device can be converted to one. */
  private void refuseWhatNothingBecomes(FieldModel model) {
    for (FieldPoint point : model.properties()) {
      Property property = model.thingModel().properties().get(point.identifier());
      if (property != null && property.type() instanceof DataType.AnyType) {
        findings.error(
            point.place(),
            "identifier",
            point.identifier()
                + " is a struct with unknown members in tslList; no value can be converted to it");
      }
    }
  }

  /** The points of one product. */
  private final class Points {

    private final String place;
    private final String product;
    private final boolean described;

    Points(String place, String product, boolean described) {
      this.place = place;
      this.product = product;
      this.described = described;
    }

    List<FieldPoint> read(Map<?, ?> entry, String list, String kind, Collection<String> known) {
      Object value = entry.get(list);
      // The platform writes "" for an empty list.
      if (value == null || "".equals(value)) {
        return List.of();
      }
      if (!(value instanceof List<?> elements)) {
        findings.error(place, list, "is not a list");
        return List.of();
      }
      List<FieldPoint> points = new ArrayList<>();
      Set<String> identifiers = new HashSet<>();
      for (int i = 0; i < elements.size(); i++) {
        String at = place + "." + list + "[" + i + "]";
        Optional<Map<?, ?>> element = findings.object(elements.get(i), at);
        Optional<String> identifier = element.flatMap(map -> findings.text(map, at, "identifier"));
        if (identifier.isPresent()
            && isKnown(at, identifier.get(), kind, known)
            && isOnlyOne(at, identifier.get(), identifiers)) {
          points.add(new FieldPoint(at, identifier.get(), members(element.get())));
        }
      }
      return points;
    }

    private boolean isOnlyOne(String at, String identifier, Set<String> identifiers) {
      boolean first = identifiers.add(identifier);
      if (!first) {
        findings.error(at, "identifier", identifier + " occurs twice");
      }
      return first;
    }

    private boolean isKnown(String at, String identifier, String kind, Collection<String> known) {
      if (!described || known.contains(identifier)) {
        return true;
      }
      String nearest =
          NearestName.of(identifier, known).map(name -> "; the nearest is " + name).orElse("");
      findings.error(
          at,
          "identifier",
          "the thing model of " + product + " has no " + kind + " " + identifier + nearest);
      return false;
    }
  }

  /** Returns the members of an object that are not null. */
  static Map<String, Object> members(Map<?, ?> object) {
    Map<String, Object> members = new LinkedHashMap<>();
    object.forEach(
        (name, value) -> {
          if (value != null) {
            members.put(String.valueOf(name), value);
          }
        });
    return members;
  }
}

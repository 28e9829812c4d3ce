/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.tsl;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.tsl.MalformedModelException;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.ThingModels;

/**
 * Reads a thing model from the documents of its modules. Accepts the console's export, the
 * platform's reply, and a saved copy of that reply.
 */
final class ModelReader {

  private static final List<String> LISTS = List.of("properties", "events", "services");
  private static final String MODULE = "functionBlockId";
  private static final String MODULES = "functionBlocks";

  private final Warnings warnings = new Warnings();
  private final FeatureReader features = new FeatureReader(warnings);
  private final Set<String> modules = new LinkedHashSet<>();
  private final Set<String> named = new LinkedHashSet<>();
  private String productKey = "";
  private @Nullable MalformedModelException first;

  private ModelReader() {}

  static ThingModel read(List<JsonText> documents) throws MalformedModelException {
    ModelReader reader = new ModelReader();
    for (JsonText document : documents) {
      reader.document(DocumentReader.read(document));
    }
    return reader.model();
  }

  private ThingModel model() throws MalformedModelException {
    MalformedModelException fault = first;
    if (features.areNone() && fault != null) {
      throw fault;
    }
    named.removeAll(modules);
    return new ThingModel(
        productKey.isEmpty() ? Optional.empty() : Optional.of(productKey),
        features.properties(),
        features.events(),
        features.services(),
        new ThingModel.Coverage(modules, named, features.unread()),
        warnings.lines());
  }

  private void document(Element root) throws MalformedModelException {
    if (!root.isArray()) {
      module(root);
      return;
    }
    List<Element> all = root.elements();
    if (all.isEmpty()) {
      throw root.wrong("is empty; it is not a TSL");
    }
    for (Element each : all) {
      module(each);
    }
  }

  private void module(Element root) throws MalformedModelException {
    if (isModule(root)) {
      describe(root);
      return;
    }
    Optional<Element> data = root.member("data");
    if (data.isPresent() && (data.get().isObject() || data.get().isArray())) {
      document(data.get());
      return;
    }
    throw root.wrong("has neither properties, events nor services; it is not a TSL");
  }

  private static boolean isModule(Element root) throws MalformedModelException {
    return LISTS.stream().anyMatch(root.members()::containsKey);
  }

  private void describe(Element root) throws MalformedModelException {
    String module = word(root, MODULE);
    named(productKey(root), root);
    boolean isNew = modules.size() < ThingModels.MAX_MODULES && modules.add(module);
    if (!isNew) {
      warnings.add(
          root.wrong(
              modules.contains(module)
                  ? "the module '" + module + "' occurs twice"
                  : "more than " + ThingModels.MAX_MODULES + " modules"));
      return;
    }
    int before = features.count();
    Optional<MalformedModelException> fault = features.read(root, module);
    if (fault.isPresent()) {
      // An unread feature may have any name, so no name of the module is unknown.
      modules.remove(module);
    }
    boolean nothing = features.count() == before;
    Optional<MalformedModelException> reason = fault.or(features::lastFault);
    if (nothing && first == null && reason.isPresent()) {
      first = reason.get();
    }
    others(root);
  }

  /** Reads the other modules of the product, which are either included or only named. */
  private void others(Element root) throws MalformedModelException {
    Optional<Element> list = root.member(MODULES).filter(Element::isArray);
    for (Element each : list.isPresent() ? list.get().elements() : new ArrayList<Element>()) {
      if (each.isObject() && isModule(each)) {
        describe(each);
      } else if (each.isObject() && named.size() < ThingModels.MAX_MODULES) {
        String name = word(each, MODULE);
        if (!name.isEmpty()) {
          named.add(name);
        }
      }
    }
  }

  private void named(String key, Element root) {
    if (productKey.isEmpty()) {
      productKey = key;
    } else if (!key.isEmpty() && !key.equals(productKey)) {
      warnings.add(root.wrong("belongs to the product " + key + ", not to " + productKey));
    }
  }

  private String productKey(Element root) {
    try {
      Optional<Element> profile = root.member("profile");
      return profile.isPresent() ? word(profile.get(), "productKey") : "";
    } catch (MalformedModelException e) {
      warnings.add(e);
      return "";
    }
  }

  private String word(Element element, String name) {
    try {
      Optional<Element> word = element.member(name);
      return word.isPresent() ? word.get().text().strip() : "";
    } catch (MalformedModelException e) {
      warnings.add(e);
      return "";
    }
  }
}

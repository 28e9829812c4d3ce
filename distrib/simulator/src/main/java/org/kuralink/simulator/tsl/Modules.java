/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.tsl;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The modules of a product: the default module, and custom modules (function blocks), whose
 * features are named {@code module:identifier} in messages.
 */
final class Modules {

  private static final String ID = "functionBlockId";
  private static final String NAME = "functionBlockName";
  private static final String LIST = "functionBlocks";
  private static final int MAX = 200;

  private Modules() {}

  /** Returns one document: the default module with the custom modules in its list. */
  static JsonObject together(JsonElement given) throws BadModelException {
    JsonArray all = new JsonArray();
    if (given.isJsonArray()) {
      all = given.getAsJsonArray();
    } else {
      all.add(given);
    }
    JsonObject main = Tsl.empty().toJson();
    JsonArray modules = new JsonArray();
    for (JsonElement each : all) {
      if (!each.isJsonObject()) {
        throw new BadModelException("a module must be an object");
      }
      if (each.getAsJsonObject().has(ID)) {
        modules.add(each.deepCopy());
      } else {
        main = each.getAsJsonObject().deepCopy();
      }
    }
    if (main.get(LIST) instanceof JsonArray inside) {
      Set<JsonElement> described = new HashSet<>();
      modules.forEach(each -> described.add(each.getAsJsonObject().get(ID)));
      for (JsonElement each : inside) {
        boolean onlyName = each instanceof JsonObject one && !one.has("properties");
        if (!onlyName || !described.contains(each.getAsJsonObject().get(ID))) {
          modules.add(each);
        }
      }
    }
    if (!modules.isEmpty()) {
      main.add(LIST, modules);
    }
    return main;
  }

  /** The custom modules that are described, by their identifiers. */
  static Map<String, JsonObject> of(JsonObject source) throws BadModelException {
    Map<String, JsonObject> modules = new LinkedHashMap<>();
    JsonElement list = source.get(LIST);
    if (!(list instanceof JsonArray all)) {
      return modules;
    }
    int index = 0;
    for (JsonElement each : all) {
      String path = LIST + "[" + index++ + "]";
      if (!each.isJsonObject()) {
        throw new BadModelException(path + ": an object is needed");
      }
      String id = DataTypes.text(each.getAsJsonObject(), ID, path);
      if (!id.matches("[A-Za-z0-9_]{1,50}")) {
        throw new BadModelException(path + "." + ID + ": letters, digits and _ are needed");
      }
      if (modules.put(id, each.getAsJsonObject()) != null) {
        throw new BadModelException(path + ": " + id + " is there twice");
      }
    }
    if (modules.size() > MAX) {
      throw new BadModelException(LIST + ": more than " + MAX + " modules");
    }
    return modules;
  }

  /** The default module with the names of the others alone. */
  static JsonObject named(JsonObject source) {
    JsonObject main = source.deepCopy();
    if (main.get(LIST) instanceof JsonArray all) {
      JsonArray names = new JsonArray();
      for (JsonElement each : all) {
        JsonObject name = new JsonObject();
        for (String member : List.of(ID, NAME)) {
          if (each.getAsJsonObject().has(member)) {
            name.add(member, each.getAsJsonObject().get(member));
          }
        }
        names.add(name);
      }
      main.add(LIST, names);
    }
    return main;
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.thing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.alink.Answer;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.alink.Request;
import org.kuralink.simulator.alink.Routes;
import org.kuralink.simulator.live.DeviceNews;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.PerDevice;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.StateStore;

/** The tags that a device sets for itself (spec 9.8). */
public final class Tags implements Capability {
  /** How many tags one message may carry. */
  public static final int MAX_ITEMS = 200;

  private static final int MAX_TAGS = 100;
  private static final int MAX_VALUE = 4096;
  private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

  private final Registry registry;
  private final PerDevice<Map<String, JsonObject>> states;
  private final StateStore store;
  private final DeviceNews news;

  /** For the devices of the registry. */
  public Tags(Registry registry, StateStore store, DeviceNews news) {
    this.registry = registry;
    this.states = PerDevice.of(registry, TreeMap::new);
    this.store = store;
    this.news = news;
    store.keep("tags", registry, states, Tags::write, Tags::read);
  }

  @Override
  public void register(Routes routes) {
    routes.request("thing/deviceinfo/update", this::update);
    routes.request("thing/deviceinfo/delete", this::delete);
  }

  /** The tags of the device, each as it was sent: {@code attrKey}, {@code attrValue}, domain. */
  public JsonArray of(DeviceKey key) {
    JsonArray items = new JsonArray();
    Map<String, JsonObject> tags = states.of(key);
    synchronized (tags) {
      tags.values().forEach(tag -> items.add(tag.deepCopy()));
    }
    return items;
  }

  private Answer update(Request request) {
    List<JsonObject> items = new ArrayList<>();
    Optional<Answer> refusal = read(request, true, items);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Map<String, JsonObject> tags = states.of(request.key());
    synchronized (tags) {
      Map<String, JsonObject> changed = new TreeMap<>(tags);
      items.forEach(item -> changed.put(item.get("attrKey").getAsString(), item));
      if (changed.size() > MAX_TAGS) {
        return Answer.badParameters("a device has at most " + MAX_TAGS + " tags");
      }
      tags.putAll(changed);
    }
    changed(request.key());
    return Answer.success();
  }

  private Answer delete(Request request) {
    List<JsonObject> items = new ArrayList<>();
    Optional<Answer> refusal = read(request, false, items);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Map<String, JsonObject> tags = states.of(request.key());
    synchronized (tags) {
      items.forEach(item -> tags.remove(item.get("attrKey").getAsString()));
    }
    changed(request.key());
    return Answer.success();
  }

  private Optional<Answer> read(Request request, boolean withValue, List<JsonObject> items) {
    if (registry.device(request.key()).isEmpty()) {
      return Optional.of(Answer.failure(6100, "device not found"));
    }
    if (!request.params().isJsonArray()) {
      return Optional.of(Answer.badParameters("params must be an array"));
    }
    JsonArray given = request.params().getAsJsonArray();
    if (given.size() > MAX_ITEMS) {
      return Optional.of(Answer.badParameters("at most " + MAX_ITEMS + " tags a message"));
    }
    for (JsonElement element : given) {
      Optional<String> problem = problem(element, withValue);
      if (problem.isPresent()) {
        return Optional.of(Answer.badParameters(problem.get()));
      }
      items.add(element.getAsJsonObject());
    }
    return Optional.empty();
  }

  private static Optional<String> problem(JsonElement element, boolean withValue) {
    if (!(element instanceof JsonObject item)) {
      return Optional.of("a tag is an object");
    }
    if (!isText(item.get("attrKey")) || !KEY.matcher(item.get("attrKey").getAsString()).matches()) {
      return Optional.of(
          "attrKey: 1 to 100 letters, digits and _, a letter or _ first, not "
              + shortened(String.valueOf(item.get("attrKey"))));
    }
    if (withValue
        && (!isText(item.get("attrValue"))
            || item.get("attrValue").getAsString().length() > MAX_VALUE)) {
      return Optional.of("attrValue: a text of at most " + MAX_VALUE + " characters is needed");
    }
    return Optional.empty();
  }

  private static String shortened(String text) {
    return text.length() > 120 ? text.substring(0, 120) + "..." : text;
  }

  private static boolean isText(@Nullable JsonElement element) {
    return element instanceof JsonPrimitive text && text.isString();
  }

  private void changed(DeviceKey key) {
    store.saveSoon();
    news.tell(key, "tags");
  }

  private static JsonObject write(Map<String, JsonObject> tags) {
    JsonObject json = new JsonObject();
    synchronized (tags) {
      tags.forEach(json::add);
    }
    return json;
  }

  private static Map<String, JsonObject> read(JsonObject json) {
    Map<String, JsonObject> tags = new TreeMap<>();
    json.entrySet().forEach(e -> tags.put(e.getKey(), e.getValue().getAsJsonObject()));
    return tags;
  }
}

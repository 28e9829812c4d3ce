/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.simulator.alink.Commands;
import org.kuralink.simulator.files.FileLinks.Scheme;
import org.kuralink.simulator.files.FileServer;
import org.kuralink.simulator.files.StoredFile;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.registry.RegistryException;

/** Pushes a field channel configuration to a gateway (spec 9.6). */
final class ModelConfigResource {
  private static final Map<String, String> METHODS = Map.of("sha256", "sha256", "md5", "md5");
  private static final Map<String, Scheme> SCHEMES =
      Map.of("https", Scheme.HTTPS, "http", Scheme.HTTP);

  private final Registry registry;
  private final Commands commands;
  private final FileServer files;
  private final Map<DeviceKey, JsonObject> last = new ConcurrentHashMap<>();

  ModelConfigResource(Registry registry, Commands commands, FileServer files) {
    this.registry = registry;
    this.commands = commands;
    this.files = files;
  }

  void register(Router router) {
    String path = "/api/v1/devices/{productKey}/{deviceName}/model-config";
    router.add("GET", path, this::last);
    router.add("POST", path, this::push);
  }

  /** Returns the last pushed configuration since the start. */
  private CompletionStage<Response> last(Call call) throws RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    return Response.json(200, last.getOrDefault(key, new JsonObject())).now();
  }

  /** Serves the configuration as a file and pushes it; its text may be invalid. */
  private CompletionStage<Response> push(Call call) throws RestException, RegistryException {
    DeviceKey key = registry.required(call.device()).key();
    JsonObject json = call.json();
    String method = Call.option(json, "digestMethod", METHODS).orElse("sha256");
    Scheme scheme = Call.option(json, "scheme", SCHEMES).orElse(Scheme.HTTPS);
    String configuration = text(json.get("configuration"));
    StoredFile file = store(configuration);
    JsonObject pushed = new JsonObject();
    pushed.addProperty("configuration", configuration);
    pushed.addProperty("digestMethod", method);
    last.put(key, pushed);
    JsonObject data = new JsonObject();
    String digest = method.equals("md5") ? file.md5() : file.sha256();
    data.addProperty("digest", Call.text(json, "digest").orElse(digest));
    data.addProperty("digestMethod", method);
    data.addProperty("url", files.links().url(file, scheme));
    return CommandResource.answer(
        commands.push(key, "thing/model/config/push", data, CommandResource.timeout(json)));
  }

  private static String text(JsonElement configuration) throws RestException {
    if (configuration instanceof JsonPrimitive text && text.isString()) {
      return text.getAsString();
    }
    if (configuration instanceof JsonObject object) {
      return object.toString();
    }
    throw RestException.bad("configuration: an object, or the text of a file, is needed");
  }

  private StoredFile store(String text) throws RegistryException {
    try {
      return files.store().put("model-config.json", text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.kuralink.simulator.capability.Deliveries;
import org.kuralink.simulator.files.Downloads;
import org.kuralink.simulator.files.FileFaults;
import org.kuralink.simulator.files.FileLinks;
import org.kuralink.simulator.files.FileLinks.Scheme;
import org.kuralink.simulator.files.FileServer;
import org.kuralink.simulator.files.StoredFile;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.registry.RegistryException.Kind;

/** REST endpoints for the files that devices download, their addresses and their faults. */
final class FileResource {
  private static final Map<String, Scheme> SCHEMES =
      Map.of("https", Scheme.HTTPS, "http", Scheme.HTTP);

  private final Deliveries deliveries;
  private final FileServer files;

  FileResource(Deliveries deliveries) {
    this.deliveries = deliveries;
    this.files = deliveries.files();
  }

  void register(Router router) {
    String one = "/api/v1/files/{fileId}";
    router.add("GET", "/api/v1/files", this::list);
    router.add("GET", one, this::detail);
    router.add("DELETE", one, this::delete);
    router.add("GET", one + "/faults", c -> shown(files.links().faults(file(c).id())));
    router.add("PUT", one + "/faults", this::replaceFaults);
    router.add("DELETE", one + "/faults", this::clearFaults);
    router.add("POST", one + "/links", this::link);
  }

  private StoredFile file(Call call) throws RegistryException {
    return files.store().required(call.path().getOrDefault("fileId", ""));
  }

  private CompletionStage<Response> list(Call call) {
    return Call.items(files.store().all().stream().map(StoredFile::toJson).toList()).now();
  }

  private CompletionStage<Response> detail(Call call) throws RegistryException {
    StoredFile file = file(call);
    JsonObject json = file.toJson();
    json.addProperty("used", deliveries.uses(file.id()));
    json.add("faults", files.links().faults(file.id()).toJson());
    JsonArray requests = new JsonArray();
    files.downloads().of(file.id()).stream().map(Downloads.Download::toJson).forEach(requests::add);
    json.add("requests", requests);
    return Response.json(200, json).now();
  }

  private CompletionStage<Response> delete(Call call) throws RegistryException {
    StoredFile file = file(call);
    if (deliveries.uses(file.id())) {
      throw new RegistryException(Kind.CONFLICT, "firmware or a configuration needs this file");
    }
    files.delete(file.id());
    return Response.empty(204).now();
  }

  private CompletionStage<Response> replaceFaults(Call call)
      throws RestException, RegistryException {
    FileFaults faults = faults(call.json());
    files.links().faults(file(call).id(), faults);
    return shown(faults);
  }

  private CompletionStage<Response> clearFaults(Call call) throws RegistryException {
    files.links().faults(file(call).id(), FileFaults.NONE);
    return Response.empty(204).now();
  }

  private static CompletionStage<Response> shown(FileFaults faults) {
    return Response.json(200, faults.toJson()).now();
  }

  private static FileFaults faults(JsonObject json) throws RestException {
    try {
      return FileFaults.fromJson(json);
    } catch (IllegalArgumentException e) {
      throw RestException.bad(String.valueOf(e.getMessage()));
    }
  }

  private CompletionStage<Response> link(Call call) throws RestException, RegistryException {
    StoredFile file = file(call);
    JsonObject json = call.json();
    Scheme scheme = scheme(json);
    int most = (int) Duration.ofDays(1).toSeconds();
    int seconds =
        Call.number(json, "lifetimeSeconds", -most, most, (int) FileLinks.LIFETIME.toSeconds());
    Duration lifetime = Duration.ofSeconds(seconds);
    JsonObject body = new JsonObject();
    JsonElement faults = json.get("faults");
    if (faults instanceof JsonObject wanted) {
      body.addProperty("url", files.links().url(file, scheme, lifetime, faults(wanted)));
    } else if (faults == null) {
      body.addProperty("url", files.links().url(file, scheme, lifetime));
    } else {
      throw RestException.bad("faults: an object is needed");
    }
    return Response.json(201, body).now();
  }

  static Scheme scheme(JsonObject json) throws RestException {
    return Call.option(json, "scheme", SCHEMES).orElse(Scheme.HTTPS);
  }
}

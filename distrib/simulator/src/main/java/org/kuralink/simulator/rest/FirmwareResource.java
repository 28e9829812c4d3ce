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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.kuralink.simulator.capability.Deliveries;
import org.kuralink.simulator.files.FileServer;
import org.kuralink.simulator.ota.Firmware;
import org.kuralink.simulator.ota.FirmwareJobs;
import org.kuralink.simulator.ota.Job;
import org.kuralink.simulator.registry.RegistryException;

/** REST endpoints for firmware and update jobs. */
final class FirmwareResource {
  private final FileServer files;
  private final FirmwareJobs firmware;

  FirmwareResource(Deliveries deliveries) {
    this.files = deliveries.files();
    this.firmware = deliveries.firmware();
  }

  void register(Router router) {
    String product = "/api/v1/products/{productKey}";
    String one = product + "/firmware/{firmwareId}";
    String job = product + "/firmware-jobs/{jobId}";
    router.add("GET", product + "/firmware", this::list);
    router.add("POST", product + "/firmware", this::create);
    router.add("GET", one, this::show);
    router.add("DELETE", one, this::delete);
    router.add("POST", one + "/verify", call -> start(call, true));
    router.add("POST", one + "/push", call -> start(call, false));
    router.add("GET", product + "/firmware-jobs", this::jobs);
    router.add("GET", job, this::job);
    router.add("POST", job + "/cancel", this::cancel);
    router.add("GET", "/api/v1/devices/{productKey}/{deviceName}/firmware", this::device);
  }

  private CompletionStage<Response> list(Call call) throws RegistryException {
    return Call.items(firmware.firmware(call.productKey()).stream().map(Firmware::toJson).toList())
        .now();
  }

  private CompletionStage<Response> create(Call call) throws RestException, RegistryException {
    JsonObject json = call.json();
    FirmwareJobs.Draft draft =
        new FirmwareJobs.Draft(
            Call.text(json, "module").orElse(Firmware.DEFAULT_MODULE),
            Call.requiredText(json, "version"),
            files.store().required(Call.requiredText(json, "fileId")),
            Call.text(json, "signMethod").orElse("SHA256"),
            Call.flag(json, "verify", false));
    return Response.json(201, firmware.create(call.productKey(), draft).toJson()).now();
  }

  private static String firmwareId(Call call) {
    return call.path().getOrDefault("firmwareId", "");
  }

  private CompletionStage<Response> show(Call call) throws RegistryException {
    return Response.json(200, firmware.firmware(call.productKey(), firmwareId(call)).toJson())
        .now();
  }

  private CompletionStage<Response> delete(Call call) throws RegistryException {
    firmware.delete(call.productKey(), firmwareId(call));
    return Response.empty(204).now();
  }

  private CompletionStage<Response> start(Call call, boolean verify)
      throws RestException, RegistryException {
    JsonObject json = call.json();
    JsonElement wrong = json.has("data") ? json.get("data") : new JsonObject();
    if (!wrong.isJsonObject()) {
      throw RestException.bad("data: an object of wrong data is needed, or nothing");
    }
    Job.Order order =
        new Job.Order(verify, devices(json), FileResource.scheme(json), wrong.getAsJsonObject());
    return Response.json(201, firmware.start(call.productKey(), firmwareId(call), order).toJson())
        .now();
  }

  private static List<String> devices(JsonObject json) throws RestException {
    JsonElement given = json.get("devices");
    if (given == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    if (given.isJsonArray()) {
      for (JsonElement name : given.getAsJsonArray()) {
        if (name instanceof JsonPrimitive text && text.isString()) {
          names.add(text.getAsString());
        }
      }
      if (!names.isEmpty() && names.size() == given.getAsJsonArray().size()) {
        return names;
      }
    }
    throw RestException.bad("devices: an array of device names is needed; absent for all");
  }

  private CompletionStage<Response> jobs(Call call) throws RegistryException {
    return Call.items(firmware.jobs(call.productKey()).stream().map(Job::toJson).toList()).now();
  }

  private static String jobId(Call call) {
    return call.path().getOrDefault("jobId", "");
  }

  private CompletionStage<Response> job(Call call) throws RegistryException {
    return Response.json(200, firmware.job(call.productKey(), jobId(call)).toJson()).now();
  }

  private CompletionStage<Response> cancel(Call call) throws RegistryException {
    return Response.json(200, firmware.cancel(call.productKey(), jobId(call)).toJson()).now();
  }

  private CompletionStage<Response> device(Call call) throws RegistryException {
    return Response.json(200, firmware.device(call.device())).now();
  }
}

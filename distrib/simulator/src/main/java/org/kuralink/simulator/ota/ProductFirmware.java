/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.ota;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.simulator.registry.RegistryException.Kind;

/**
 * The firmware of one product, its jobs, and the versions that its devices have reported. Guarded
 * by the lock of {@link FirmwareJobs}.
 */
final class ProductFirmware {
  private static final int JOBS_KEPT = 200;

  private final Map<String, Firmware> firmware = new TreeMap<>();
  private final List<Job> jobs = new ArrayList<>();
  private final Map<String, Map<String, Reported>> versions = new TreeMap<>();

  /** A version that a device has reported. */
  record Reported(String version, long time) {}

  /** The task of a device in a job. */
  record Part(Firmware firmware, Job job, Task task) {}

  /** Newest first. */
  List<Firmware> firmware() {
    List<Firmware> all = new ArrayList<>(firmware.values());
    all.sort(Comparator.comparingLong(Firmware::createdAt).reversed());
    return all;
  }

  Firmware firmware(String id) throws RegistryException {
    Firmware found = firmware.get(id);
    if (found == null) {
      throw new RegistryException(Kind.NOT_FOUND, "there is no firmware " + id);
    }
    return found;
  }

  void put(Firmware one) throws RegistryException {
    for (Firmware other : firmware.values()) {
      if (!other.id().equals(one.id())
          && other.module().equals(one.module())
          && other.version().equals(one.version())) {
        throw new RegistryException(
            Kind.CONFLICT, "there is " + one.module() + " " + one.version() + " already");
      }
    }
    firmware.put(one.id(), one);
  }

  void remove(String firmwareId) throws RegistryException {
    boolean running =
        jobs.stream()
            .anyMatch(j -> j.firmwareId().equals(firmwareId) && j.state().equals("running"));
    if (running) {
      throw new RegistryException(Kind.CONFLICT, "a job with this firmware is running: cancel it");
    }
    firmware.remove(firmwareId);
    jobs.removeIf(job -> job.firmwareId().equals(firmwareId));
  }

  void add(Job job) {
    jobs.add(job);
    for (int i = 0; i < jobs.size() && jobs.size() > JOBS_KEPT; ) {
      if (jobs.get(i).state().equals("running")) {
        i++;
      } else {
        jobs.remove(i);
      }
    }
  }

  /** Newest first. */
  List<Job> jobs() {
    List<Job> all = new ArrayList<>(jobs);
    Collections.reverse(all);
    return all;
  }

  Job job(String id) throws RegistryException {
    for (Job job : jobs) {
      if (job.id().equals(id)) {
        return job;
      }
    }
    throw new RegistryException(Kind.NOT_FOUND, "there is no job " + id);
  }

  /** The parts of a device, newest first. */
  List<Part> parts(String deviceName) {
    List<Part> parts = new ArrayList<>();
    for (Job job : jobs()) {
      Firmware one = firmware.get(job.firmwareId());
      Optional<Task> task = job.task(deviceName);
      if (one != null && task.isPresent()) {
        parts.add(new Part(one, job, task.get()));
      }
    }
    return parts;
  }

  /** The part that is not at its end; an empty module stands for any. */
  Optional<Part> open(String deviceName, String module) {
    return parts(deviceName).stream()
        .filter(part -> part.task().state().open())
        .filter(part -> module.isEmpty() || part.firmware().module().equals(module))
        .findFirst();
  }

  void reported(String deviceName, String module, String version, long time) {
    versions
        .computeIfAbsent(deviceName, name -> new TreeMap<>())
        .put(module, new Reported(version, time));
  }

  Map<String, Reported> versions(String deviceName) {
    return new TreeMap<>(versions.getOrDefault(deviceName, Map.of()));
  }

  void forget(String deviceName) {
    versions.remove(deviceName);
    jobs.forEach(job -> job.forget(deviceName));
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    JsonArray all = new JsonArray();
    firmware.values().forEach(one -> all.add(one.toJson()));
    json.add("firmware", all);
    JsonArray work = new JsonArray();
    jobs.forEach(job -> work.add(job.toJson()));
    json.add("jobs", work);
    JsonObject known = new JsonObject();
    versions.keySet().forEach(name -> known.add(name, versionsJson(name)));
    json.add("versions", known);
    return json;
  }

  JsonObject deviceJson(String deviceName) {
    JsonObject json = new JsonObject();
    json.add("versions", versionsJson(deviceName));
    JsonArray tasks = new JsonArray();
    for (Part part : parts(deviceName)) {
      JsonObject task = part.task.toJson();
      task.addProperty("jobId", part.job.id());
      task.addProperty("module", part.firmware.module());
      task.addProperty("version", part.firmware.version());
      tasks.add(task);
    }
    json.add("tasks", tasks);
    return json;
  }

  private JsonObject versionsJson(String deviceName) {
    JsonObject json = new JsonObject();
    versions(deviceName)
        .forEach(
            (module, reported) -> {
              JsonObject one = new JsonObject();
              one.addProperty("version", reported.version);
              one.addProperty("time", reported.time);
              json.add(module, one);
            });
    return json;
  }

  static ProductFirmware fromJson(JsonObject json) {
    ProductFirmware product = new ProductFirmware();
    for (JsonElement element : json.getAsJsonArray("firmware")) {
      Firmware one = Firmware.fromJson(element.getAsJsonObject());
      product.firmware.put(one.id(), one);
    }
    json.getAsJsonArray("jobs")
        .forEach(job -> product.jobs.add(Job.fromJson(job.getAsJsonObject())));
    for (Map.Entry<String, JsonElement> device : json.getAsJsonObject("versions").entrySet()) {
      for (Map.Entry<String, JsonElement> entry : device.getValue().getAsJsonObject().entrySet()) {
        JsonObject one = entry.getValue().getAsJsonObject();
        product.reported(
            device.getKey(),
            entry.getKey(),
            one.get("version").getAsString(),
            one.get("time").getAsLong());
      }
    }
    return product;
  }
}

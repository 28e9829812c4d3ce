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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.kuralink.simulator.files.FileLinks.Scheme;

/** An update job. Thread-safe. */
public final class Job {
  private final String id;
  private final String firmwareId;
  private final Order order;
  private final long createdAt;
  private final Map<String, Task> tasks = new ConcurrentSkipListMap<>();
  private volatile boolean cancelled;

  /**
   * The parameters of a job: {@code verify} verifies the firmware on the named devices; an empty
   * list means all devices of the product. The members of {@code wrong} replace the correct ones in
   * the message.
   */
  public record Order(boolean verify, List<String> devices, Scheme scheme, JsonObject wrong) {

    /** To all devices, as documented. */
    public static Order all() {
      return new Order(false, List.of(), Scheme.HTTPS, new JsonObject());
    }

    /** To these devices, as documented. */
    public static Order to(String... devices) {
      return new Order(false, List.of(devices), Scheme.HTTPS, new JsonObject());
    }

    /** Returns a copy that verifies the firmware. */
    public Order verifying() {
      return new Order(true, devices, scheme, wrong);
    }

    /** Returns a copy with file addresses of this scheme. */
    public Order by(Scheme other) {
      return new Order(verify, devices, other, wrong);
    }

    /** Returns a copy whose message data are replaced with these. */
    public Order wrong(JsonObject data) {
      return new Order(verify, devices, scheme, data);
    }
  }

  Job(String id, String firmwareId, Order order, long createdAt) {
    this.id = id;
    this.firmwareId = firmwareId;
    this.order = order;
    this.createdAt = createdAt;
  }

  /** Its name. */
  public String id() {
    return id;
  }

  /** Returns the firmware of the job. */
  public String firmwareId() {
    return firmwareId;
  }

  Order order() {
    return order;
  }

  /** The part of a device, if it has one. */
  public Optional<Task> task(String deviceName) {
    return Optional.ofNullable(tasks.get(deviceName));
  }

  /** The parts of all its devices, by name. */
  public List<Task> tasks() {
    return new ArrayList<>(tasks.values());
  }

  void add(Task task) {
    tasks.put(task.deviceName(), task);
  }

  void forget(String deviceName) {
    tasks.remove(deviceName);
  }

  void cancel() {
    cancelled = true;
  }

  /** {@code running}, {@code finished} or {@code cancelled}. */
  public String state() {
    if (cancelled) {
      return "cancelled";
    }
    return tasks.values().stream().anyMatch(task -> task.state().open()) ? "running" : "finished";
  }

  /** Returns the JSON for REST and for storage. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("jobId", id);
    json.addProperty("firmwareId", firmwareId);
    json.addProperty("kind", order.verify ? "verify" : "push");
    json.addProperty("scheme", order.scheme.toString());
    json.add("data", order.wrong);
    json.addProperty("createdAt", createdAt);
    json.addProperty("state", state());
    JsonArray devices = new JsonArray();
    tasks.values().forEach(task -> devices.add(task.toJson()));
    json.add("devices", devices);
    return json;
  }

  static Job fromJson(JsonObject json) {
    Scheme scheme = json.get("scheme").getAsString().equals("http") ? Scheme.HTTP : Scheme.HTTPS;
    Job job =
        new Job(
            json.get("jobId").getAsString(),
            json.get("firmwareId").getAsString(),
            new Order(
                json.get("kind").getAsString().equals("verify"),
                List.of(),
                scheme,
                json.getAsJsonObject("data")),
            json.get("createdAt").getAsLong());
    job.cancelled = json.get("state").getAsString().equals("cancelled");
    for (JsonElement device : json.getAsJsonArray("devices")) {
      job.add(Task.fromJson(device.getAsJsonObject()));
    }
    return job;
  }
}

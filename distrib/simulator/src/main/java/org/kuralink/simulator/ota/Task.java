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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kuralink.simulator.live.Ring;

/** The task of one device in a job. Thread-safe. */
public final class Task {
  private static final int KEPT = 200;

  private final String deviceName;
  private final Ring<Report> reports = new Ring<>(KEPT);
  private final Ring<String> problems = new Ring<>(KEPT);
  private State state = State.PENDING;
  private long changedAt;
  private int pushes;
  private int step;
  private String desc = "";

  /** The state of the update (spec, chapter 5). */
  public enum State {
    /** Not heard of since it was told, or not told yet. */
    PENDING,
    /** The device has reported progress. */
    UPDATING,
    /** The device has reported the new version. */
    SUCCEEDED,
    /** The device has reported a failure. */
    FAILED,
    /** The job, or this part of it, was cancelled. */
    CANCELLED,
    /** There was nothing to do: it has the version, or is getting it already. */
    SKIPPED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean open() {
      return this == PENDING || this == UPDATING;
    }
  }

  /** A reported step. */
  public record Report(long time, int step, String desc) {
    private JsonObject toJson() {
      JsonObject json = new JsonObject();
      json.addProperty("time", time);
      json.addProperty("step", step);
      json.addProperty("desc", desc);
      return json;
    }
  }

  Task(String deviceName, long now) {
    this.deviceName = deviceName;
    this.changedAt = now;
  }

  public String deviceName() {
    return deviceName;
  }

  /** Returns the state. */
  public synchronized State state() {
    return state;
  }

  /** How often it was sent the firmware's description. */
  public synchronized int pushes() {
    return pushes;
  }

  /** The last step that counts. */
  public synchronized int step() {
    return step;
  }

  /** Returns the last description by the device or the platform. */
  public synchronized String desc() {
    return desc;
  }

  /** Returns the reports of the device, oldest first. */
  public List<Report> reports() {
    return reports.all();
  }

  /** Returns the reports that deviate from the specification, oldest first. */
  public List<String> problems() {
    return problems.all();
  }

  synchronized void pushed() {
    pushes++;
  }

  synchronized void become(State next, String why, long now) {
    state = next;
    desc = why;
    changedAt = now;
  }

  synchronized void problem(String what) {
    problems.add(what);
  }

  /** Records a report; the last step and text are used unless they are too late or go backwards. */
  synchronized void report(Progress progress, long now) {
    progress.problem().ifPresent(this::problem);
    if (!progress.usable()) {
      return;
    }
    reports.add(new Report(now, progress.step(), progress.desc()));
    if (!state.open()) {
      problem("step " + progress.step() + " after the end");
    } else if (progress.step() < 0) {
      step = progress.step();
      become(State.FAILED, progress.desc(), now);
    } else if (progress.step() < step) {
      problem("step " + progress.step() + " after step " + step);
    } else {
      step = progress.step();
      become(State.UPDATING, progress.desc(), now);
    }
  }

  /** Whether so much of it was sent that the device could report something. */
  synchronized Optional<String> unexpected() {
    return pushes == 0 ? Optional.of("progress before the firmware was pushed") : Optional.empty();
  }

  /** Returns the JSON for REST and for storage. */
  public synchronized JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("deviceName", deviceName);
    json.addProperty("state", state.word());
    json.addProperty("changedAt", changedAt);
    json.addProperty("pushes", pushes);
    json.addProperty("step", step);
    json.addProperty("desc", desc);
    JsonArray told = new JsonArray();
    reports.all().forEach(report -> told.add(report.toJson()));
    json.add("reports", told);
    JsonArray wrong = new JsonArray();
    problems.all().forEach(wrong::add);
    json.add("problems", wrong);
    return json;
  }

  static Task fromJson(JsonObject json) {
    Task task = new Task(json.get("deviceName").getAsString(), json.get("changedAt").getAsLong());
    task.state = State.valueOf(json.get("state").getAsString().toUpperCase(Locale.ROOT));
    task.pushes = json.get("pushes").getAsInt();
    task.step = json.get("step").getAsInt();
    task.desc = json.get("desc").getAsString();
    for (JsonElement element : json.getAsJsonArray("reports")) {
      JsonObject report = element.getAsJsonObject();
      task.reports.add(
          new Report(
              report.get("time").getAsLong(),
              report.get("step").getAsInt(),
              report.get("desc").getAsString()));
    }
    json.getAsJsonArray("problems").forEach(problem -> task.problems.add(problem.getAsString()));
    return task;
  }
}

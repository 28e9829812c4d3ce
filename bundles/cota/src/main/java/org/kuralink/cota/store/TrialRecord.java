/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.json.output.JsonOutput;

/**
 * The trial of a version, as recorded in the journal.
 *
 * @param phase the present phase
 * @param version the number of the version
 * @param device the device that the file came for
 * @param applier the name of the applier, which alone can restore its snapshot
 * @param deadline until which the platform must be reached
 * @param starts the number of starts of the component since the version was applied
 * @param order the push that the version came from, if any
 * @param failedStep the step that failed; empty before {@link Phase#RESTORING}
 * @param message the reason of the failure
 */
public record TrialRecord(
    Phase phase,
    long version,
    DeviceIdentity device,
    String applier,
    Instant deadline,
    int starts,
    Optional<PushOrder> order,
    Optional<ConfigurationStep> failedStep,
    String message) {

  /** The phases of a trial; each is recorded before it begins. */
  public enum Phase {
    /** Being applied: after a crash the former configuration is restored. */
    APPLYING,
    /**
     * Applied: the platform must be reached until the deadline, else the former configuration is
     * restored.
     */
    CONFIRMING,
    /** The platform was reached: the commit is in progress. */
    COMMITTING,
    /** The former configuration is being restored. */
    RESTORING
  }

  /** Returns the same trial in another phase. */
  public TrialRecord in(Phase next) {
    return new TrialRecord(
        next, version, device, applier, deadline, starts, order, failedStep, message);
  }

  /** Returns the same trial, applied, with its deadline. */
  public TrialRecord confirmUntil(Instant until) {
    return new TrialRecord(
        Phase.CONFIRMING, version, device, applier, until, starts, order, failedStep, message);
  }

  /** Returns the same trial after another start of the component. */
  public TrialRecord startedAgain() {
    return new TrialRecord(
        phase, version, device, applier, deadline, starts + 1, order, failedStep, message);
  }

  /** Returns the same trial after a failure. */
  public TrialRecord failed(ConfigurationStep step, String why) {
    return new TrialRecord(
        Phase.RESTORING, version, device, applier, deadline, starts, order, Optional.of(step), why);
  }

  /** Returns the trial as the content of its file. */
  byte[] toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("phase", phase.name());
    json.put("version", version);
    json.put("device", StoredJson.ofDevice(device));
    json.put("applier", applier);
    json.put("deadline", deadline.toString());
    json.put("starts", starts);
    order.ifPresent(one -> json.put("order", one.toJson()));
    failedStep.ifPresent(step -> json.put("failedStep", step.name()));
    json.put("message", message);
    return JsonOutput.bytes(json);
  }

  /**
   * Reads the content of the file of a trial.
   *
   * @throws IOException if it is damaged
   */
  static TrialRecord ofJson(byte[] text) throws IOException {
    return StoredJson.read(
        text,
        json -> {
          Map<?, ?> trial = StoredJson.members(json);
          return new TrialRecord(
              TrialRecord.Phase.valueOf(StoredJson.text(trial, "phase")),
              StoredJson.number(trial, "version"),
              StoredJson.device(trial.get("device")),
              StoredJson.text(trial, "applier"),
              Instant.parse(StoredJson.text(trial, "deadline")),
              (int) StoredJson.number(trial, "starts"),
              Optional.<Object>ofNullable(trial.get("order")).map(PushOrder::ofJson),
              trial.containsKey("failedStep")
                  ? Optional.of(ConfigurationStep.valueOf(StoredJson.text(trial, "failedStep")))
                  : Optional.empty(),
              StoredJson.text(trial, "message"));
        });
  }
}

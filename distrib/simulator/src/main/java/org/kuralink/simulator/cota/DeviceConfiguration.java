/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.cota;

import com.google.gson.JsonObject;

/**
 * The configuration state of a device: the last push to it with its answer, and its last request.
 * Empty and zero mean "never". Immutable.
 */
public record DeviceConfiguration(
    State state,
    String configId,
    String messageId,
    long pushedAt,
    int code,
    String message,
    long repliedAt,
    int askedCode,
    String askedConfigId,
    long askedAt) {

  static final DeviceConfiguration NONE =
      new DeviceConfiguration(State.NONE, "", "", 0, 0, "", 0, 0, "", 0);

  /** The result of the last push. */
  public enum State {
    /** No configuration was pushed. */
    NONE,
    /** Sent, no answer yet. */
    SENT,
    /** Kept for a device that is away but has a persistent session. */
    KEPT,
    /** The device was away. */
    AWAY,
    /** The device answered with code 200. */
    ACCEPTED,
    /** The device answered with another code. */
    REFUSED;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    static State of(String word) {
      return valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }
  }

  DeviceConfiguration pushed(State how, String config, String id, long time) {
    return new DeviceConfiguration(
        how, config, id, time, 0, "", 0, askedCode, askedConfigId, askedAt);
  }

  DeviceConfiguration replied(int answer, String words, long time) {
    State how = answer == 200 ? State.ACCEPTED : State.REFUSED;
    return new DeviceConfiguration(
        how, configId, messageId, pushedAt, answer, words, time, askedCode, askedConfigId, askedAt);
  }

  DeviceConfiguration asked(int answer, String config, long time) {
    return new DeviceConfiguration(
        state, configId, messageId, pushedAt, code, message, repliedAt, answer, config, time);
  }

  /** Returns the JSON for REST and for storage. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("state", state.word());
    json.addProperty("configId", configId);
    json.addProperty("messageId", messageId);
    json.addProperty("pushedAt", pushedAt);
    json.addProperty("code", code);
    json.addProperty("message", message);
    json.addProperty("repliedAt", repliedAt);
    json.addProperty("askedCode", askedCode);
    json.addProperty("askedConfigId", askedConfigId);
    json.addProperty("askedAt", askedAt);
    return json;
  }

  static DeviceConfiguration fromJson(JsonObject json) {
    return new DeviceConfiguration(
        State.of(json.get("state").getAsString()),
        json.get("configId").getAsString(),
        json.get("messageId").getAsString(),
        json.get("pushedAt").getAsLong(),
        json.get("code").getAsInt(),
        json.get("message").getAsString(),
        json.get("repliedAt").getAsLong(),
        json.get("askedCode").getAsInt(),
        json.get("askedConfigId").getAsString(),
        json.get("askedAt").getAsLong());
  }
}

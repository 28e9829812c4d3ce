/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.live;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.DeviceKey;

/** A recorded message; only the beginning of a long payload. */
public final class Message {
  private static final int KEPT_BYTES = 16 * 1024;

  private final long seq;
  private final long time;
  private final Head head;
  private final int size;
  private final byte[] payload;
  private final Remarks remarks;

  /**
   * The device and the topic of a message.
   *
   * @param up whether the device sent it
   */
  record Head(boolean up, DeviceKey key, String topic, int qos) {}

  /**
   * Additional data.
   *
   * @param transport the transport; empty for MQTT
   * @param note why the platform did not accept or send the message; otherwise empty
   */
  public record Remarks(String transport, String note) {}

  Message(long seq, long time, Head head, byte[] payload, Remarks remarks) {
    this.seq = seq;
    this.time = time;
    this.head = head;
    this.size = payload.length;
    this.payload = size > KEPT_BYTES ? Arrays.copyOf(payload, KEPT_BYTES) : payload;
    this.remarks = remarks;
  }

  public DeviceKey key() {
    return head.key;
  }

  public String topic() {
    return head.topic;
  }

  /** Whether it came from the device. */
  public boolean up() {
    return head.up;
  }

  /** Why the platform did not take it or send it, or empty. */
  public String note() {
    return remarks.note;
  }

  /** The payload as text; bytes that are no text show as base64. */
  public String text() {
    return asText().orElseGet(() -> Base64.getEncoder().encodeToString(payload));
  }

  /** Returns the JSON for REST. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("seq", seq);
    json.addProperty("time", time);
    json.addProperty("direction", head.up ? "up" : "down");
    json.addProperty("productKey", head.key.productKey());
    json.addProperty("deviceName", head.key.deviceName());
    json.addProperty("topic", head.topic);
    json.addProperty("qos", head.qos);
    json.addProperty("size", size);
    json.addProperty("payload", text());
    json.addProperty("encoding", asText().isPresent() ? "utf8" : "base64");
    json.addProperty("truncated", size > payload.length);
    if (!remarks.transport.isEmpty()) {
      json.addProperty("transport", remarks.transport);
    }
    if (!remarks.note.isEmpty()) {
      json.addProperty("note", remarks.note);
    }
    return json;
  }

  private Optional<String> asText() {
    if (size == payload.length) {
      return StrictJson.utf8(payload);
    }
    // The cut may have gone through a character: look for the last whole one.
    for (int length = payload.length; length > payload.length - 4; length--) {
      Optional<String> text = StrictJson.utf8(Arrays.copyOf(payload, length));
      if (text.isPresent()) {
        return text;
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return (head.up ? "up " : "down ")
        + head.topic
        + " "
        + new String(payload, StandardCharsets.UTF_8);
  }
}

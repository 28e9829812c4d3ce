/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;

/**
 * An Alink request of a device with its parsed envelope (spec 9.1); {@code values} are the values
 * of the placeholders in its topic pattern.
 */
public record Request(
    Session session,
    JsonPrimitive id,
    String method,
    JsonElement params,
    boolean wantsReply,
    List<String> values) {

  /** Reads the envelope; empty if there is no usable id. */
  static Request of(
      Session session, JsonObject envelope, String defaultMethod, List<String> values) {
    JsonElement id = envelope.get("id");
    boolean usable = id instanceof JsonPrimitive text && !text.isBoolean();
    JsonElement method = envelope.get("method");
    boolean named = method instanceof JsonPrimitive text && text.isString();
    JsonElement params = envelope.get("params");
    return new Request(
        session,
        usable ? id.getAsJsonPrimitive() : Answer.NO_ID,
        named && !method.getAsString().isEmpty() ? method.getAsString() : defaultMethod,
        params == null ? JsonNull.INSTANCE : params,
        !acknowledgementDeclined(envelope),
        values);
  }

  public DeviceKey key() {
    return session.key();
  }

  public Device device() {
    return session.device();
  }

  private static boolean acknowledgementDeclined(JsonObject envelope) {
    return envelope.get("sys") instanceof JsonObject sys
        && sys.get("ack") instanceof JsonPrimitive ack
        && ack.isNumber()
        && ack.getAsBigDecimal().signum() == 0;
  }

  /** Whether the request has an id to answer to. */
  boolean hasId() {
    return !id.equals(Answer.NO_ID);
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.gateway;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kuralink.simulator.auth.SignMethod;
import org.kuralink.simulator.registry.DeviceKey;

/**
 * An entry of a gateway's message about one sub-device: its name, and a signature where one is
 * required.
 */
record SubDeviceEntry(DeviceKey key, JsonObject json) {
  /** How the method is named in one message and the other (spec 9.3, 9.4). */
  private static final List<String> METHODS = List.of("signMethod", "signmethod");

  private static final Set<String> NOT_SIGNED =
      Set.of("sign", "signMethod", "signmethod", "cleanSession");

  /** The devices of a list that has at least one and at most so many, none of them twice. */
  static List<SubDeviceEntry> list(@Nullable JsonElement given, String what, int most)
      throws RefusedException {
    if (!(given instanceof JsonArray list)) {
      throw RefusedException.badParameters(what + ": a list is needed");
    }
    if (list.isEmpty() || list.size() > most) {
      throw RefusedException.badParameters(
          what + ": 1 to " + most + " devices are allowed, not " + list.size());
    }
    List<SubDeviceEntry> entries = new ArrayList<>();
    for (JsonElement element : list) {
      entries.add(of(element));
    }
    if (entries.stream().map(SubDeviceEntry::key).distinct().count() < entries.size()) {
      throw RefusedException.badParameters(what + ": a device twice");
    }
    return entries;
  }

  static SubDeviceEntry of(@Nullable JsonElement given) throws RefusedException {
    if (!(given instanceof JsonObject json)) {
      throw RefusedException.badParameters("a device is an object");
    }
    return new SubDeviceEntry(
        new DeviceKey(name(json, "productKey"), name(json, "deviceName")), json);
  }

  private static String name(JsonObject json, String member) throws RefusedException {
    if (json.get(member) instanceof JsonPrimitive text
        && text.isString()
        && !text.getAsString().isEmpty()) {
      return text.getAsString();
    }
    throw RefusedException.badParameters(member + " is missing");
  }

  /** A member that is a text or a number. */
  Optional<String> text(String member) {
    return json.get(member) instanceof JsonPrimitive given
        ? Optional.of(given.getAsString())
        : Optional.empty();
  }

  /** The way it is signed; that of the message around it where it names none. */
  SignMethod method(Optional<SignMethod> around) throws RefusedException {
    Optional<SignMethod> own = method(json);
    return own.or(() -> around)
        .orElseThrow(() -> RefusedException.badParameters("signMethod is missing"));
  }

  static Optional<SignMethod> method(JsonObject json) throws RefusedException {
    for (String member : METHODS) {
      if (json.get(member) instanceof JsonPrimitive named) {
        Optional<SignMethod> method = SignMethod.named(named.getAsString());
        if (method.isEmpty()) {
          throw RefusedException.badParameters("signMethod is not known");
        }
        return method;
      }
    }
    return Optional.empty();
  }

  /** Whether it is signed with the secret: all that it says but the names of spec 9.3. */
  boolean signed(String secret, SignMethod method) throws RefusedException {
    String sign = text("sign").orElseThrow(() -> RefusedException.badParameters("sign is missing"));
    Map<String, String> content = new HashMap<>();
    for (String member : json.keySet()) {
      if (!NOT_SIGNED.contains(member)) {
        String value = text(member).orElse(null);
        if (value == null) {
          throw RefusedException.badParameters(member + ": a text is needed");
        }
        content.put(member, value);
      }
    }
    return method.verifies(secret, content, sign);
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.auth;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kuralink.simulator.registry.DeviceKey;

/**
 * The parameters with which a device requests a token for publishing (spec 3.3, 3.4). Immutable.
 */
public final class TokenRequest {
  /** An empty request. */
  public static final TokenRequest EMPTY = of(new JsonObject());

  private static final int CLIENT_ID_MAX = 64;
  private static final Set<String> UNSIGNED = Set.of("sign", "signmethod", "version");

  private final Map<String, String> given;
  private final Optional<String> noText;

  private TokenRequest(Map<String, String> given, Optional<String> noText) {
    this.given = given;
    this.noText = noText;
  }

  /** Reads texts, and numbers as texts. */
  public static TokenRequest of(JsonObject json) {
    Map<String, String> given = new HashMap<>();
    for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
      if (!(entry.getValue() instanceof JsonPrimitive value) || value.isBoolean()) {
        return new TokenRequest(given, Optional.of(entry.getKey() + ": a text is needed"));
      }
      given.put(entry.getKey(), value.getAsString());
    }
    return new TokenRequest(given, Optional.empty());
  }

  /** Returns the error in the request that is independent of the device. */
  public Optional<String> fault() {
    if (noText.isPresent()) {
      return noText;
    }
    for (String name : new String[] {"productKey", "deviceName", "clientId", "sign"}) {
      if (text(name).isEmpty()) {
        return Optional.of(name + " is missing");
      }
    }
    if (text("clientId").length() > CLIENT_ID_MAX) {
      return Optional.of("clientId: at most " + CLIENT_ID_MAX + " characters");
    }
    if (has("timestamp") && !text("timestamp").matches("[0-9]{1,18}")) {
      return Optional.of("timestamp: milliseconds are needed");
    }
    return method().isEmpty() ? Optional.of("signmethod is not known") : Optional.empty();
  }

  /** Whether it has a member of that name. */
  public boolean has(String name) {
    return given.containsKey(name);
  }

  /** The member of that name, or an empty text. */
  public String text(String name) {
    return given.getOrDefault(name, "");
  }

  /** Returns the claimed device. */
  public DeviceKey claims() {
    return new DeviceKey(text("productKey"), text("deviceName"));
  }

  private Optional<SignMethod> method() {
    return SignMethod.named(given.getOrDefault("signmethod", "hmacmd5"));
  }

  /** Whether its signature is right; all is signed but sign, signmethod, version and these. */
  public boolean verifies(String secret, Set<String> alsoUnsigned) {
    Map<String, String> signed = new HashMap<>(given);
    Set<String> without = new HashSet<>(UNSIGNED);
    without.addAll(alsoUnsigned);
    signed.keySet().removeAll(without);
    return method().filter(m -> m.verifies(secret, signed, text("sign"))).isPresent();
  }
}

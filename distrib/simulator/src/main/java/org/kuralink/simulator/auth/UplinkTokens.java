/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.auth;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kuralink.simulator.registry.DeviceKey;

/**
 * The tokens with which devices publish. The newest tokens of each device are valid until they
 * expire or are revoked; invalid tokens are remembered for a while. Thread-safe.
 */
public final class UplinkTokens {
  private static final int KEPT_PER_DEVICE = 8;
  private static final int KEPT = 20_000;

  private final Map<String, Token> tokens = new LinkedHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final Clock clock;
  private final Duration lifetime;

  /** The device of a token and the time at which it expires. */
  private record Token(DeviceKey key, long expiresAt) {}

  /** The state of a token. */
  public record Known(DeviceKey key, boolean good) {}

  /** None yet; they live that long. */
  public UplinkTokens(Clock clock, Duration lifetime) {
    this.clock = clock;
    this.lifetime = lifetime;
  }

  /** How long one is good. */
  public Duration lifetime() {
    return lifetime;
  }

  /** A new token for the device; if it has many, the oldest is good no more. */
  public synchronized String issue(DeviceKey key) {
    long now = clock.millis();
    if (tokens.values().stream().filter(t -> t.key.equals(key) && now < t.expiresAt).count()
        >= KEPT_PER_DEVICE) {
      tokens.entrySet().stream()
          .filter(entry -> entry.getValue().key.equals(key) && now < entry.getValue().expiresAt)
          .findFirst()
          .ifPresent(entry -> entry.setValue(new Token(key, 0)));
    }
    if (tokens.size() >= KEPT) {
      tokens.remove(tokens.keySet().iterator().next());
    }
    byte[] chance = new byte[16];
    random.nextBytes(chance);
    String text = HexFormat.of().formatHex(chance);
    tokens.put(text, new Token(key, now + lifetime.toMillis()));
    return text;
  }

  /** Returns the device of the token, also of an invalid one. */
  public synchronized Optional<Known> find(String text) {
    return Optional.ofNullable(tokens.get(text))
        .map(token -> new Known(token.key, clock.millis() < token.expiresAt));
  }

  /** Whether the device has a token that is good. */
  public synchronized boolean any(DeviceKey key) {
    long now = clock.millis();
    return tokens.values().stream().anyMatch(t -> t.key.equals(key) && now < t.expiresAt);
  }

  /** No token of the device is good any more. */
  public synchronized void revoke(DeviceKey key) {
    tokens.replaceAll((text, token) -> token.key.equals(key) ? new Token(key, 0) : token);
  }
}

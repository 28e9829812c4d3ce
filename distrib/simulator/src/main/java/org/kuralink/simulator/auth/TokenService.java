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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;

/** Issues and verifies iotTokens; the newest tokens of each device are valid until they expire. */
public final class TokenService {
  private static final int KEPT_PER_DEVICE = 8;

  private final Map<DeviceKey, Deque<Token>> tokens = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final Clock clock;
  private final Duration lifetime;

  private record Token(String text, long expiresAt) {
    @Override
    public String toString() {
      return "Token until " + expiresAt;
    }
  }

  /** Tokens that live that long. */
  public TokenService(Clock clock, Duration lifetime) {
    this.clock = clock;
    this.lifetime = lifetime;
  }

  /** A new token for the device. */
  public String issue(Device device) {
    byte[] chance = new byte[24];
    random.nextBytes(chance);
    Token token = new Token(HexFormat.of().formatHex(chance), clock.millis() + lifetime.toMillis());
    Deque<Token> kept = tokens.computeIfAbsent(device.key(), key -> new ArrayDeque<>());
    synchronized (kept) {
      kept.addLast(token);
      if (kept.size() > KEPT_PER_DEVICE) {
        kept.removeFirst();
      }
    }
    return token.text;
  }

  /** Whether the token was issued to the device and has not expired. */
  public boolean valid(Device device, String text) {
    Deque<Token> kept = tokens.get(device.key());
    if (kept == null) {
      return false;
    }
    synchronized (kept) {
      return kept.stream().anyMatch(t -> t.text.equals(text) && clock.millis() < t.expiresAt);
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a name is cached, by the rules of Java's cache. */
class CachedNameTest {

  private static final long KEPT = 30;

  private long now = Long.MAX_VALUE - Duration.ofSeconds(45).toNanos();
  private InetAddress kept = address();
  private boolean gone;

  private static InetAddress address() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private CachedName name(long seconds) {
    return new CachedName(this::find, seconds, () -> now);
  }

  private InetAddress find() throws UnknownHostException {
    if (gone) {
      throw new UnknownHostException("gone");
    }
    return kept;
  }

  private void pass(long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  /** Somebody may have asked long ago what the first look finds. */
  @Test
  void isNotKnownBeforeJavaHasAskedAnew() {
    CachedName name = name(KEPT);
    assertFalse(name.isKnown());
    name.look();
    assertFalse(name.isKnown());
    pass(20);
    name.look();
    assertFalse(name.isKnown());
    pass(5);
    kept = address();
    name.look();
    assertTrue(name.isKnown());
  }

  /** It was asked after the look before, at the earliest. */
  @Test
  void isKnownAsLongAsJavaKeepsIt() {
    CachedName name = name(KEPT);
    name.look();
    pass(5);
    kept = address();
    name.look();
    pass(24);
    assertTrue(name.isKnown());
    name.look();
    pass(1);
    assertFalse(name.isKnown());
    kept = address();
    name.look();
    assertTrue(name.isKnown());
  }

  /** Who does not look while it is known, sees the next ones late. */
  @Test
  void isKnownAgainWithTheFirstLookAfterwards() {
    CachedName name = name(KEPT);
    name.look();
    kept = address();
    name.look();
    for (int i = 0; i < 10; i++) {
      pass(31);
      assertFalse(name.isKnown());
      kept = address();
      name.look();
      assertTrue(name.isKnown());
    }
    pass(29);
    assertFalse(name.isKnown(), "Java may have asked ten seconds ago");
  }

  @Test
  void isNotKnownWhenItCannotBeFound() {
    CachedName name = name(KEPT);
    name.look();
    kept = address();
    name.look();
    gone = true;
    name.look();
    assertFalse(name.isKnown());
    gone = false;
    kept = address();
    name.look();
    assertFalse(name.isKnown());
  }

  @Test
  void isNeverKnownWhereJavaKeepsNothing() {
    CachedName name = name(0);
    for (int i = 0; i < 5; i++) {
      name.look();
      kept = address();
      assertFalse(name.isKnown());
    }
  }

  /** What all this stands on. */
  @Test
  void javaHandsOutWhatItKeeps() throws Exception {
    assertSame(InetAddress.getByName("localhost"), InetAddress.getByName("localhost"));
    assertEquals(InetAddress.getByName("127.0.0.1"), InetAddress.getByName("127.0.0.1"));
  }
}

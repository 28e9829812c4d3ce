/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MailboxTest {
  private static final int MEGABYTE = 1024 * 1024;

  @Test
  void keepsAThousandMessages() {
    Mailbox mailbox = new Mailbox();
    for (int i = 0; i < 1000; i++) {
      assertNotEquals(0, mailbox.keep("t", new byte[1]));
    }
    assertEquals(0, mailbox.keep("t", new byte[1]));
    mailbox.acknowledged(7);
    assertNotEquals(0, mailbox.keep("t", new byte[1]));
  }

  @Test
  void keepsSixteenMegabytes() {
    Mailbox mailbox = new Mailbox();
    int last = 0;
    for (int i = 0; i < 16; i++) {
      last = mailbox.keep("t", new byte[MEGABYTE]);
      assertNotEquals(0, last);
    }
    assertEquals(0, mailbox.keep("t", new byte[1]));
    mailbox.acknowledged(last);
    mailbox.acknowledged(last);
    assertNotEquals(0, mailbox.keep("t", new byte[MEGABYTE]));
    assertEquals(0, mailbox.keep("t", new byte[1]));
  }

  @Test
  void keepsAsManyFiltersAsItMay() {
    Filters filters = new Filters();
    for (int i = 0; i < 10; i++) {
      assertTrue(filters.add("/a/" + i, 10));
    }
    assertFalse(filters.add("/b", 10));
    assertTrue(filters.add("/a/7", 10));
    filters.remove("/a/8");
    assertTrue(filters.add("/b", 10));
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class UaThreadsTest {

  @Test
  void theEndIsThatOfTheNetworkWhichNeedsItsClassesUntilThen() {
    UaThreads threads = UaThreads.make();
    threads.network().submit(() -> {}).awaitUninterruptibly();
    threads.end();
    assertTrue(threads.network().isTerminated());
  }
}

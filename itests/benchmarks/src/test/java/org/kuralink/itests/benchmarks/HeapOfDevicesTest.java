/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapOfDevicesTest {

  @TempDir Path directory;

  @Test
  void aSubDeviceCostsAtMostFourKibibytesAndNoThread() throws Exception {
    HeapOfDevices.Figures figures = HeapOfDevices.measure(directory);
    assertTrue(figures.bytes() <= 4096, figures.bytes() + " bytes for each device");
    assertEquals(Set.of(), figures.newThreads());
  }
}

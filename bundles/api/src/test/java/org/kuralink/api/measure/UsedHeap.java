/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.measure;

/** Measures the used heap, with as little variation as a test can achieve. */
public final class UsedHeap {

  private static final int LOOKS = 8;

  private UsedHeap() {}

  /**
   * Returns the minimum of several measurements, each after a garbage collection, because temporary
   * objects can only increase a measurement.
   *
   * @return in bytes
   */
  public static long bytes() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < LOOKS; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.point;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * A request that reads several points.
 *
 * @param at the requested range
 * @param points the points in this range, sorted by address
 */
public record ReadBatch(ModbusPoint.Area at, List<ModbusPoint> points) {

  /** Copies the list. */
  public ReadBatch {
    points = List.copyOf(points);
  }

  /** Returns the words or bits of one of its points from the answer. */
  public int[] wordsOf(ModbusPoint point, int[] words) {
    int from = point.at().address() - at.address();
    return Arrays.copyOfRange(words, from, from + point.at().count());
  }

  /**
   * Merges the points of one device into as few requests as possible, within the limits of the
   * standard.
   *
   * @param bridged the maximum number of unused bits or registers between two points of a request
   * @param alone the points that must be read in requests of their own
   */
  public static List<ReadBatch> merge(
      Collection<ModbusPoint> points, int bridged, Predicate<ModbusPoint> alone) {
    List<ModbusPoint> sorted = new ArrayList<>(points);
    sorted.sort(
        Comparator.<ModbusPoint, ModbusTable>comparing(point -> point.at().table())
            .thenComparingInt(point -> point.at().address())
            .thenComparingInt(point -> point.at().count()));
    List<ReadBatch> batches = new ArrayList<>();
    List<ModbusPoint> run = new ArrayList<>();
    for (ModbusPoint point : sorted) {
      if (!run.isEmpty() && !joins(run, point, bridged, alone)) {
        batches.add(of(run));
        run.clear();
      }
      run.add(point);
    }
    if (!run.isEmpty()) {
      batches.add(of(run));
    }
    return batches;
  }

  private static boolean joins(
      List<ModbusPoint> run, ModbusPoint next, int bridged, Predicate<ModbusPoint> alone) {
    ModbusPoint first = run.get(0);
    ModbusPoint last = run.get(run.size() - 1);
    ModbusTable table = first.at().table();
    return table == next.at().table()
        && next.at().address() - last.at().end() <= bridged
        && Math.max(last.at().end(), next.at().end()) - first.at().address() <= table.most()
        && !alone.test(next)
        && !alone.test(last);
  }

  private static ReadBatch of(List<ModbusPoint> run) {
    ModbusPoint.Area first = run.get(0).at();
    int end = run.stream().mapToInt(point -> point.at().end()).max().orElse(first.end());
    return new ReadBatch(
        new ModbusPoint.Area(first.table(), first.address(), end - first.address()), run);
  }
}

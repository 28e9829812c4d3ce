/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.stack.core.StatusCodes;

/**
 * The active faults of nodes by path. A fault of a folder applies to all nodes below it that have
 * no fault of their own. Thread-safe.
 */
final class NodeFaults {

  private static final long LONGEST_SILENCE = TimeUnit.SECONDS.toNanos(60);

  private final TreeMap<String, Fault> faults = new TreeMap<>();

  /** A fault of a node. */
  sealed interface Fault {

    /** The node sends no value and no answer. */
    record Silent() implements Fault {
      @Override
      public String toString() {
        return "silent";
      }
    }

    /**
     * The node has a bad status.
     *
     * @param name the name of the status
     */
    record Bad(String name, long code) implements Fault {
      @Override
      public String toString() {
        return "bad " + name;
      }
    }

    /** The node answers late, in milliseconds. */
    record Late(long millis) implements Fault {
      @Override
      public String toString() {
        return "delay " + millis;
      }
    }

    /**
     * Returns a bad status by its name in OPC UA part 6.
     *
     * @throws IllegalArgumentException if there is no status with this name
     */
    static Bad bad(String name) {
      try {
        return new Bad(name, StatusCodes.class.getField(name).getLong(null));
      } catch (NoSuchFieldException | IllegalAccessException e) {
        throw new IllegalArgumentException(
            "unknown status " + name + "; an example is Bad_SensorFailure", e);
      }
    }
  }

  /** Sets the fault of a node or of all nodes below a folder; empty removes it. */
  synchronized void put(String path, Optional<Fault> fault) {
    faults.keySet().removeIf(each -> each.equals(path) || each.startsWith(path + "/"));
    fault.ifPresent(present -> faults.put(path, present));
    notifyAll();
  }

  /** Returns the fault of this node. */
  synchronized Optional<Fault> find(String path) {
    for (String each = path; !each.isEmpty(); each = above(each)) {
      Fault fault = faults.get(each);
      if (fault != null) {
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  private static String above(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  synchronized Map<String, Fault> all() {
    return new TreeMap<>(faults);
  }

  /** Waits while the node is silent, at most a minute, or for its delay. */
  synchronized void await(String path) {
    long begun = System.nanoTime();
    try {
      for (long left = left(path, begun); left > 0; left = left(path, begun)) {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long left(String path, long begun) {
    long passed = System.nanoTime() - begun;
    Fault fault = find(path).orElse(null);
    if (fault instanceof Fault.Silent) {
      return LONGEST_SILENCE - passed;
    }
    return fault instanceof Fault.Late late
        ? TimeUnit.MILLISECONDS.toNanos(late.millis) - passed
        : 0;
  }

  /** Returns the bad status of the node, if it has one. */
  Optional<Long> status(String path) {
    return find(path)
        .flatMap(
            fault ->
                fault instanceof Fault.Bad bad
                    ? Optional.of(bad.code)
                    : fault instanceof Fault.Silent
                        ? Optional.of(StatusCodes.Bad_Timeout)
                        : Optional.empty());
  }
}

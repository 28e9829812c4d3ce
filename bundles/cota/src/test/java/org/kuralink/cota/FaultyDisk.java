/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.io.IOException;
import java.util.Optional;
import org.kuralink.cota.store.Disk;
import org.kuralink.cota.store.MemoryDisk;

/** A disk that survives its process, and that a test can let fail or die at a chosen operation. */
final class FaultyDisk implements Disk {

  private final Disk medium;
  private final Life life;
  boolean full;

  FaultyDisk(Life life) {
    this(new MemoryDisk(), life);
  }

  FaultyDisk(Disk medium, Life life) {
    this.medium = medium;
    this.life = life;
  }

  /** The same medium in another process. */
  FaultyDisk nextProcess(Life next) {
    return new FaultyDisk(medium, next);
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    return medium.read(name);
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    life.step();
    if (full) {
      throw new IOException("No space left on device");
    }
    medium.write(name, content);
    life.step();
  }

  @Override
  public void delete(String name) throws IOException {
    life.step();
    medium.delete(name);
    life.step();
  }

  @Override
  public void deleteAll(String directory) throws IOException {
    life.step();
    medium.deleteAll(directory);
    life.step();
  }

  /** The life of a process: it ends at a chosen step, and nothing happens after that. */
  static class Life {

    private final long lastStep;
    private long steps;

    Life(long lastStep) {
      this.lastStep = lastStep;
    }

    /** A process that is not killed. */
    static Life whole() {
      return new Life(Long.MAX_VALUE);
    }

    long steps() {
      return steps;
    }

    boolean isOver() {
      return steps >= lastStep;
    }

    void step() {
      if (isOver()) {
        throw new Killed();
      }
      steps++;
    }
  }

  /** kill -9. */
  static final class Killed extends Error {

    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }
}

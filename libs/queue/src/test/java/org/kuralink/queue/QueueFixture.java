/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.store.FailingMedium;

/** A queue in its own directory, in virtual time, on a medium with failures on demand. */
final class QueueFixture implements AutoCloseable {

  static final Duration FLUSH = Duration.ofMillis(100);
  static final QueueLimits ROOMY =
      new QueueLimits(1_000_000, 100_000_000, Duration.ZERO, FLUSH, DropPolicy.OLDEST);

  final Path directory;
  final FailingMedium medium = new FailingMedium();
  VirtualTime time = new VirtualTime();

  /** What the medium has taken so far. */
  private long mediumNanos;

  SegmentedUplinkQueue queue;

  QueueFixture(Path directory, QueueLimits limits) {
    this.directory = directory;
    this.queue = open(limits);
  }

  private SegmentedUplinkQueue open(QueueLimits limits) {
    return SegmentedUplinkQueue.open(
        directory,
        limits,
        time.clock(),
        () -> time.nanoTime() + mediumNanos,
        time.scheduler(),
        medium);
  }

  /** Each sync takes so long from now on. */
  void slowDown(Duration sync) {
    medium.syncing = () -> mediumNanos += sync.toNanos();
  }

  /** Closes and opens again. */
  void reopen(QueueLimits limits) {
    queue.close();
    Duration passed = Duration.between(VirtualTime.START, time.clock().instant());
    time = new VirtualTime();
    time.leap(passed);
    queue = open(limits);
  }

  long append(String text) {
    return queue.append("/a/b/" + text.length(), text.getBytes(StandardCharsets.UTF_8));
  }

  /** The payloads of all that is not acknowledged, in order. */
  List<String> waiting() {
    List<String> found = new ArrayList<>();
    for (UplinkRecord each : records()) {
      found.add(text(each));
    }
    return found;
  }

  List<UplinkRecord> records() {
    List<UplinkRecord> found = new ArrayList<>();
    Optional<UplinkRecord> next = queue.next(0);
    while (next.isPresent()) {
      found.add(next.get());
      next = queue.next(next.get().sequence());
    }
    return found;
  }

  static String text(UplinkRecord each) {
    return new String(each.payload(), StandardCharsets.UTF_8);
  }

  List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** The closed queue's files as they are. */
  Map<String, byte[]> snapshot() throws IOException {
    queue.close();
    Map<String, byte[]> contents = new TreeMap<>();
    for (Path file : files("")) {
      contents.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
    return contents;
  }

  /** Makes them so again. */
  void restore(Map<String, byte[]> contents) throws IOException {
    queue.close();
    for (Path file : files("")) {
      Files.delete(file);
    }
    for (Map.Entry<String, byte[]> each : contents.entrySet()) {
      Files.write(directory.resolve(each.getKey()), each.getValue());
    }
  }

  static QueueLimits limits(long messages, long bytes, Duration age, DropPolicy policy) {
    return new QueueLimits(messages, bytes, age, FLUSH, policy);
  }

  @Override
  public void close() {
    queue.close();
  }
}

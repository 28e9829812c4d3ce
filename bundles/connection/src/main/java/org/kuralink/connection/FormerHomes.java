/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.queue.DropPolicy;
import org.kuralink.queue.QueueException;
import org.kuralink.queue.QueueLimits;
import org.kuralink.queue.SegmentedUplinkQueue;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where messages and secrets of a device may have been left: by an instance of another name, in
 * whose data directory beside ours they lie, or by another {@code queue.directory}, which is noted
 * in the data directory. What is found is brought to where it belongs now.
 */
final class FormerHomes {

  /** Where the queue is unless configured otherwise. */
  static final String QUEUE = "queue";

  private static final String LOCATION = "queue.location";
  private static final Logger LOG = LoggerFactory.getLogger(FormerHomes.class);

  /** Nothing is to be dropped on the way. */
  private static final QueueLimits ALL =
      new QueueLimits(
          Long.MAX_VALUE / 2,
          Long.MAX_VALUE / 2,
          Duration.ZERO,
          Duration.ofSeconds(1),
          DropPolicy.NEWEST);

  private final Path data;

  FormerHomes(Path data) {
    this.data = data.toAbsolutePath().normalize();
  }

  /** Directories in which secrets may have been left. */
  List<Path> credentials() {
    return besides().stream().map(home -> home.resolve("credentials")).toList();
  }

  private List<Path> besides() {
    Path all = data.getParent();
    if (all == null) {
      return List.of();
    }
    try (Stream<Path> homes = Files.list(all)) {
      return homes.filter(home -> Files.isDirectory(home) && !home.equals(data)).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Brings to a queue what waits for its device elsewhere, and notes where it is. */
  void bring(DeviceIdentity device, Path queues, SegmentedUplinkQueue queue, Clock clock) {
    Path here = SessionMachinery.directoryOf(device, queues).toAbsolutePath().normalize();
    for (Path home : candidates()) {
      Path there = SessionMachinery.directoryOf(device, home).toAbsolutePath().normalize();
      if (!there.equals(here) && holdsSegments(there)) {
        bring(there, queue, clock);
      }
    }
    note(queues);
  }

  private Set<Path> candidates() {
    List<Path> homes = new ArrayList<>(besides());
    homes.add(data);
    Set<Path> candidates = new LinkedHashSet<>();
    for (Path home : homes) {
      candidates.add(home.resolve(QUEUE));
      noted(home.resolve(LOCATION), candidates);
    }
    return candidates;
  }

  private static void noted(Path location, Set<Path> candidates) {
    try {
      if (Files.exists(location)) {
        candidates.add(Path.of(Files.readString(location, StandardCharsets.UTF_8).strip()));
      }
    } catch (IOException | InvalidPathException e) {
      LOG.debug("{}: {}", location, e.getMessage());
    }
  }

  private static boolean holdsSegments(Path directory) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.toString().endsWith(".log"));
    } catch (IOException e) {
      return false;
    }
  }

  private static void bring(Path there, SegmentedUplinkQueue queue, Clock clock) {
    try (SegmentedUplinkQueue former = SegmentedUplinkQueue.open(there, ALL, clock)) {
      long brought = queue.takeOver(former);
      if (brought > 0) {
        LOG.info("{} durable messages were brought from the former queue {}", brought, there);
      }
    } catch (QueueException e) {
      if (e.reason() == QueueException.Reason.IN_USE) {
        LOG.debug("{}", e.getMessage());
      } else {
        LOG.warn(
            "Durable messages in the former queue {} stay there: {}. They are brought at the next"
                + " start that can read them",
            there,
            e.getMessage());
      }
    }
  }

  private void note(Path queues) {
    Path location = data.resolve(LOCATION);
    try {
      if (queues.equals(data.resolve(QUEUE))) {
        new WholeFile(location).delete();
      } else {
        new WholeFile(location).write(queues.toAbsolutePath() + "\n");
      }
    } catch (IOException e) {
      LOG.debug("{}: {}", location, e.getMessage());
    }
  }
}

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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.queue.DropPolicy;
import org.kuralink.queue.QueueException;
import org.kuralink.queue.QueueLimits;
import org.kuralink.queue.SegmentedUplinkQueue;
import org.kuralink.store.Medium;
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
  private static final int MOST_BYTES = 64 * 1024;
  private static final byte[] NOTHING = {};
  private static final Logger LOG = LoggerFactory.getLogger(FormerHomes.class);

  /** Nothing is to be dropped on the way. */
  private static final QueueLimits ALL =
      new QueueLimits(
          Long.MAX_VALUE / 2,
          Long.MAX_VALUE / 2,
          Duration.ZERO,
          Duration.ofSeconds(1),
          DropPolicy.NEWEST);

  private final Medium medium;
  private final Path data;

  FormerHomes(Path data) {
    this(Medium.disk(), data);
  }

  /** The same, with the note of where the queue is on a medium. */
  FormerHomes(Medium medium, Path data) {
    this.medium = medium;
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

  /**
   * Brings to a queue what waits for its device elsewhere, and notes where it is, and where
   * something had to stay: there it is looked for at the next start, too.
   */
  void bring(DeviceIdentity device, Path queues, SegmentedUplinkQueue queue, Clock clock) {
    Path here = SessionMachinery.directoryOf(device, queues).toAbsolutePath().normalize();
    Set<Path> noted = noted(data);
    Set<Path> next = new LinkedHashSet<>();
    if (!queues.equals(data.resolve(QUEUE))) {
      next.add(queues.toAbsolutePath());
    }
    for (Path home : candidates(noted)) {
      Path there = SessionMachinery.directoryOf(device, home).toAbsolutePath().normalize();
      if (!there.equals(here)
          && holdsSegments(there)
          && !bring(there, queue, clock)
          && noted.contains(home)) {
        next.add(home);
      }
    }
    if (!next.equals(noted)) {
      note(next);
    }
  }

  private Set<Path> candidates(Set<Path> noted) {
    Set<Path> candidates = new LinkedHashSet<>();
    for (Path home : besides()) {
      candidates.add(home.resolve(QUEUE));
      candidates.addAll(noted(home));
    }
    candidates.add(data.resolve(QUEUE));
    candidates.addAll(noted);
    return candidates;
  }

  /** One place a line. */
  private Set<Path> noted(Path home) {
    Set<Path> places = new LinkedHashSet<>();
    try {
      Optional<byte[]> note = new WholeFile(medium, home.resolve(LOCATION)).read(MOST_BYTES);
      new String(note.orElse(NOTHING), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .forEach(line -> places.add(Path.of(line)));
    } catch (IOException | InvalidPathException e) {
      LOG.debug("{} of {}: {}", LOCATION, home, e.getMessage());
    }
    return places;
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

  /** Whether nothing of ours had to stay. */
  private static boolean bring(Path there, SegmentedUplinkQueue queue, Clock clock) {
    try (SegmentedUplinkQueue former = SegmentedUplinkQueue.open(there, ALL, clock)) {
      long brought = queue.takeOver(former);
      if (brought > 0) {
        LOG.info("{} durable messages were brought from the former queue {}", brought, there);
      }
      return true;
    } catch (QueueException e) {
      if (e.reason() == QueueException.Reason.IN_USE) {
        LOG.debug("{}", e.getMessage());
        return true;
      }
      LOG.warn(
          "Durable messages in the former queue {} stay there: {}. They are brought at the next"
              + " start that can read them",
          there,
          e.getMessage());
      return false;
    }
  }

  private void note(Set<Path> places) {
    WholeFile location = new WholeFile(medium, data.resolve(LOCATION));
    try {
      if (places.isEmpty()) {
        location.delete();
      } else {
        location.write(places.stream().map(place -> place + "\n").collect(Collectors.joining()));
      }
    } catch (IOException e) {
      LOG.warn(
          "It cannot be noted in {} that durable messages lie in {}: {}. Mend that before"
              + " queue.directory changes",
          data.resolve(LOCATION),
          places,
          e.getMessage());
    }
  }
}

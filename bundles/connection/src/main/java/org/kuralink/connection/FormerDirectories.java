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
import java.util.HashSet;
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
 * The directories in which an earlier configuration may have left messages and secrets of a device:
 * the data directory of an instance with another name, beside the present one, or another {@code
 * queue.directory}, which is recorded in the data directory. Messages are moved to the present
 * queue.
 */
final class FormerDirectories {

  /** The default directory of the queue. */
  static final String QUEUE = "queue";

  private static final String LOCATION = "queue.location";

  /** Written while {@link #LOCATION} cannot be read and therefore must not be replaced. */
  private static final String FURTHER = "queue.location.further";

  private static final int MOST_BYTES = 1 << 20;
  private static final byte[] NOTHING = {};
  private static final Logger LOG = LoggerFactory.getLogger(FormerDirectories.class);

  /** Limits that drop no message while it is moved. */
  private static final QueueLimits ALL =
      new QueueLimits(
          Long.MAX_VALUE / 2,
          Long.MAX_VALUE / 2,
          Duration.ZERO,
          Duration.ofSeconds(1),
          DropPolicy.NEWEST);

  private final Medium medium;
  private final Path data;

  FormerDirectories(Path data) {
    this(Medium.disk(), data);
  }

  /** Uses another medium for the file that records the queue directories. */
  FormerDirectories(Medium medium, Path data) {
    this.medium = medium;
    this.data = data.toAbsolutePath().normalize();
  }

  /** Returns the directories that may contain secrets of earlier instances. */
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
   * Moves messages of a device from earlier queue directories into a queue. Records the present
   * directory, and each earlier directory that could not be emptied, so that the next start looks
   * there again. A record or a directory that cannot be read is not treated as empty.
   */
  void bring(DeviceIdentity device, Path queues, SegmentedUplinkQueue queue, Clock clock) {
    Path here = RuntimeParts.directoryOf(device, queues).toAbsolutePath().normalize();
    Set<Path> unread = new HashSet<>();
    Set<Path> noted = noted(data, unread);
    Set<Path> next = new LinkedHashSet<>();
    if (!queues.equals(data.resolve(QUEUE))) {
      next.add(queues.toAbsolutePath());
    }
    for (Path home : candidates(noted)) {
      Path there = RuntimeParts.directoryOf(device, home).toAbsolutePath().normalize();
      if (!there.equals(here)
          && mayHoldMessages(there)
          && !bring(there, queue, clock)
          && noted.contains(home)) {
        next.add(home);
      }
    }
    if (!unread.isEmpty()) {
      next.addAll(noted);
    }
    if (!next.equals(noted)) {
      note(next, unread);
    }
  }

  private Set<Path> candidates(Set<Path> noted) {
    Set<Path> candidates = new LinkedHashSet<>();
    for (Path home : besides()) {
      candidates.add(home.resolve(QUEUE));
      candidates.addAll(noted(home, new HashSet<>()));
    }
    candidates.add(data.resolve(QUEUE));
    candidates.addAll(noted);
    return candidates;
  }

  /**
   * Returns the recorded queue directories.
   *
   * @param unread receives the record files that cannot be read now and may list more
   */
  private Set<Path> noted(Path home, Set<Path> unread) {
    Set<Path> places = new LinkedHashSet<>();
    for (Path note : List.of(home.resolve(LOCATION), home.resolve(FURTHER))) {
      if (!read(note, places)) {
        unread.add(note);
      }
    }
    return places;
  }

  /** Reads one directory per line; false if the file exists and cannot be read now. */
  private boolean read(Path note, Set<Path> places) {
    try {
      Optional<byte[]> content = new WholeFile(medium, note).read(MOST_BYTES);
      new String(content.orElse(NOTHING), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .forEach(line -> places.add(Path.of(line)));
      return true;
    } catch (InvalidPathException e) {
      LOG.debug("{} is damaged and ignored: {}", note, e.getMessage());
      return true;
    } catch (IOException e) {
      LOG.warn(
          "{} cannot be read: {}. Durable messages in the former queue directories that it lists are"
              + " moved at the next start that can read it",
          note,
          e.getMessage());
      return false;
    }
  }

  /** Returns true also for an unreadable directory: opening it reports the reason. */
  private boolean mayHoldMessages(Path directory) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try {
      return medium.list(directory).stream().anyMatch(file -> file.toString().endsWith(".log"));
    } catch (IOException e) {
      return true;
    }
  }

  /** Moves the messages of one directory; returns whether none had to stay. */
  private static boolean bring(Path there, SegmentedUplinkQueue queue, Clock clock) {
    try (SegmentedUplinkQueue former = SegmentedUplinkQueue.open(there, ALL, clock)) {
      long brought = queue.takeOver(former);
      if (brought > 0) {
        LOG.info("Moved {} durable messages from the former queue directory {}", brought, there);
      }
      return true;
    } catch (QueueException e) {
      if (e.reason() == QueueException.Reason.IN_USE) {
        LOG.debug("{}", e.getMessage());
        return true;
      }
      LOG.warn(
          "Durable messages in the former queue directory {} were not moved: {}. They are moved at"
              + " the next start that can read them",
          there,
          e.getMessage());
      return false;
    }
  }

  /** Replaces the recorded directories, as far as the present record could be read. */
  private void note(Set<Path> places, Set<Path> unread) {
    Path location = data.resolve(LOCATION);
    Path further = data.resolve(FURTHER);
    try {
      if (!unread.contains(location)) {
        write(location, places);
      } else if (!unread.contains(further)) {
        write(further, places);
      } else {
        throw new IOException("its present content cannot be read");
      }
      if (unread.isEmpty()) {
        write(further, Set.of());
      }
    } catch (IOException e) {
      LOG.warn(
          "{} cannot record the queue directories {}: {}. Fix this before you change"
              + " queue.directory",
          data.resolve(LOCATION),
          places,
          e.getMessage());
    }
  }

  private void write(Path to, Set<Path> places) throws IOException {
    WholeFile note = new WholeFile(medium, to);
    if (places.isEmpty()) {
      note.delete();
    } else {
      note.write(places.stream().map(place -> place + "\n").collect(Collectors.joining()));
    }
  }
}

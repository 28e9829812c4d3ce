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
 * Where messages and secrets of a device may have been left: by an instance of another name, in
 * whose data directory beside ours they lie, or by another {@code queue.directory}, which is noted
 * in the data directory. What is found is brought to where it belongs now.
 */
final class FormerHomes {

  /** Where the queue is unless configured otherwise. */
  static final String QUEUE = "queue";

  private static final String LOCATION = "queue.location";

  /** Is written while the note itself cannot be read, and so must not be replaced. */
  private static final String FURTHER = "queue.location.further";

  private static final int MOST_BYTES = 1 << 20;
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
   * something had to stay: there it is looked for at the next start, too. A note or a directory
   * that cannot be read is not taken for an empty one.
   */
  void bring(DeviceIdentity device, Path queues, SegmentedUplinkQueue queue, Clock clock) {
    Path here = SessionMachinery.directoryOf(device, queues).toAbsolutePath().normalize();
    Set<Path> unread = new HashSet<>();
    Set<Path> noted = noted(data, unread);
    Set<Path> next = new LinkedHashSet<>();
    if (!queues.equals(data.resolve(QUEUE))) {
      next.add(queues.toAbsolutePath());
    }
    for (Path home : candidates(noted)) {
      Path there = SessionMachinery.directoryOf(device, home).toAbsolutePath().normalize();
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
   * Where messages may lie.
   *
   * @param unread takes the notes that may name more, and cannot be read now
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

  /** One place a line; false if there may be some that cannot be read now. */
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
      LOG.debug("{} is torn: {}", note, e.getMessage());
      return true;
    } catch (IOException e) {
      LOG.warn(
          "{} cannot be read: {}. Durable messages in the former queues that it names are brought at"
              + " the next start that can read it",
          note,
          e.getMessage());
      return false;
    }
  }

  /** One that cannot be looked into may: who opens it will be told why. */
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

  /** In place of what was noted, as far as that could be read. */
  private void note(Set<Path> places, Set<Path> unread) {
    Path location = data.resolve(LOCATION);
    Path further = data.resolve(FURTHER);
    try {
      if (!unread.contains(location)) {
        write(location, places);
      } else if (!unread.contains(further)) {
        write(further, places);
      } else {
        throw new IOException("what is noted there cannot be read");
      }
      if (unread.isEmpty()) {
        write(further, Set.of());
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

  private void write(Path to, Set<Path> places) throws IOException {
    WholeFile note = new WholeFile(medium, to);
    if (places.isEmpty()) {
      note.delete();
    } else {
      note.write(places.stream().map(place -> place + "\n").collect(Collectors.joining()));
    }
  }
}

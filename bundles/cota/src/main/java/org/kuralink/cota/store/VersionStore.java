/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.api.cota.RemoteConfiguration;
import org.kuralink.cota.offer.Offer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions that are kept, in one file a version and an index. The version in force is never
 * among those that make room. Damaged files count as absent. Changed by one thread; any may read.
 */
public final class VersionStore {

  private static final Logger LOG = LoggerFactory.getLogger(VersionStore.class);
  static final String INDEX = "index.json";
  private static final Gson GSON = new Gson();

  private final ConfigurationFiles files;
  private volatile Index index = new Index();

  /** Empty until {@link #load}. */
  public VersionStore(ConfigurationFiles files) {
    this.files = files;
  }

  /** Reads what was kept; what is damaged is left out and told. */
  public List<String> load() {
    List<String> problems = new ArrayList<>();
    try {
      Optional<byte[]> bytes = files.read(INDEX);
      Index read =
          bytes
              .map(b -> GSON.fromJson(new String(b, StandardCharsets.UTF_8), Index.class))
              .orElseGet(Index::new);
      read.versions.removeIf(entry -> isDamaged(entry, problems));
      index = read;
    } catch (IOException | JsonParseException | NullPointerException e) {
      problems.add("the history of configurations is damaged and begins anew");
      index = new Index();
    }
    return problems;
  }

  private boolean isDamaged(@Nullable Entry entry, List<String> problems) {
    if (entry == null) {
      return true;
    }
    boolean intact =
        content(entry.number).filter(c -> Offer.digestOf(c).equals(entry.digest)).isPresent();
    if (!intact) {
      problems.add("version " + entry.number + " is damaged or gone and left out");
    }
    return !intact;
  }

  /** The newest first. */
  public List<ConfigurationVersion> versions() {
    Index now = index;
    return now.versions.stream()
        .sorted(Comparator.comparingLong((Entry entry) -> entry.number).reversed())
        .map(entry -> entry.toVersion(now.current))
        .toList();
  }

  /** The version of this number, while it is kept. */
  public Optional<ConfigurationVersion> find(long number) {
    return versions().stream().filter(version -> version.number() == number).findFirst();
  }

  /** The version with this content. */
  public Optional<ConfigurationVersion> find(String digest) {
    return versions().stream().filter(version -> version.digest().equals(digest)).findFirst();
  }

  /** The version in force. */
  public Optional<ConfigurationVersion> current() {
    return versions().stream().filter(ConfigurationVersion::current).findFirst();
  }

  /** The bytes of a version. */
  public Optional<byte[]> content(long number) {
    try {
      return files.read(contentName(number));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A version's file, as it came for a device. */
  public Optional<ConfigurationFile> file(DeviceIdentity device, long number) {
    return find(number)
        .flatMap(
            version ->
                content(number)
                    .map(
                        bytes ->
                            new ConfigurationFile(
                                device,
                                version.configId(),
                                version.digest(),
                                version.received(),
                                bytes)));
  }

  /** Keeps a file, and lets the oldest go. */
  public ConfigurationVersion add(Offer offer, byte[] content, Instant now) throws IOException {
    Index next = index.copy();
    Entry entry = new Entry();
    entry.number = next.next++;
    entry.configId = offer.configId();
    entry.size = content.length;
    entry.digest = offer.digest();
    entry.received = now.toString();
    next.versions.add(entry);
    List<Long> gone = next.makeRoom();
    files.write(contentName(entry.number), content);
    save(next);
    for (long number : gone) {
      files.delete(contentName(number));
    }
    return entry.toVersion(next.current);
  }

  /** Notes what became of a version; one that was applied is in force from now on. */
  public void outcome(long number, ConfigurationOutcome outcome, String message)
      throws IOException {
    Index next = index.copy();
    next.versions.stream()
        .filter(entry -> entry.number == number)
        .forEach(
            entry -> {
              entry.outcome = outcome;
              entry.message = message;
            });
    if (outcome == ConfigurationOutcome.APPLIED) {
      next.current = number;
    }
    save(next);
  }

  /** As {@link #outcome}, of what has happened anyway; what the disk does not take is told. */
  public void remember(long number, ConfigurationOutcome outcome, String message) {
    try {
      outcome(number, outcome, message);
    } catch (IOException e) {
      LOG.warn("{}: the history cannot be written: {}", files, e.toString());
    }
  }

  /** Whether this is the offer that was dealt with last. */
  public boolean isHandled(Offer offer) {
    Index now = index;
    return now.handledId.equals(offer.configId()) && now.handledDigest.equals(offer.digest());
  }

  /** From now on this offer is dealt with: it is not tried again by itself. */
  public void handled(Offer offer) {
    Index next = index.copy();
    next.handledId = offer.configId();
    next.handledDigest = offer.digest();
    try {
      save(next);
    } catch (IOException e) {
      LOG.warn("{}: an offer cannot be remembered: {}", files, e.toString());
    }
  }

  private void save(Index next) throws IOException {
    files.write(INDEX, GSON.toJson(next).getBytes(StandardCharsets.UTF_8));
    index = next;
  }

  private static String contentName(long number) {
    return "version-" + number + ".json";
  }

  /** As the index file has it. */
  private static final class Index {

    private long next = 1;
    private long current;
    private String handledId = "";
    private String handledDigest = "";
    private final List<Entry> versions = new ArrayList<>();

    Index copy() {
      Index copy = new Index();
      copy.next = next;
      copy.current = current;
      copy.handledId = handledId;
      copy.handledDigest = handledDigest;
      versions.forEach(entry -> copy.versions.add(entry.copy()));
      return copy;
    }

    List<Long> makeRoom() {
      List<Long> gone = new ArrayList<>();
      List<Entry> oldestFirst =
          versions.stream().sorted(Comparator.comparingLong(entry -> entry.number)).toList();
      for (Entry entry : oldestFirst) {
        if (versions.size() > RemoteConfiguration.VERSIONS && entry.number != current) {
          versions.remove(entry);
          gone.add(entry.number);
        }
      }
      return gone;
    }
  }

  /** As the index file has it. */
  private static final class Entry {

    private long number;
    private String configId = "";
    private long size;
    private String digest = "";
    private String received = "";
    private ConfigurationOutcome outcome = ConfigurationOutcome.RECEIVED;
    private String message = "";

    Entry copy() {
      Entry copy = new Entry();
      copy.number = number;
      copy.configId = configId;
      copy.size = size;
      copy.digest = digest;
      copy.received = received;
      copy.outcome = outcome;
      copy.message = message;
      return copy;
    }

    ConfigurationVersion toVersion(long current) {
      return new ConfigurationVersion(
          number,
          configId,
          size,
          digest,
          Instant.parse(received),
          outcome,
          message,
          number == current);
    }
  }
}

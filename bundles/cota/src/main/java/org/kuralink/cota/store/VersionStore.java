/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.api.cota.RemoteConfiguration;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.store.KeptText.KeptIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions that are kept, in one file a version and an index, and the trial of one of them with
 * what would have to be put back; each step of that is written before it is done. The version in
 * force is never among those that make room. Damaged files count as absent. Changed by one thread,
 * which alone asks of the trial; any may read versions.
 */
public final class VersionStore {

  private static final Logger LOG = LoggerFactory.getLogger(VersionStore.class);
  static final String INDEX = "index.json";
  private static final String TRIAL = "trial.json";
  private static final String SNAPSHOT = "snapshot";

  private final ConfigurationFiles files;
  private volatile KeptIndex index = KeptIndex.EMPTY;
  private Optional<Trial> trial = Optional.empty();
  private Optional<byte[]> snapshot = Optional.empty();

  /** Empty until {@link #load} and {@link #loadTrial}. */
  public VersionStore(ConfigurationFiles files) {
    this.files = files;
  }

  /** Reads what was kept; what is damaged is left out and told. */
  public List<String> load() {
    List<String> problems = new ArrayList<>();
    try {
      Optional<byte[]> bytes = files.read(INDEX);
      index =
          bytes.isPresent()
              ? KeptText.index(
                  bytes.get(),
                  this::isIntact,
                  number -> problems.add("version " + number + " is damaged or gone and left out"))
              : KeptIndex.EMPTY;
    } catch (IOException e) {
      problems.add("the history of configurations is damaged and begins anew");
      index = KeptIndex.EMPTY;
    }
    return problems;
  }

  /** Where they are kept, with what is to be answered. */
  public ConfigurationFiles files() {
    return files;
  }

  private boolean isIntact(ConfigurationVersion version) {
    return content(version.number())
        .filter(bytes -> Offer.digestOf(bytes).equals(version.digest()))
        .isPresent();
  }

  /** The newest first. */
  public List<ConfigurationVersion> versions() {
    KeptIndex now = index;
    return now.versions().stream()
        .sorted(Comparator.comparingLong(ConfigurationVersion::number).reversed())
        .map(version -> marked(version, version.number() == now.current()))
        .toList();
  }

  private static ConfigurationVersion marked(ConfigurationVersion version, boolean current) {
    return new ConfigurationVersion(
        version.number(),
        version.configId(),
        version.size(),
        version.digest(),
        version.received(),
        version.outcome(),
        version.message(),
        current);
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
    KeptIndex before = index;
    ConfigurationVersion fresh =
        new ConfigurationVersion(
            before.next(),
            offer.configId(),
            content.length,
            offer.digest(),
            now,
            ConfigurationOutcome.RECEIVED,
            "",
            false);
    List<ConfigurationVersion> all = new ArrayList<>(before.versions());
    all.add(fresh);
    List<Long> gone = makeRoom(all, before.current());
    files.write(contentName(fresh.number()), content);
    save(before.next() + 1, before.current(), before.handledId(), before.handledDigest(), all);
    for (long number : gone) {
      files.delete(contentName(number));
    }
    return fresh;
  }

  /** Takes out the oldest that are too many; never the one in force. */
  private static List<Long> makeRoom(List<ConfigurationVersion> versions, long current) {
    List<ConfigurationVersion> oldest =
        versions.stream()
            .filter(version -> version.number() != current)
            .sorted(Comparator.comparingLong(ConfigurationVersion::number))
            .limit(Math.max(0, versions.size() - RemoteConfiguration.VERSIONS))
            .toList();
    versions.removeAll(oldest);
    return oldest.stream().map(ConfigurationVersion::number).toList();
  }

  /** Notes what became of a version; one that was applied is in force from now on. */
  public void outcome(long number, ConfigurationOutcome outcome, String message)
      throws IOException {
    KeptIndex before = index;
    List<ConfigurationVersion> all =
        before.versions().stream()
            .map(
                version ->
                    version.number() == number
                        ? new ConfigurationVersion(
                            number,
                            version.configId(),
                            version.size(),
                            version.digest(),
                            version.received(),
                            outcome,
                            message,
                            false)
                        : version)
            .toList();
    long current = outcome == ConfigurationOutcome.APPLIED ? number : before.current();
    save(before.next(), current, before.handledId(), before.handledDigest(), all);
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
    KeptIndex now = index;
    return now.handledId().equals(offer.configId()) && now.handledDigest().equals(offer.digest());
  }

  /** From now on this offer is dealt with: it is not tried again by itself. */
  public void handled(Offer offer) {
    KeptIndex before = index;
    try {
      save(before.next(), before.current(), offer.configId(), offer.digest(), before.versions());
    } catch (IOException e) {
      LOG.warn("{}: an offer cannot be remembered: {}", files, e.toString());
    }
  }

  private void save(
      long next, long current, String id, String digest, List<ConfigurationVersion> versions)
      throws IOException {
    KeptIndex fresh = new KeptIndex(next, current, id, digest, versions);
    files.write(INDEX, KeptText.ofIndex(fresh));
    index = fresh;
  }

  private static String contentName(long number) {
    return "version-" + number + ".json";
  }

  /** The file of the version that is tried. */
  public Optional<ConfigurationFile> file(Trial tried) {
    return file(tried.device(), tried.version());
  }

  /**
   * Reads how far a former process was with a trial. A snapshot without a trial, left where that
   * process was cut off, holds secrets and goes.
   *
   * @throws IOException if it cannot be read, or was damaged
   */
  public void loadTrial() throws IOException {
    Optional<byte[]> going = files.read(TRIAL);
    trial = going.isPresent() ? Optional.of(KeptText.trial(going.get())) : Optional.empty();
    if (trial.isPresent()) {
      snapshot = files.read(SNAPSHOT);
    } else {
      files.delete(SNAPSHOT);
    }
  }

  /** The trial that is going on. */
  public Optional<Trial> trial() {
    return trial;
  }

  /** What would have to be put back. */
  public Optional<byte[]> snapshot() {
    return snapshot.map(byte[]::clone);
  }

  /** Begins a trial: what must be put back is on disk before the trial is. */
  public void begin(Trial first, byte[] before) throws IOException {
    files.write(SNAPSHOT, before);
    snapshot = Optional.of(before.clone());
    write(first);
  }

  /** Writes the next phase of the trial, which must not begin if this fails. */
  public void write(Trial next) throws IOException {
    files.write(TRIAL, KeptText.ofTrial(next));
    trial = Optional.of(next);
  }

  /** As {@link #write}, of one that begins anyway: what stands there leads to the same. */
  public void note(Trial next) {
    try {
      write(next);
    } catch (IOException e) {
      LOG.warn("{}: the journal cannot be written: {}", files, e.toString());
    }
  }

  /** The trial has ended; what it would have put back holds secrets and goes. */
  public void endTrial() {
    trial = Optional.empty();
    snapshot = Optional.empty();
    try {
      files.delete(TRIAL);
      files.delete(SNAPSHOT);
    } catch (IOException e) {
      LOG.warn("{}: the journal cannot be ended: {}", files, e.toString());
    }
  }
}

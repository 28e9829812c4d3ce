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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.api.cota.RemoteConfiguration;
import org.kuralink.cota.offer.Offer;
import org.kuralink.json.output.JsonOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored versions, in one file for each version and an index, and the trial of one of them with
 * the snapshot of the former configuration. Each phase of a trial is written before it begins. The
 * version in force is never dropped. A damaged file counts as absent. One thread changes the store,
 * and it alone may query the trial; any thread may read versions.
 */
public final class VersionStore {

  private static final Logger LOG = LoggerFactory.getLogger(VersionStore.class);
  private static final String NEXT = "next";
  private static final String CURRENT = "current";
  private static final String HANDLED_ID = "handledId";
  private static final String HANDLED_DIGEST = "handledDigest";
  private static final String VERSIONS = "versions";
  private static final String NUMBER = "number";
  private static final String CONFIG_ID = "configId";
  private static final String SIZE = "size";
  private static final String DIGEST = "digest";
  private static final String RECEIVED = "received";
  private static final String OUTCOME = "outcome";
  private static final String MESSAGE = "message";
  static final String INDEX = "index.json";
  private static final String TRIAL = "trial.json";
  private static final String SNAPSHOT = "snapshot";

  private final ConfigurationFiles files;
  private volatile Index index = Index.EMPTY;
  private Optional<TrialRecord> trial = Optional.empty();
  private Optional<byte[]> snapshot = Optional.empty();

  /** Creates the store; it is empty until {@link #load} and {@link #loadTrial}. */
  public VersionStore(ConfigurationFiles files) {
    this.files = files;
  }

  /** Loads the versions; skips damaged ones and returns a message for each. */
  public List<String> load() {
    List<String> problems = new ArrayList<>();
    try {
      Optional<byte[]> bytes = files.read(INDEX);
      index =
          bytes.isPresent()
              ? read(
                  bytes.get(),
                  number ->
                      problems.add("version " + number + " is damaged or missing and is ignored"))
              : Index.EMPTY;
    } catch (IOException e) {
      problems.add("the history of configurations is damaged and starts empty");
      index = Index.EMPTY;
    }
    return problems;
  }

  /** Returns the files of the store, which also hold unsent answers. */
  public ConfigurationFiles files() {
    return files;
  }

  private boolean isIntact(ConfigurationVersion version) {
    return content(version.number())
        .filter(bytes -> Offer.digestOf(bytes).equals(version.digest()))
        .isPresent();
  }

  /** Returns the versions, newest first. */
  public List<ConfigurationVersion> versions() {
    Index now = index;
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

  /** Returns the version of this number, if it is stored. */
  public Optional<ConfigurationVersion> find(long number) {
    return versions().stream().filter(version -> version.number() == number).findFirst();
  }

  /** Returns the version with this digest. */
  public Optional<ConfigurationVersion> find(String digest) {
    return versions().stream().filter(version -> version.digest().equals(digest)).findFirst();
  }

  /** Returns the version in force. */
  public Optional<ConfigurationVersion> current() {
    return versions().stream().filter(ConfigurationVersion::current).findFirst();
  }

  /** Returns the content of a version. */
  public Optional<byte[]> content(long number) {
    try {
      return files.read(contentName(number));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns the file of a version for a device. */
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

  /** Stores a file as a new version, and drops the oldest. */
  public ConfigurationVersion add(Offer offer, byte[] content, Instant now) throws IOException {
    Index before = index;
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

  /** Removes the oldest versions beyond the limit, but never the one in force. */
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

  /** Records the outcome of a version; an applied version is in force from now on. */
  public void outcome(long number, ConfigurationOutcome outcome, String message)
      throws IOException {
    Index before = index;
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

  /** Records an outcome like {@link #outcome}; a failure to write it is logged. */
  public void remember(long number, ConfigurationOutcome outcome, String message) {
    try {
      outcome(number, outcome, message);
    } catch (IOException e) {
      LOG.warn("{}: the history cannot be written: {}", files, e.toString());
    }
  }

  /** Returns whether this offer was handled last. */
  public boolean isHandled(Offer offer) {
    Index now = index;
    return now.handledId().equals(offer.configId()) && now.handledDigest().equals(offer.digest());
  }

  /** Marks an offer as handled, so that it is not tried again without a request. */
  public void handled(Offer offer) {
    Index before = index;
    try {
      save(before.next(), before.current(), offer.configId(), offer.digest(), before.versions());
    } catch (IOException e) {
      LOG.warn("{}: an offer cannot be marked as handled: {}", files, e.toString());
    }
  }

  private void save(
      long next, long current, String id, String digest, List<ConfigurationVersion> versions)
      throws IOException {
    Index fresh = new Index(next, current, id, digest, versions);
    files.write(INDEX, fresh.toJson());
    index = fresh;
  }

  private static String contentName(long number) {
    return "version-" + number + ".json";
  }

  /** Returns the file of a trial's version. */
  public Optional<ConfigurationFile> file(TrialRecord tried) {
    return file(tried.device(), tried.version());
  }

  /**
   * Loads the trial of a former process. A snapshot without a trial holds secrets and is deleted.
   *
   * @throws IOException if it cannot be read or is damaged
   */
  public void loadTrial() throws IOException {
    Optional<byte[]> going = files.read(TRIAL);
    trial = going.isPresent() ? Optional.of(TrialRecord.ofJson(going.get())) : Optional.empty();
    if (trial.isPresent()) {
      snapshot = files.read(SNAPSHOT);
    } else {
      files.delete(SNAPSHOT);
    }
  }

  /** Returns the trial in progress. */
  public Optional<TrialRecord> trial() {
    return trial;
  }

  /** Returns the snapshot of the former configuration. */
  public Optional<byte[]> snapshot() {
    return snapshot.map(byte[]::clone);
  }

  /** Begins a trial; the snapshot is on disk before the trial is. */
  public void begin(TrialRecord first, byte[] before) throws IOException {
    files.write(SNAPSHOT, before);
    snapshot = Optional.of(before.clone());
    write(first);
  }

  /** Records the next phase of the trial, which must not begin if this fails. */
  public void write(TrialRecord next) throws IOException {
    files.write(TRIAL, next.toJson());
    trial = Optional.of(next);
  }

  /**
   * Records a phase like {@link #write}; a failure is logged, because the present entry leads to
   * the same action.
   */
  public void note(TrialRecord next) {
    try {
      write(next);
    } catch (IOException e) {
      LOG.warn("{}: the journal cannot be written: {}", files, e.toString());
    }
  }

  /** Ends the trial, and deletes its snapshot, which holds secrets. */
  public void endTrial() {
    trial = Optional.empty();
    snapshot = Optional.empty();
    try {
      files.delete(TRIAL);
      files.delete(SNAPSHOT);
    } catch (IOException e) {
      LOG.warn("{}: the journal cannot be deleted: {}", files, e.toString());
    }
  }

  /** Reads the index without the versions that are damaged; {@code lost} receives their numbers. */
  private Index read(byte[] text, Consumer<Long> lost) throws IOException {
    return StoredJson.read(
        text,
        json -> {
          Map<?, ?> index = StoredJson.members(json);
          List<ConfigurationVersion> versions = new ArrayList<>();
          for (Map<?, ?> entry : StoredJson.lines(index.get(VERSIONS))) {
            long number = StoredJson.number(entry, NUMBER);
            version(entry, number)
                .filter(this::isIntact)
                .ifPresentOrElse(versions::add, () -> lost.accept(number));
          }
          return new Index(
              StoredJson.number(index, NEXT),
              StoredJson.number(index, CURRENT),
              StoredJson.text(index, HANDLED_ID),
              StoredJson.text(index, HANDLED_DIGEST),
              versions);
        });
  }

  private static Map<String, Object> ofVersion(ConfigurationVersion version) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(NUMBER, version.number());
    json.put(CONFIG_ID, version.configId());
    json.put(SIZE, version.size());
    json.put(DIGEST, version.digest());
    json.put(RECEIVED, version.received().toString());
    json.put(OUTCOME, version.outcome().name());
    json.put(MESSAGE, version.message());
    return json;
  }

  private static Optional<ConfigurationVersion> version(Map<?, ?> json, long number) {
    try {
      return Optional.of(
          new ConfigurationVersion(
              number,
              StoredJson.text(json, CONFIG_ID),
              StoredJson.number(json, SIZE),
              StoredJson.text(json, DIGEST),
              Instant.parse(StoredJson.text(json, RECEIVED)),
              ConfigurationOutcome.valueOf(StoredJson.text(json, OUTCOME)),
              StoredJson.text(json, MESSAGE),
              false));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * The index of the versions.
   *
   * @param next the number of the next version
   * @param current the number of the version in force; 0 for none
   * @param handledId the configId of the offer that was handled last
   * @param handledDigest the digest of that offer
   */
  private record Index(
      long next,
      long current,
      String handledId,
      String handledDigest,
      List<ConfigurationVersion> versions) {

    static final Index EMPTY = new Index(1, 0, "", "", List.of());

    byte[] toJson() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put(NEXT, next);
      json.put(CURRENT, current);
      json.put(HANDLED_ID, handledId);
      json.put(HANDLED_DIGEST, handledDigest);
      json.put(VERSIONS, versions.stream().map(VersionStore::ofVersion).toList());
      return JsonOutput.bytes(json);
    }
  }
}

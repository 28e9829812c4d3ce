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
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.api.cota.RemoteConfiguration;
import org.kuralink.cota.offer.Offer;
import org.kuralink.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions that are kept, in one file a version and an index. The version in force is never
 * among those that make room. Damaged files count as absent. Changed by one thread; any may read.
 */
public final class VersionStore {

  private static final Logger LOG = LoggerFactory.getLogger(VersionStore.class);
  static final String INDEX = "index.json";
  private static final String NEXT = "next";
  private static final String CURRENT = "current";
  private static final String ID = "handledId";
  private static final String DIGEST = "handledDigest";
  private static final String VERSIONS = "versions";
  private static final String NUMBER = "number";

  private final ConfigurationFiles files;
  private volatile Index index = Index.EMPTY;

  /** Empty until {@link #load}. */
  public VersionStore(ConfigurationFiles files) {
    this.files = files;
  }

  /** Reads what was kept; what is damaged is left out and told. */
  public List<String> load() {
    List<String> problems = new ArrayList<>();
    try {
      Optional<byte[]> bytes = files.read(INDEX);
      index = bytes.isPresent() ? index(Json.readObject(bytes.get()), problems) : Index.EMPTY;
    } catch (IOException | IllegalArgumentException e) {
      problems.add("the history of configurations is damaged and begins anew");
      index = Index.EMPTY;
    }
    return problems;
  }

  private Index index(Map<String, ?> json, List<String> problems) {
    if (!(json.get(VERSIONS) instanceof List<?> entries)) {
      throw new IllegalArgumentException(VERSIONS);
    }
    List<ConfigurationVersion> versions = new ArrayList<>();
    for (Object entry : entries) {
      if (entry instanceof Map<?, ?> members && members.get(NUMBER) instanceof Long number) {
        Optional<ConfigurationVersion> version = version(members, number);
        version.ifPresentOrElse(
            versions::add,
            () -> problems.add("version " + number + " is damaged or gone and left out"));
      }
    }
    return new Index(
        number(json, NEXT), number(json, CURRENT), text(json, ID), text(json, DIGEST), versions);
  }

  private Optional<ConfigurationVersion> version(Map<?, ?> json, long number) {
    try {
      ConfigurationVersion version =
          new ConfigurationVersion(
              number,
              text(json, "configId"),
              number(json, "size"),
              text(json, "digest"),
              Instant.parse(text(json, "received")),
              ConfigurationOutcome.valueOf(text(json, "outcome")),
              text(json, "message"),
              false);
      return content(number)
          .filter(bytes -> Offer.digestOf(bytes).equals(version.digest()))
          .map(intact -> version);
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String text(Map<?, ?> json, String name) {
    if (json.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name);
  }

  private static long number(Map<?, ?> json, String name) {
    if (json.get(name) instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException(name);
  }

  /** The newest first. */
  public List<ConfigurationVersion> versions() {
    Index now = index;
    return now.versions.stream()
        .sorted(Comparator.comparingLong(ConfigurationVersion::number).reversed())
        .map(version -> marked(version, version.number() == now.current))
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
    Index before = index;
    ConfigurationVersion fresh =
        new ConfigurationVersion(
            before.next,
            offer.configId(),
            content.length,
            offer.digest(),
            now,
            ConfigurationOutcome.RECEIVED,
            "",
            false);
    List<ConfigurationVersion> all = new ArrayList<>(before.versions);
    all.add(fresh);
    List<Long> gone = makeRoom(all, before.current);
    files.write(contentName(fresh.number()), content);
    save(before.next + 1, before.current, before.handledId, before.handledDigest, all);
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
    Index before = index;
    List<ConfigurationVersion> all =
        before.versions.stream()
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
    long current = outcome == ConfigurationOutcome.APPLIED ? number : before.current;
    save(before.next, current, before.handledId, before.handledDigest, all);
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
    Index before = index;
    try {
      save(before.next, before.current, offer.configId(), offer.digest(), before.versions);
    } catch (IOException e) {
      LOG.warn("{}: an offer cannot be remembered: {}", files, e.toString());
    }
  }

  private void save(
      long next, long current, String id, String digest, List<ConfigurationVersion> versions)
      throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(NEXT, next);
    json.put(CURRENT, current);
    json.put(ID, id);
    json.put(DIGEST, digest);
    json.put(VERSIONS, versions.stream().map(VersionStore::written).toList());
    files.write(INDEX, Json.bytes(json));
    index = new Index(next, current, id, digest, versions);
  }

  private static Map<String, Object> written(ConfigurationVersion version) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(NUMBER, version.number());
    json.put("configId", version.configId());
    json.put("size", version.size());
    json.put("digest", version.digest());
    json.put("received", version.received().toString());
    json.put("outcome", version.outcome().name());
    json.put("message", version.message());
    return json;
  }

  private static String contentName(long number) {
    return "version-" + number + ".json";
  }

  /**
   * The index file.
   *
   * @param next the number of the next version
   * @param current the number of the one in force; 0 for none
   * @param handledId what was dealt with last, with its digest
   */
  private record Index(
      long next,
      long current,
      String handledId,
      String handledDigest,
      List<ConfigurationVersion> versions) {

    private static final Index EMPTY = new Index(1, 0, "", "", List.of());
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldVersion;
import org.kuralink.json.Json;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last {@value #MOST} configurations that were in force, unchanged, with their encrypted
 * passwords; on disk if there is a data directory. Used by one thread.
 */
final class FieldHistory {

  static final int MOST = 5;

  /** The size limit of a configuration, more than a gateway could serve. */
  static final int MOST_BYTES = 8 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(FieldHistory.class);
  private static final String INDEX = "index.json";

  private final Medium medium;
  private final Optional<Path> directory;
  private final Map<Long, byte[]> unkept = new HashMap<>();
  private volatile List<FieldVersion> versions = List.of();
  private String file = "";

  /**
   * Reads the stored configurations.
   *
   * @param directory the directory of the history; empty if nothing survives a restart
   */
  FieldHistory(Medium medium, Optional<Path> directory) {
    this.medium = medium;
    this.directory = directory;
    try {
      Optional<byte[]> index = directory.isEmpty() ? Optional.empty() : at(INDEX).read(MOST_BYTES);
      if (index.isPresent()) {
        load(Json.readObject(index.get()));
      }
    } catch (IOException | ClassCastException e) {
      LOG.warn("The stored field channel configurations cannot be read: {}", e.getMessage());
    }
  }

  private WholeFile at(String name) {
    return new WholeFile(medium, directory.orElseThrow().resolve(name));
  }

  private void load(Map<String, @Nullable Object> index) {
    List<FieldVersion> read = new ArrayList<>();
    if (index.get("versions") instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> map
            && map.get("number") instanceof Long number
            && map.get("applied") instanceof Long applied) {
          read.add(
              new FieldVersion(
                  number,
                  Instant.ofEpochMilli(applied),
                  String.valueOf(map.get("source")),
                  String.valueOf(map.get("sha256")),
                  Boolean.TRUE.equals(map.get("current"))));
        }
      }
    }
    versions = List.copyOf(read);
    file = index.get("file") instanceof String digest ? digest : "";
  }

  /** Returns the versions, newest first. Any thread may call. */
  List<FieldVersion> versions() {
    return versions;
  }

  Optional<FieldVersion> current() {
    return versions.stream().filter(FieldVersion::current).findFirst();
  }

  /** Returns the digest of the file that was applied last; empty if none was. */
  String file() {
    return file;
  }

  /** Returns the bytes of a version; empty if they are not there any more. */
  Optional<byte[]> bytes(long number) throws IOException {
    return directory.isEmpty()
        ? Optional.ofNullable(unkept.get(number))
        : at(number + ".json").read(MOST_BYTES);
  }

  /**
   * Stores a configuration as the one in force; a known one keeps its number.
   *
   * @throws IOException if it cannot be stored; then nothing changes
   */
  void keep(byte[] json, String source, Instant now) throws IOException {
    String digest = sha256(json);
    Optional<FieldVersion> known =
        versions.stream().filter(version -> version.sha256().equals(digest)).findFirst();
    long number =
        known
            .map(FieldVersion::number)
            .orElse(1 + versions.stream().mapToLong(FieldVersion::number).max().orElse(0));
    List<FieldVersion> next = new ArrayList<>();
    next.add(new FieldVersion(number, now, source, digest, true));
    for (FieldVersion version : versions) {
      if (version.number() != number && next.size() < MOST) {
        next.add(
            new FieldVersion(
                version.number(), version.applied(), version.source(), version.sha256(), false));
      }
    }
    String fileThen = source.equals("file") ? digest : file;
    if (directory.isPresent()) {
      at(number + ".json").write(json);
      at(INDEX).write(JsonOutput.bytes(index(next, fileThen)));
    } else {
      unkept.put(number, json);
    }
    List<FieldVersion> before = versions;
    versions = List.copyOf(next);
    file = fileThen;
    before.stream()
        .map(FieldVersion::number)
        .filter(old -> next.stream().noneMatch(version -> version.number() == old))
        .forEach(this::forget);
  }

  private void forget(long number) {
    unkept.remove(number);
    try {
      if (directory.isPresent()) {
        medium.delete(directory.get().resolve(number + ".json"));
      }
    } catch (IOException e) {
      LOG.debug("An old field channel configuration could not be deleted: {}", e.getMessage());
    }
  }

  private static Map<String, Object> index(List<FieldVersion> versions, String file) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (FieldVersion version : versions) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("number", version.number());
      each.put("applied", version.applied().toEpochMilli());
      each.put("source", version.source());
      each.put("sha256", version.sha256());
      each.put("current", version.current());
      list.add(each);
    }
    return Map.of("versions", list, "file", file);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

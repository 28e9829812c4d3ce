/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.cota.offer.Offer;
import org.kuralink.store.Medium;

/** The version store on a real disk. */
class VersionStoreTest {

  @TempDir private Path directory;

  private ConfigurationFiles files() {
    return new ConfigurationFiles("main", Medium.disk(), Optional.of(directory));
  }

  private VersionStore store() {
    VersionStore store = new VersionStore(files());
    assertEquals(List.of(), store.load());
    return store;
  }

  private static ConfigurationVersion add(VersionStore store, String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    Offer offer =
        new Offer(
            "id of " + text,
            content.length,
            Offer.digestOf(content),
            new WebAddress(true, "h", 443, "/f"),
            Instant.EPOCH);
    return store.add(offer, content, Instant.EPOCH.plusSeconds(content.length));
  }

  @Test
  void comesBackAfterARestart() throws IOException {
    VersionStore store = store();
    add(store, "a");
    store.outcome(add(store, "bb").number(), ConfigurationOutcome.APPLIED, "");
    store.outcome(add(store, "ccc").number(), ConfigurationOutcome.REFUSED, "why");
    VersionStore next = store();
    assertEquals(store.versions(), next.versions());
    assertEquals(2, next.current().orElseThrow().number());
    assertEquals("why", next.versions().get(0).message());
    assertEquals("bb", new String(next.content(2).orElseThrow(), StandardCharsets.UTF_8));
  }

  @Test
  void keepsFiveFilesAndAnIndexForItsOwnerOnly() throws IOException {
    VersionStore store = store();
    for (int i = 0; i < 9; i++) {
      add(store, "file " + i);
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> all = files.toList();
      Set<String> names =
          all.stream().map(f -> f.getFileName().toString()).collect(Collectors.toSet());
      assertEquals(
          new TreeSet<>(
              List.of(
                  "index.json",
                  "version-5.json",
                  "version-6.json",
                  "version-7.json",
                  "version-8.json",
                  "version-9.json")),
          new TreeSet<>(names));
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        for (Path file : all) {
          assertEquals(
              "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
      }
    }
  }

  @Test
  void leavesOutWhatIsDamaged() throws IOException {
    VersionStore store = store();
    add(store, "a");
    add(store, "b");
    Files.writeString(directory.resolve("version-1.json"), "c");
    VersionStore next = new VersionStore(files());
    assertEquals(1, next.load().size());
    assertEquals(List.of(2L), next.versions().stream().map(ConfigurationVersion::number).toList());
    Files.writeString(directory.resolve("index.json"), "{\"versions\":");
    VersionStore anew = new VersionStore(files());
    assertEquals(1, anew.load().size());
    assertTrue(anew.versions().isEmpty());
    assertEquals(1, add(anew, "x").number());
  }

  @Test
  void readsTheIndexOfAFormerRelease() throws IOException {
    Files.writeString(directory.resolve("version-7.json"), "seven");
    Files.writeString(
        directory.resolve("index.json"),
        "{\"next\":8,\"current\":7,\"handledId\":\"c\\u003d7\",\"handledDigest\":\"d\",\"versions\":["
            + "{\"number\":7,\"configId\":\"c\\u003d7\",\"size\":5,\"digest\":\""
            + Offer.digestOf("seven".getBytes(StandardCharsets.UTF_8))
            + "\",\"received\":\"1970-01-01T00:00:05Z\",\"outcome\":\"APPLIED\",\"message\":\"\"},"
            + "{\"number\":6,\"configId\":\"c6\",\"size\":5,\"digest\":\"d\","
            + "\"received\":\"yesterday\",\"outcome\":\"APPLIED\",\"message\":\"\"}]}");
    VersionStore store = new VersionStore(files());
    assertEquals(List.of("version 6 is damaged or missing and is ignored"), store.load());
    ConfigurationVersion kept = store.current().orElseThrow();
    assertEquals("c=7", kept.configId());
    assertEquals(Instant.EPOCH.plusSeconds(5), kept.received());
    assertEquals(8, add(store, "eight").number());
  }
}

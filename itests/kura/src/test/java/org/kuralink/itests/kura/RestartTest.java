/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.configuration.Password;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** The state that survives a restart of Kura and a rollback to a snapshot. */
class RestartTest extends OnKuraOnline {

  @Test
  void afterARestartEverythingIsFoundAgainUnderItsLastingName() throws Exception {
    createOnline(PID, "gateway-01");
    CloudPublisher publisher = publisher(PUBLISHER, PID);
    publish(publisher, "uptime", 1);
    page().await("not sent", () -> platform().received("gateway-01", "uptime").contains(1));
    page().press(false, PID);
    page().await("still there", () -> page().state(PID).equals("DISCONNECTED"));
    for (int i = 2; i <= 6; i++) {
      publish(publisher, "uptime", i);
    }
    page().await("not kept", () -> page().session(PID).status().queue().messages() >= 5);
    String frameworksName = kura().held().servicePid(PID + ".connection");
    Set<String> directories = directories();
    assertTrue(directories.size() >= 3, directories.toString());
    KeptLog.clear();
    gateway.restart();
    page().awaitComplete(PID);
    awaitOnline(PID);
    assertNotEquals(frameworksName, kura().held().servicePid(PID + ".connection"));
    page()
        .await(
            "messages are missing",
            () ->
                platform()
                    .received("gateway-01", "uptime")
                    .containsAll(IntStream.rangeClosed(1, 6).boxed().toList()));
    assertEquals(directories, directories());
    assertEquals(1, logins(PID));
    assertEquals(1, attempts());
    publish(publisher(PUBLISHER), "uptime", 7);
    page().await("not sent", () -> platform().received("gateway-01", "uptime").contains(7));
  }

  /** Each file in the folders of a connection is in the table of the documents, for its part. */
  @Test
  void theDocumentsNameTheDirectoriesAsTheyAreOnTheDisk() throws Exception {
    createOnline(PID, "gateway-01");
    publish(publisher(PUBLISHER, PID), "uptime", 1);
    page().await("not sent", () -> platform().received("gateway-01", "uptime").contains(1));
    String text =
        Files.readString(Path.of(System.getProperty("kuralink.root"), "docs", "installation.md"));
    Pattern row = Pattern.compile("\\| `([^`]+)` \\| (\\w+) \\| .*");
    List<String> documented =
        text.lines()
            .map(row::matcher)
            .filter(Matcher::matches)
            .map(found -> found.group(2) + "/" + found.group(1).replaceAll("<[^>]*>", "*"))
            .toList();
    assertTrue(text.contains("kuralink/org%2ekuralink%2eAlibabaCloudIot%2econnection"));
    assertTrue(directories().contains("org%2ekuralink%2eAlibabaCloudIot%2econnection"));
    for (String folder : directories()) {
      String part = folder.substring(folder.lastIndexOf("%2e") + 3);
      try (Stream<Path> files = Files.list(kuralink().resolve(folder))) {
        // What is being written when this looks has its name a moment later.
        for (Path file : files.filter(each -> !each.toString().endsWith(".new")).toList()) {
          String name = part + "/" + file.getFileName();
          assertTrue(
              documented.stream()
                  .anyMatch(
                      pattern -> name.matches("\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E")),
              name + " is in none of " + documented);
        }
      }
    }
  }

  @Test
  void nobodyElseGetsIntoTheDirectoriesOfTheParts() throws Exception {
    createOnline(PID, "gateway-01");
    publish(publisher(PUBLISHER, PID), "uptime", 1);
    page().await("not sent", () -> platform().received("gateway-01", "uptime").contains(1));
    page().await("too few: " + directories(), () -> directories().size() >= 3);
    for (String folder : directories()) {
      Set<PosixFilePermission> found = Files.getPosixFilePermissions(kuralink().resolve(folder));
      assertEquals("rwx------", PosixFilePermissions.toString(found), folder);
    }
  }

  /** Nothing of ours lies where Kura wipes. */
  @Test
  void nothingIsKeptInTheFrameworksOwnDirectory() throws Exception {
    createOnline(PID, "gateway-01");
    for (Bundle bundle : gateway.context().getBundles()) {
      if (bundle.getSymbolicName().startsWith("org.kuralink.")) {
        Path kept = bundle.getDataFile("").toPath();
        try (Stream<Path> files = Files.exists(kept) ? Files.list(kept) : Stream.empty()) {
          assertEquals(List.of(), files.toList(), bundle.toString());
        }
      }
    }
  }

  @Test
  void goingBackToASnapshotBringsTheConnectionBackWithOneLogIn() throws Exception {
    createOnline(PID, "gateway-01");
    publisher(PUBLISHER, PID);
    long good = kura().snapshot();
    page().apply(PID + ".connection", Map.of("device.secret", new Password("another secret")));
    page().await("still there", () -> page().state(PID).equals("DISCONNECTED"));
    page().apply(PID + ".thing", Map.of("validation", "warn"));
    KeptLog.clear();
    kura().rollback(good);
    awaitOnline(PID);
    page().awaitComplete(PID);
    assertEquals(1, logins(PID));
    assertEquals(1, attempts());
    assertFalse(KeptLog.complains("could not be completed"));
    assertEquals(Set.of(PID), page().factory().getManagedCloudConnectionPids());
    publish(publisher(PUBLISHER), "uptime", 1);
    page().await("not sent", () -> platform().received("gateway-01", "uptime").contains(1));
  }

  /** A snapshot from before a package was installed has no configuration of its capability. */
  @Test
  void aSnapshotThatLacksAPartOfAConnectionGetsIt() throws Exception {
    page().create(PID);
    kura().deleteFactoryConfiguration(PID + ".shadow", false);
    page().await("still there", () -> !page().named(PID + ".shadow"));
    long former = kura().snapshot();
    kura().rollback(former);
    page().await("not there", () -> page().named(PID + ".shadow"));
    page().awaitComplete(PID);
    assertFalse(KeptLog.complains("could not be completed"));
  }

  private static long attempts() {
    return KeptLog.lines().stream().filter(line -> line.text().contains("logging in to")).count();
  }

  private static Path kuralink() {
    return directory.resolve("kura-data").resolve("kuralink");
  }

  private static Set<String> directories() throws IOException {
    try (Stream<Path> found = Files.list(kuralink())) {
      return found.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
    }
  }
}

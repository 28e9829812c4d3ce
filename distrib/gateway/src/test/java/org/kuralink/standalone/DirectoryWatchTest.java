/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTest {

  private static final long LOOK_MILLIS = 20;
  private static final long LIMIT_SECONDS = 30;

  private final BlockingQueue<List<String>> told = new LinkedBlockingQueue<>();

  @TempDir private Path parent;
  private Path etc;
  private DirectoryWatch watch;

  @BeforeEach
  void open() throws IOException {
    etc = parent.resolve("etc");
    watch = new DirectoryWatch(LOOK_MILLIS);
  }

  @AfterEach
  void close() throws IOException {
    watch.close();
  }

  private void follow() throws IOException {
    watch.watch(etc, () -> told.add(names()));
    watch.start();
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(etc)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException gone) {
      return List.of("none");
    }
  }

  private void assertTold(String... names) throws Exception {
    for (List<String> next = List.of(); !next.equals(List.of(names)); ) {
      next = told.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertTrue(next != null, "never told of " + List.of(names));
    }
  }

  @Test
  void followsADirectoryThatReplacesAnother() throws Exception {
    Files.createDirectory(etc);
    follow();
    Path next = Files.createDirectory(parent.resolve("next"));
    Files.createFile(next.resolve("a.json"));
    Files.move(etc, parent.resolve("before"));
    Files.move(next, etc);

    assertTold("a.json");
    Files.createFile(etc.resolve("b.json"));
    assertTold("a.json", "b.json");
  }

  @Test
  void followsADirectoryThatIsCreatedAgain() throws Exception {
    Files.createDirectory(etc);
    follow();
    Files.delete(etc);
    assertTold("none");

    Files.createDirectory(etc);
    Files.createFile(etc.resolve("a.json"));
    assertTold("a.json");
    Files.createFile(etc.resolve("b.json"));
    assertTold("a.json", "b.json");
  }

  @Test
  void followsALinkWithANewTarget() throws Exception {
    Path one = Files.createDirectory(parent.resolve("one"));
    Path two = Files.createDirectory(parent.resolve("two"));
    Files.createFile(two.resolve("a.json"));
    Files.createSymbolicLink(etc, one);
    follow();
    Files.move(
        Files.createSymbolicLink(parent.resolve("link"), two),
        etc,
        StandardCopyOption.REPLACE_EXISTING);

    assertTold("a.json");
    Files.createFile(two.resolve("b.json"));
    assertTold("a.json", "b.json");
  }

  @Test
  void followsAFileBehindALink() throws Exception {
    Files.createDirectory(etc);
    Path file = Files.writeString(parent.resolve("kept elsewhere"), "1");
    Files.createSymbolicLink(etc.resolve("a.json"), file);
    follow();
    Files.writeString(file, "22");

    assertTold("a.json");
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  private static final Path FILE = Path.of("data", "file");

  @TempDir private Path temp;
  private final MemoryMedium memory = new MemoryMedium();
  private final FailingMedium medium = new FailingMedium(memory);
  private final WholeFile file = new WholeFile(medium, FILE);

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private String text() throws IOException {
    return file.read(100).map(bytes -> new String(bytes, UTF_8)).orElse("none");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void survivesAPowerCutFirstAndReplacedAndDeleted() throws IOException {
    assertEquals("none", text());
    file.write(bytes("one"));
    memory.powerCut();
    assertEquals("one", text());
    file.write(bytes("two"));
    memory.powerCut();
    assertEquals("two", text());
    file.delete();
    memory.powerCut();
    assertEquals("none", text());
    file.delete();
  }

  @Test
  void aFailureLeavesTheOldContentAndNothingElse() throws IOException {
    file.write(bytes("one"));
    medium.space = 2;
    assertThrows(IOException.class, () -> file.write(bytes("two")));
    medium.space = Long.MAX_VALUE;
    medium.syncFails = true;
    assertThrows(IOException.class, () -> file.write(bytes("two")));
    medium.syncFails = false;
    assertEquals("one", text());
    assertEquals(List.of(FILE.toAbsolutePath()), memory.list(Path.of("data")));
  }

  /** Whoever is told so may not rely on the new content, and tries again. */
  @Test
  void aDirectoryThatCannotBeSyncedMakesItAFailureUntilItCanBe() throws IOException {
    file.write(bytes("one"));
    medium.directorySyncFails = true;
    assertThrows(IOException.class, () -> file.write(bytes("two")));
    memory.powerCut();
    assertEquals("one", text());
    assertThrows(IOException.class, file::delete);
    assertThrows(IOException.class, file::delete, "it is gone, but not for good");
    medium.directorySyncFails = false;
    file.delete();
    memory.powerCut();
    assertEquals("none", text());
    file.write(bytes("three"));
    memory.powerCut();
    assertEquals("three", text());
  }

  @Test
  void whatIsLargerIsNoneOfOurs() throws IOException {
    file.write(bytes("one"));
    assertThrows(IOException.class, () -> file.read(2));
  }

  @Test
  void takesAllOfAnotherFile() throws IOException {
    Path source = temp.resolve("source");
    byte[] large = new byte[200_000];
    large[199_999] = 7;
    Files.write(source, large);
    Path copy = temp.resolve("copy");
    new WholeFile(copy).copy(source);
    assertArrayEquals(large, Files.readAllBytes(copy));
  }

  @Test
  void isItsOwnersAloneWithItsDirectoryWhateverWasLeftThere() throws IOException {
    Path own = temp.resolve("a/b/file");
    new WholeFile(own).write(bytes("one"));
    assertEquals("rw-------", permissions(own));
    assertEquals("rwx------", permissions(own.getParent()));
    assertEquals("rwx------", permissions(own.getParent().getParent()));

    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-rw-rw-"));
    Path draft = temp.resolve("a/b/file.new");
    Files.writeString(draft, "much longer than what comes");
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-rw-rw-"));
    new WholeFile(own).write(bytes("two"));
    assertEquals("two", Files.readString(own));
    assertEquals("rw-------", permissions(own));
    assertFalse(Files.exists(draft));
  }

  @Test
  void whatIsSharedStaysOpenToOthersAndSoDoesItsDirectory() throws IOException {
    Path others = Files.createDirectory(temp.resolve("others"));
    Files.setPosixFilePermissions(others, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path usual = Files.createFile(others.resolve("usual"));
    Path shared = others.resolve("shared");
    WholeFile.shared(shared).write(bytes("one"));
    assertEquals(permissions(usual), permissions(shared));
    Path own = others.resolve("own");
    WholeFile.inSharedDirectory(own).write("one");
    assertEquals("rw-------", permissions(own));
    assertEquals("rwxr-xr-x", permissions(others));
  }

  @Test
  void anInterruptedThreadWritesAllTheSame() throws IOException {
    Path own = temp.resolve("a/b/file");
    Thread.currentThread().interrupt();
    new WholeFile(own).write(bytes("one"));
    assertTrue(Thread.interrupted());
    assertEquals("one", Files.readString(own));
  }
}

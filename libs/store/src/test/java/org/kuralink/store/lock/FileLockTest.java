/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.store.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.store.Medium;

class FileLockTest {

  @TempDir private Path temp;

  private final Medium disk = Medium.disk();

  @Test
  void aLockIsHeldByOneUntilItIsGivenBack() throws IOException {
    Path file = temp.resolve("lock");
    Optional<FileLock> first = FileLock.take(disk, file);
    assertTrue(first.isPresent());
    assertTrue(FileLock.take(disk, file).isEmpty());
    first.get().close();
    Optional<FileLock> second = FileLock.take(disk, file);
    assertTrue(second.isPresent());
    second.get().close();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Directories that only their owner may read, on file systems that support permissions. */
final class PrivateFiles {

  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private PrivateFiles() {}

  /**
   * Creates a directory with its parents. If it exists, removes the permissions of other users,
   * unless everybody may write to it, which marks a shared directory.
   *
   * @return whether permissions were removed
   */
  static boolean directory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Path parent = directory.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(directory, attributes("rwx------"));
      return false;
    }
    if (!isPosix(directory)) {
      return false;
    }
    Set<PosixFilePermission> allowed = EnumSet.copyOf(Files.getPosixFilePermissions(directory));
    if (allowed.contains(PosixFilePermission.OTHERS_WRITE) || !allowed.removeAll(OTHERS)) {
      return false;
    }
    try {
      Files.setPosixFilePermissions(directory, allowed);
      return true;
    } catch (FileSystemException notOurs) {
      return false;
    }
  }

  /** Returns whether all users of this machine may read a file or list a directory. */
  static boolean isOpenToOthers(Path file) throws IOException {
    return isPosix(file)
        && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
  }

  /** Returns whether all users of this machine can reach readable files in a directory. */
  static boolean isReachableByOthers(Path directory) throws IOException {
    return isPosix(directory)
        && Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_EXECUTE);
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] attributes(String permissions) {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}

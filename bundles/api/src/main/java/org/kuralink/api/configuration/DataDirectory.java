/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Determines the name and the data directory of a component. The directory is not that of {@code
 * BundleContext.getDataFile}, which Kura deletes at each start.
 */
public final class DataDirectory {

  /** The framework property with the data directory on a framework without Kura. */
  public static final String FRAMEWORK_PROPERTY = "org.kuralink.data";

  private static final String KURA_PID = "kura.service.pid";
  private static final String SERVICE_PID = "service.pid";
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  private DataDirectory() {}

  /**
   * Returns the name of a component, which is constant across restarts: its {@code
   * kura.service.pid}, or else the part of its {@code service.pid} after the tilde.
   *
   * @param factoryPid the name of a component without a configuration of its own
   */
  public static String nameOf(Map<String, ?> properties, String factoryPid) {
    Object kura = properties.get(KURA_PID);
    if (kura != null && !kura.toString().isBlank()) {
      return kura.toString();
    }
    Object service = properties.get(SERVICE_PID);
    String pid = service == null ? factoryPid : service.toString();
    return pid.substring(pid.indexOf('~') + 1);
  }

  /**
   * Returns the data directory of a component, which may not exist yet.
   *
   * @param kuraDirectory the directory from Kura's {@code SystemService}, if that is present
   * @param frameworkProperty the value of {@link #FRAMEWORK_PROPERTY}, if it is set
   * @param name the name of the component
   * @return a directory below Kura's or the framework's; empty if there is neither
   */
  public static Optional<Path> of(
      Optional<String> kuraDirectory, Optional<String> frameworkProperty, String name) {
    return kuraDirectory
        .filter(directory -> !directory.isBlank())
        .map(directory -> Path.of(directory, "kuralink", fileName(name)))
        .or(
            () ->
                frameworkProperty
                    .filter(directory -> !directory.isBlank())
                    .map(directory -> Path.of(directory, fileName(name))));
  }

  /**
   * Creates the directory of a component, or one below it, with missing parents. Only the owner has
   * access, if the file system supports permissions. The permissions of an existing directory are
   * restricted if possible.
   *
   * @throws IOException if the directory could not be created
   */
  public static void make(Path directory) throws IOException {
    Path own = directory.toAbsolutePath();
    if (!own.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(own);
    } else if (!Files.isDirectory(own)) {
      Files.createDirectories(own, PosixFilePermissions.asFileAttribute(OWNER));
    } else if (!Files.getPosixFilePermissions(own).equals(OWNER)) {
      close(own);
    }
  }

  private static void close(Path directory) {
    try {
      Files.setPosixFilePermissions(directory, OWNER);
    } catch (IOException e) {
      // The directory has another owner, or its disk has no permissions: use it unchanged.
    }
  }

  /** Converts a name to a valid file name on any system, without separators and dots. */
  public static String fileName(String name) {
    StringBuilder file = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c) || c == '-' || c == '_') {
                file.appendCodePoint(c);
              } else {
                file.append('%').append(Integer.toHexString(c));
              }
            });
    return file.toString();
  }
}

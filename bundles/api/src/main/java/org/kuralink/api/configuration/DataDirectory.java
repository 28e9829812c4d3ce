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
 * What a component is called, and where its files lie. Not {@code BundleContext.getDataFile}: Kura
 * wipes that at each start.
 */
public final class DataDirectory {

  /** The framework property with the directory for a framework without Kura. */
  public static final String FRAMEWORK_PROPERTY = "org.kuralink.data";

  private static final String KURA_PID = "kura.service.pid";
  private static final String SERVICE_PID = "service.pid";
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  private DataDirectory() {}

  /**
   * The component's name that stays the same across restarts: {@code kura.service.pid}, or else
   * what the configuration's own name says behind the tilde.
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
   * The component's own directory, which need not exist yet.
   *
   * @param kuraDirectory what Kura's {@code SystemService} says, where there is one
   * @param frameworkProperty the value of {@link #FRAMEWORK_PROPERTY}, where there is one
   * @return below Kura's or the framework's; empty if there is neither
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
   * Makes a component's own directory, or one in it, with what is missing above; nobody but its
   * owner gets in, where the file system knows owners. One that is there already is closed to
   * others, if that can be.
   *
   * @throws IOException if there is no such directory afterwards
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
      // Somebody else's, or on a disk without owners: it serves as it is.
    }
  }

  /** A name as a file may have it on any system: no separator, no dot. */
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

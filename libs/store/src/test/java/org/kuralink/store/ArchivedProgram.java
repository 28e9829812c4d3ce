/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.store;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A program on a test's class path that is started, and killed, many times: its first run creates a
 * class data archive, with which the others need a third less processor time.
 */
public final class ArchivedProgram {

  private final String name;
  private final List<String> command = new ArrayList<>();

  private ArchivedProgram(String name) {
    this.name = name;
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
  }

  /**
   * Lets a program run to its end, once.
   *
   * @param directory where the archive lies; it has to outlive the other runs
   */
  public static ArchivedProgram of(Class<?> program, Path directory, String... arguments)
      throws IOException, InterruptedException {
    ArchivedProgram archived = new ArchivedProgram(program.getName());
    String path = packed(directory.resolve("classes.jar"));
    String archive = directory.resolve("classes.jsa").toString();
    List<String> first = new ArrayList<>(archived.command);
    first.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-cp", path, archived.name));
    first.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(first)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(archived.name + " does not end");
    }
    archived.command.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-cp", path));
    return archived;
  }

  /** What starts it with these options of Java; its arguments may be added. */
  public List<String> command(String... options) {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of(options));
    whole.add(name);
    return whole;
  }

  /** The class path of this process, its directories in one jar: an archive is of jars only. */
  private static String packed(Path jar) throws IOException {
    List<String> path = new ArrayList<>(List.of(jar.toString()));
    Set<String> packed = new HashSet<>();
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
        if (Files.isDirectory(Path.of(each))) {
          pack(Path.of(each), packed, out);
        } else {
          path.add(each);
        }
      }
    }
    return String.join(File.pathSeparator, path);
  }

  private static void pack(Path directory, Set<String> packed, JarOutputStream out)
      throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(file).toString().replace(File.separatorChar, '/');
        if (packed.add(name)) {
          out.putNextEntry(new JarEntry(name));
          Files.copy(file, out);
          out.closeEntry();
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The command-line options of the demo. The start script passes the directories.
 *
 * @param once whether the demo exits after the last step
 * @param root the directory of the checkout, in which everything has been built
 * @param work the directory for all files of the demo
 */
record DemoOptions(boolean once, Path root, Path work) {

  static final String HELP =
      """
      Usage: kuralink demo [--once]

      Starts a simulator of the platform, a gateway and simulated field devices on this machine,
      describes each step, and runs until Ctrl-C; meanwhile it reads commands for the field devices.
      With --once it exits after the last step: with 0, or with 1 and the name of the step that
      failed. It exits with 2 for an unknown option.""";

  private static final Set<String> DIRECTORIES = Set.of("--root", "--work");

  static DemoOptions parse(List<String> words) throws StoryException {
    Map<String, Path> directories = new HashMap<>();
    boolean once = false;
    Iterator<String> rest = words.iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      if (word.equals("--once")) {
        once = true;
      } else if (DIRECTORIES.contains(word)) {
        directories.put(word, directory(word, rest));
      } else {
        throw new StoryException("unknown option " + word + "; see kuralink demo --help");
      }
    }
    Path root = directories.getOrDefault("--root", Path.of("").toAbsolutePath());
    Path work = directories.getOrDefault("--work", root.resolve(".kuralink").resolve("demo"));
    return new DemoOptions(once, root, work);
  }

  private static Path directory(String option, Iterator<String> rest) throws StoryException {
    if (!rest.hasNext()) {
      throw new StoryException(option + " needs a directory; see kuralink demo --help");
    }
    String given = rest.next();
    try {
      return Path.of(given).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new StoryException(option + " needs a directory; this is not a valid path: " + given);
    }
  }
}

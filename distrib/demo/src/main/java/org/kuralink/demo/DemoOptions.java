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
 * What the command line of the demo says; the directories come from the start script.
 *
 * @param once whether to end after the story
 * @param root of the checkout, with everything built
 * @param work where the demo may write
 */
record DemoOptions(boolean once, Path root, Path work) {

  static final String HELP =
      """
      Usage: kuralink demo [--once]

      Starts a simulator of the platform, a gateway and devices of the field on this machine, tells
      what happens, and stays until Ctrl-C; orders to the field devices are typed meanwhile.
      With --once it ends after the story: 0, or 1 and the name of the step that did not happen.
      An option that it does not know ends it with 2.""";

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
      throw new StoryException(option + " needs a directory, and this is none: " + given);
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kuralink.itests.wiring.House;

/** Tests that the simple names of classes are unique in all bundles and libs. */
class NamesTest {

  /** Its names are Kura's, and not ours to choose. */
  private static final String KURAS = "kura-api";

  /** Nested, and named like a class of another bundle; no more of them. */
  private static final Set<String> LIKE_CLASSES =
      Set.of("ComponentForm.Field", "CotaStateMachine.Event", "SubDeviceTransitions.Event");

  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");
  private static final Pattern NESTED =
      Pattern.compile("(?m)^ +(?:[a-z@][\\w()\"-]* )*(?:class|interface|enum|record) ([A-Z]\\w*)");
  private static final Pattern MEMBER = Pattern.compile("\\b([A-Z]\\w*)\\.(?=([A-Z]\\w*))");

  @Test
  void eachNameOfAClassIsGivenOnce() throws IOException {
    Map<String, List<String>> places = new TreeMap<>();
    for (Path file : sources().keySet()) {
      places
          .computeIfAbsent(name(file), name -> new ArrayList<>())
          .add(House.root().relativize(file).toString());
    }
    assertTrue(places.size() > 500, "only " + places.size() + " classes were found");
    places.values().removeIf(files -> files.size() == 1);
    assertEquals(Map.of(), places);
  }

  /** A name that is read in its own file alone may be anything. */
  @Test
  void whatIsNestedAndNamedInOtherFilesIsNamedLikeNoClass() throws IOException {
    Map<Path, String> sources = sources();
    Set<String> classes = new HashSet<>();
    Map<String, Set<Path>> readers = new HashMap<>();
    sources.forEach(
        (file, text) -> {
          classes.add(name(file));
          for (Matcher member = MEMBER.matcher(text); member.find(); ) {
            readers
                .computeIfAbsent(member.group(1) + "." + member.group(2), key -> new HashSet<>())
                .add(file);
          }
        });
    Set<String> found = new TreeSet<>();
    sources.forEach(
        (file, text) -> {
          for (Matcher nested = NESTED.matcher(text); nested.find(); ) {
            String name = name(file) + "." + nested.group(1);
            Set<Path> others = new HashSet<>(readers.getOrDefault(name, Set.of()));
            others.remove(file);
            if (classes.contains(nested.group(1)) && !others.isEmpty()) {
              found.add(name);
            }
          }
        });
    Set<String> more = new TreeSet<>(found);
    more.removeAll(LIKE_CLASSES);
    assertEquals(Set.of(), more, "give it another name: there is a class that is called so");
    Set<String> less = new TreeSet<>(LIKE_CLASSES);
    less.removeAll(found);
    assertEquals(Set.of(), less, "take it off the list");
  }

  private static Map<Path, String> sources() throws IOException {
    Map<Path, String> sources = new TreeMap<>();
    for (String parent : List.of("bundles", "libs")) {
      try (Stream<Path> files = Files.walk(House.root().resolve(parent))) {
        for (Path file : files.filter(NamesTest::isOurs).toList()) {
          sources.put(file, COMMENT.matcher(Files.readString(file)).replaceAll(""));
        }
      }
    }
    return sources;
  }

  private static boolean isOurs(Path file) {
    String name = House.root().relativize(file).toString().replace('\\', '/');
    return name.contains("/src/main/java/")
        && name.endsWith(".java")
        && !name.endsWith("-info.java")
        && !name.startsWith("bundles/" + KURAS + "/");
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura;

import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Jar;
import aQute.bnd.service.diff.Delta;
import aQute.bnd.service.diff.Diff;
import aQute.bnd.service.diff.Tree;
import aQute.bnd.service.diff.Type;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** The incompatible changes of an API, as bnd reads them from class files. */
final class ApiChanges {

  /** Additions are compatible: class files compiled before do not refer to them. */
  private static final Set<Type> ADDITIONS =
      Set.of(
          Type.PACKAGE,
          Type.CLASS,
          Type.INTERFACE,
          Type.ENUM,
          Type.ANNOTATION,
          Type.FIELD,
          Type.METHOD);

  private ApiChanges() {}

  /** Returns all changes, one per line; both paths are jars or folders of classes. */
  static List<String> between(Path before, Path after) throws Exception {
    List<String> changes = new ArrayList<>();
    collect(api(after).diff(api(before)), "", changes);
    return changes;
  }

  private static Tree api(Path classes) throws Exception {
    File file = classes.toFile();
    try (Jar jar = new Jar(file)) {
      return Objects.requireNonNull(new DiffPluginImpl().tree(jar).get("<api>"));
    }
  }

  private static void collect(Diff diff, String place, List<String> changes) {
    for (Diff child : diff.getChildren()) {
      String what = place + child.getType().name().toLowerCase(Locale.ROOT) + " " + child.getName();
      if (child.getDelta() == Delta.REMOVED) {
        changes.add("gone: " + what);
      } else if (child.getDelta() != Delta.ADDED) {
        collect(child, what + ", ", changes);
      } else if (!ADDITIONS.contains(child.getType())) {
        changes.add("new: " + what);
      }
    }
  }
}

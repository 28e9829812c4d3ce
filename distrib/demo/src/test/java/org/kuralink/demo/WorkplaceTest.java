/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkplaceTest {

  @TempDir Path directory;

  @Test
  void aPlaceWhereNothingCanBeKeptIsSaidInASentence() throws Exception {
    Path file = Files.createFile(directory.resolve("a-file"));
    for (Path work : new Path[] {file, file.resolve("below")}) {
      String said = assertThrows(StoryException.class, () -> Workplace.take(work)).getMessage();
      assertEquals(
          "the demo cannot start: it cannot write to "
              + work
              + "; check that it is a directory and that you may write to it",
          said);
    }
  }
}

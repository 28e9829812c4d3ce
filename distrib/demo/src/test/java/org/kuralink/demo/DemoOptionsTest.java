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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoOptionsTest {

  @TempDir Path directory;

  @Test
  void anOptionThatIsNotKnownEndsItWithTwoBeforeAnythingIsTouched() {
    Path work = directory.resolve("work");
    assertEquals(2, Demo.run(List.of("--work", work.toString(), "--onces")));
    assertEquals(2, Demo.run(List.of("--work", work.toString(), "--root")));
    assertFalse(Files.exists(work));
  }

  @Test
  void oneSentenceSaysWhatIsNotUnderstood() {
    assertEquals(
        "unknown option --onces; see kuralink demo --help",
        assertThrows(StoryException.class, () -> DemoOptions.parse(List.of("--onces")))
            .getMessage());
    assertEquals(
        "--work needs a directory; see kuralink demo --help",
        assertThrows(StoryException.class, () -> DemoOptions.parse(List.of("--once", "--work")))
            .getMessage());
  }

  @Test
  void whatIsUnderstoodIsTaken() throws StoryException {
    DemoOptions options =
        DemoOptions.parse(List.of("--once", "--root", directory.toString(), "--work", "w"));
    assertTrue(options.once());
    assertEquals(directory.toAbsolutePath(), options.root());
    assertEquals(Path.of("w").toAbsolutePath(), options.work());
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that cannot write says so, not that bundles are missing. */
class RoomTest {

  @TempDir Path data;

  @Test
  void leavesNothingBehindWhereThereIsRoom() throws Exception {
    GatewayFramework.checkRoom(data);
    try (var files = Files.list(data)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void saysWhatIsTheMatterAndWhatToDo() {
    Path nowhere = data.resolve("missing");
    String words =
        assertThrows(StartException.class, () -> GatewayFramework.checkRoom(nowhere)).getMessage();
    assertTrue(words.contains("nothing can be written to " + nowhere), words);
    assertTrue(words.contains("Make room"), words);
  }
}

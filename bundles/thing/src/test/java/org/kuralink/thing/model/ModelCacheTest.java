/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.store.FailingMedium;
import org.kuralink.store.MemoryMedium;

/** The stored thing models on full disks and after power cuts. */
class ModelCacheTest {

  private static final JsonText FIRST = JsonText.of("{\"properties\":[]}");
  private static final JsonText SECOND = JsonText.of("{\"properties\":[],\"events\":[]}");

  private final MemoryMedium memory = new MemoryMedium();
  private final FailingMedium disk = new FailingMedium(memory);
  private final ModelCache cache = new ModelCache(disk, Optional.of(Path.of("models")));

  private Optional<String> afterPowerCut(String product) throws IOException {
    memory.powerCut();
    return cache.find(product).map(JsonText::toString);
  }

  @Test
  void aDocumentSurvivesAPowerCutAndSoDoesItsEnd() throws IOException {
    assertEquals(Optional.empty(), afterPowerCut("pk"));
    cache.keep("pk", FIRST);
    cache.keep("other", SECOND);
    assertEquals(Optional.of(FIRST.toString()), afterPowerCut("pk"));
    cache.keep("pk", SECOND);
    assertEquals(Optional.of(SECOND.toString()), afterPowerCut("pk"));
    cache.forget("pk");
    assertEquals(Optional.empty(), afterPowerCut("pk"));
    assertEquals(Optional.of(SECOND.toString()), afterPowerCut("other"));
  }

  @Test
  void aFullDiskIsAnErrorAndTheFormerDocumentStays() throws IOException {
    cache.keep("pk", FIRST);
    disk.space = 12;
    assertThrows(IOException.class, () -> cache.keep("pk", SECOND));
    assertThrows(IOException.class, () -> cache.keep("other", SECOND));
    assertEquals(Optional.of(FIRST.toString()), cache.find("pk").map(JsonText::toString));
    assertEquals(Optional.of(FIRST.toString()), afterPowerCut("pk"));
    assertEquals(Optional.empty(), afterPowerCut("other"));
    disk.space = Long.MAX_VALUE;
    cache.keep("pk", SECOND);
    assertEquals(Optional.of(SECOND.toString()), afterPowerCut("pk"));
  }

  @Test
  void aDiskThatKeepsNothingIsAnErrorAndTheFormerDocumentStays() throws IOException {
    cache.keep("pk", FIRST);
    disk.syncFails = true;
    assertThrows(IOException.class, () -> cache.keep("pk", SECOND));
    assertEquals(Optional.of(FIRST.toString()), afterPowerCut("pk"));
  }
}

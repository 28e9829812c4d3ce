/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.json.StrictJson;

class FileFaultsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":200}",
        "{\"status\":\"403\"}",
        "{\"status\":null}",
        "{\"cutAfter\":-2}",
        "{\"redirects\":1.5}",
        "{\"redirects\":1e300}",
        "{\"corrupt\":1}",
        "{\"nonsense\":true}",
        "{\"times\":-1}",
        "{\"bytesPerSecond\":[]}"
      })
  void whatIsNoFaultIsRefused(String json) throws Exception {
    JsonObject object = StrictJson.parse(json).getAsJsonObject();
    assertThrows(IllegalArgumentException.class, () -> FileFaults.fromJson(object));
  }

  @Test
  void faultsComeBackAsTheyWent() {
    FileFaults faults = new FileFaults(503, 10, true, 5, -3, true, -1, true, true, 2);
    assertEquals(faults, FileFaults.fromJson(faults.toJson()));
    assertEquals(FileFaults.NONE, FileFaults.fromJson(new JsonObject()));
    assertEquals(FileFaults.NONE, FileFaults.fromJson(FileFaults.NONE.toJson()));
  }
}

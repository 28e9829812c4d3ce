/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.ConfigurationException;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.RemoteConfigurationListener;

/** Files passed to applications. */
class FileApplierTest {

  private final List<RemoteConfigurationListener> listeners = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private Optional<ConfigurationFile> current = Optional.empty();
  private boolean starting;
  private final FileApplier applier =
      new FileApplier(() -> listeners, () -> current, () -> starting);

  private static ConfigurationFile file(String id, byte... content) {
    return new ConfigurationFile(
        new DeviceIdentity("pk", "dn"), id, "0".repeat(64), Instant.EPOCH, content);
  }

  private void listen(String name) {
    listeners.add(
        new RemoteConfigurationListener() {
          @Override
          public void configured(ConfigurationFile file) throws ConfigurationException {
            heard.add(name + " " + file.configId());
            if (file.configId().equals(name)) {
              throw new ConfigurationException(name + " does not want it");
            }
          }

          @Override
          public void withdrawn(ConfigurationFile file) {
            heard.add(name + " without " + file.configId());
          }
        });
  }

  @Test
  void needsSomebodyWhoTakesTheFile() {
    assertThrows(ConfigurationException.class, () -> applier.prepare(file("a")));
  }

  @Test
  void handsTheBytesOverUntouched() throws ConfigurationException {
    byte[] any = {0, -1, 31, -117};
    List<byte[]> seen = new ArrayList<>();
    listeners.add(file -> seen.add(file.content()));
    applier.prepare(file("a", any));
    applier.apply(file("a", any));
    assertArrayEquals(any, seen.get(0));
  }

  @Test
  void handsTheFormerFileOutAgain() throws ConfigurationException {
    listen("x");
    listen("bad");
    current = Optional.of(file("former", (byte) 1));
    byte[] snapshot = applier.prepare(file("bad"));
    assertThrows(ConfigurationException.class, () -> applier.apply(file("bad")));
    current = Optional.empty();
    applier.restore(snapshot);
    assertEquals(List.of("x bad", "bad bad", "x former", "bad former"), heard);
  }

  @Test
  void takesTheFirstFileBack() throws ConfigurationException {
    listen("x");
    byte[] snapshot = applier.prepare(file("a"));
    applier.apply(file("a"));
    applier.restore(snapshot);
    assertEquals(List.of("x a", "x without a"), heard);
  }

  @Test
  void tellsEachListenerOfTheFormerFileEvenIfOneFails() throws ConfigurationException {
    listen("former");
    listen("y");
    current = Optional.of(file("former"));
    byte[] snapshot = applier.prepare(file("new"));
    assertThrows(ConfigurationException.class, () -> applier.restore(snapshot));
    assertEquals(List.of("former former", "y former"), heard);
  }

  @Test
  void listenersThatHaveNotComeYetAreWaitedForBeforeTheFormerFileIsPutBack() throws Exception {
    listeners.add(file -> {});
    byte[] snapshot = applier.prepare(file("new", (byte) 1));
    listeners.clear();
    starting = true;
    ConfigurationException early =
        assertThrows(ConfigurationException.class, () -> applier.restore(snapshot));
    assertTrue(early.isNotYet());
    starting = false;
    applier.restore(snapshot);
  }
}

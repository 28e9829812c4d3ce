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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** Tests that a gateway without write access reports this, not missing bundles. */
class FreeSpaceTest {

  @TempDir Path data;

  @Test
  void leavesNoFileIfTheDirectoryIsWritable() throws Exception {
    GatewayFramework.checkRoom(data);
    try (var files = Files.list(data)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void explainsAnUnwritableDirectory() {
    Path nowhere = data.resolve("missing");
    String words =
        assertThrows(StartException.class, () -> GatewayFramework.checkRoom(nowhere)).getMessage();
    assertTrue(words.contains("cannot write to " + nowhere), words);
    assertTrue(words.contains("Free some space"), words);
  }

  @Test
  void detectsThatABundleCouldNotBeStored() throws Exception {
    Path jars = Files.createDirectory(data.resolve("jars"));
    Path storage = data.resolve("storage");
    BundleJar.write(jars.resolve("app.jar"), "org.example.app", "1.0.0");
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString()));
    framework.init();
    try {
      Files.writeString(jars.resolve("none.jar"), "this is no jar");
      BundleDirectory bundles = new BundleDirectory(jars, framework.getBundleContext());
      bundles.apply();
      assertFalse(bundles.lacksRoom());

      // Where the framework would keep the next one.
      Files.createFile(storage.resolve("bundle2"));
      BundleJar.write(jars.resolve("other.jar"), "org.example.other", "1.0.0");
      bundles.apply();
      assertTrue(bundles.lacksRoom());
    } finally {
      framework.stop();
      framework.waitForStop(0);
    }
  }
}

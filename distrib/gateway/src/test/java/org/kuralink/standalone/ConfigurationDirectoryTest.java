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

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.ConfigurationAdmin;

class ConfigurationDirectoryTest {

  @TempDir private Path parent;
  private boolean full = true;

  private Object answer(String method) throws IOException {
    if (full) {
      throw new IOException("No space left on device");
    }
    return method.equals("updateIfDifferent") ? true : as(org.osgi.service.cm.Configuration.class);
  }

  private <T> T as(Class<T> type) {
    InvocationHandler answers =
        (self, method, arguments) ->
            method.getName().equals("listConfigurations") ? null : answer(method.getName());
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
  }

  @Test
  void reportsConfigurationsThatCannotBeStored() throws Exception {
    Path etc = Files.createDirectory(parent.resolve("etc"));
    Files.writeString(etc.resolve("a.json"), "{\"org.example.app~one\": {\"level\": 1}}");
    ConfigurationDirectory configurations =
        new ConfigurationDirectory(
            etc,
            new Environment(name -> Optional.empty()),
            as(ConfigurationAdmin.class),
            new AppliedFiles(parent.resolve("applied")));

    configurations.apply();
    assertEquals(
        List.of(
            "cannot store the configurations in the data directory: No space left on device; not applied"),
        configurations.problems());

    full = false;
    configurations.apply();
    assertEquals(List.of(), configurations.problems());
  }
}

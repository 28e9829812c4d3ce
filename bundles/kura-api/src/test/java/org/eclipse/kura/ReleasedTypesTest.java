/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What was released is declared as it was. More of Kura may be declared in the same version of a
 * package, because it was there in Kura all the time; that it is Kura's sees {@link KuraTypesTest}.
 */
class ReleasedTypesTest {

  private static final Path RELEASED =
      Path.of(Objects.requireNonNull(System.getProperty("kuralink.released.jar")));

  private static final String ADVICE =
      "declare it as it was released: a bundle that was compiled against the release would not link"
          + " any more (CONTRIBUTING, Versions)";

  private static final String DOOR =
      """
      package door;
      @org.osgi.annotation.versioning.ProviderType
      public abstract class Door {
        public static final int LIMIT = 5;
        public abstract String open(int key);
        public int count() { return 1; }
      }
      """;

  private static final String MANIFEST =
      """
      Manifest-Version: 1.0
      Bundle-ManifestVersion: 2
      Bundle-SymbolicName: door
      Export-Package: door;version="%s",entrance
      """;

  @TempDir Path folder;

  @Test
  void whatWasReleasedIsDeclaredAsItWas() throws Exception {
    List<String> changes = ApiChanges.between(RELEASED, home(KuraException.class));
    assertEquals("", String.join("\n", changes), ADVICE);
  }

  @Test
  void eachPackageThatWasReleasedIsLookedAt() throws Exception {
    List<String> changes = ApiChanges.between(RELEASED, compiled(DOOR, "1.0.0"));
    assertTrue(changes.contains("gone: package org.eclipse.kura.configuration"), changes::toString);
    assertTrue(changes.size() >= 20, changes::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          public static final int LIMIT = 5;    |
          LIMIT = 5                             | LIMIT = 6
          int LIMIT                             | long LIMIT
          static final                          | static
          public abstract String open(int key); |
          String open                           | Object open
          int key                               | long key
          public int count                      | public static int count
          public int count                      | public final int count
          public int count                      | protected int count
          ProviderType                          | ConsumerType
          class Door                            | class Door implements Runnable
          public abstract class                 | abstract class
          package door                          | package entrance
          """)
  void whatIsGoneOrOtherIsTold(String before, String after) throws Exception {
    List<String> changes = changes(DOOR.replace(before, Objects.requireNonNullElse(after, "")));
    assertTrue(changes.toString().contains("door"), changes::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          public int count | public static final int MORE = 6; public int count
          public int count | public abstract void close(); public int count
          public int count | public interface Key {} public int count
          """)
  void whatIsAddedIsNot(String before, String after) throws Exception {
    assertEquals(List.of(), changes(DOOR.replace(before, after)));
  }

  @Test
  void anotherVersionOfAPackageIsTold() throws Exception {
    Path after = compiled(DOOR, "1.1.0");
    List<String> changes = ApiChanges.between(compiled(DOOR, "1.0.0"), after);
    assertEquals(
        List.of("gone: package door, version 1.0.0", "new: package door, version 1.1.0"), changes);
  }

  private List<String> changes(String after) throws Exception {
    return ApiChanges.between(compiled(DOOR, "1.0.0"), compiled(after, "1.0.0"));
  }

  private Path compiled(String source, String version) throws Exception {
    Path file = Files.createTempDirectory(folder, "source").resolve("Door.java");
    Files.writeString(file, source);
    Path classes = Files.createTempDirectory(folder, "classes");
    String annotations = home(ProviderType.class).toString();
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    String[] arguments = {"-cp", annotations, "-d", classes.toString(), file.toString()};
    assertEquals(0, javac.run(System.out, System.err, arguments), source);
    Path manifest = Files.createDirectory(classes.resolve("META-INF")).resolve("MANIFEST.MF");
    Files.writeString(manifest, MANIFEST.formatted(version));
    return classes;
  }

  private static Path home(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.kuralink.itests.wiring.House;

/**
 * The last release: name, version and content digest of each bundle, and the jars of the API
 * bundles. The main method records the current build as released; see CONTRIBUTING.
 */
final class ReleasedBundles {

  /**
   * A bundle.
   *
   * @param version its Bundle-Version
   * @param digest the digest of its classes, components and forms, including embedded ones
   */
  record Line(String version, String digest) {}

  private static final Path FOLDER = House.root().resolve("config/released");
  private static final Path LIST = FOLDER.resolve("bundles.txt");

  private ReleasedBundles() {}

  /** What was released, by the names of the bundles. */
  static Map<String, Line> read() throws IOException {
    Map<String, Line> lines = new LinkedHashMap<>();
    for (String line : Files.readAllLines(LIST)) {
      String[] words = line.split(" ");
      lines.put(words[0], new Line(words[1], words[2]));
    }
    return lines;
  }

  /** A door as it was released. */
  static BuiltBundle door(String name) {
    String version = House.released();
    String artifact = "org.kuralink." + name;
    return BuiltBundle.read(
        name, folder(artifact, version).resolve(artifact + "-" + version + ".jar"));
  }

  private static Path folder(String artifact, String version) {
    return FOLDER.resolve("org/kuralink").resolve(artifact).resolve(version);
  }

  /** A bundle as it was built. */
  static Line of(BuiltBundle bundle) {
    return new Line(bundle.header("Bundle-Version").orElseThrow(), digest(bundle.files()));
  }

  /**
   * The digest of what makes a difference to who runs it: neither manifests nor signs of a build.
   */
  static String digest(Map<String, byte[]> files) {
    MessageDigest all = sha256();
    new TreeMap<>(files)
        .forEach(
            (name, bytes) -> {
              boolean matters = name.endsWith(".class") || name.startsWith("OSGI-INF/");
              if (matters && !name.endsWith("/")) {
                all.update(name.getBytes(UTF_8));
                all.update(sha256().digest(bytes));
              }
            });
    return HexFormat.of().formatHex(all.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes what is built for what is released. */
  public static void main(String[] args) throws IOException {
    StringBuilder list = new StringBuilder();
    for (BuiltBundle bundle : BuiltBundle.all().toList()) {
      Line line = of(bundle);
      list.append(bundle.name()).append(' ').append(line.version());
      list.append(' ').append(line.digest()).append('\n');
      if (BuiltBundle.DOORS.contains(bundle.name())) {
        keep("org.kuralink." + bundle.name(), House.jar(bundle.name()));
      }
    }
    Files.createDirectories(FOLDER);
    Files.writeString(LIST, list);
  }

  private static void keep(String artifact, Path jar) throws IOException {
    Path folder = folder(artifact, House.version());
    Files.createDirectories(folder);
    String name = artifact + "-" + House.version();
    Files.copy(jar, folder.resolve(name + ".jar"), StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        folder.resolve(name + ".pom"),
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- SPDX-License-Identifier: EPL-2.0 -->
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>org.kuralink</groupId>
          <artifactId>%s</artifactId>
          <version>%s</version>
        </project>
        """
            .formatted(artifact, House.version()));
  }
}

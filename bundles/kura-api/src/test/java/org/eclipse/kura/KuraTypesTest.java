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
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.kura.asset.Asset;
import org.eclipse.kura.channel.listener.ChannelListener;
import org.eclipse.kura.cloudconnection.CloudConnectionManager;
import org.eclipse.kura.cloudconnection.CloudEndpoint;
import org.eclipse.kura.cloudconnection.factory.CloudConnectionFactory;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.cloudconnection.subscriber.CloudSubscriber;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.status.CloudConnectionStatusComponent;
import org.eclipse.kura.status.CloudConnectionStatusService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the class files of this bundle with the list of Kura's types. */
class KuraTypesTest {

  private static final KuraTypes KURA = KuraTypes.read();

  static List<Class<?>> declared() throws Exception {
    Path classes = classes();
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && !file.contains("package-info"))
          .map(file -> file.replace(".class", "").replace('/', '.').replace('\\', '.'))
          .sorted()
          .<Class<?>>map(KuraTypesTest::load)
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("declared")
  void kindAndSupertypesEqualKuras(Class<?> type) {
    assertEquals(KURA.type(type).head(), KuraTypes.head(type));
  }

  @ParameterizedTest
  @MethodSource("declared")
  void theRoleEqualsKuras(Class<?> type) throws IOException {
    String bytes = new String(bytes(type), StandardCharsets.ISO_8859_1);
    KuraTypes.Type kura = KURA.type(type);
    assertEquals(
        kura.isProvider(), bytes.contains("Lorg/osgi/annotation/versioning/ProviderType;"));
    assertEquals(
        kura.isConsumer(), bytes.contains("Lorg/osgi/annotation/versioning/ConsumerType;"));
  }

  @ParameterizedTest
  @MethodSource("declared")
  void membersEqualKuras(Class<?> type) {
    Set<String> foreign = new TreeSet<>(KuraTypes.members(type));
    foreign.removeAll(KURA.type(type).members());
    assertEquals(Set.of(), foreign);
  }

  @ParameterizedTest
  @MethodSource("declared")
  void constantsEqualKuras(Class<?> type) {
    if (type.isEnum()) {
      List<String> names =
          KURA.type(type).constants().stream().filter(name -> !name.contains("=")).toList();
      assertEquals(names, KuraTypes.constants(type));
    } else {
      List<String> foreign =
          KuraTypes.constants(type).stream()
              .filter(constant -> !KURA.type(type).constants().contains(constant))
              .toList();
      assertEquals(List.of(), foreign);
    }
  }

  /** A class that lacks a method would not be an implementation on a real gateway. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        Asset.class,
        ChannelListener.class,
        CloudConnectionFactory.class,
        CloudConnectionManager.class,
        CloudEndpoint.class,
        CloudPublisher.class,
        CloudSubscriber.class,
        CloudConnectionStatusComponent.class,
        CloudConnectionStatusService.class,
        ConfigurationService.class,
        ComponentConfiguration.class,
        AD.class,
        OCD.class
      })
  void implementationsAreComplete(Class<?> type) {
    assertEquals(new TreeSet<>(KURA.type(type).members()), KuraTypes.members(type));
  }

  @Test
  void packagesCarryTheVersionsOfTheOldestKura() throws Exception {
    Path file = classes().resolve("META-INF/MANIFEST.MF");
    String exports;
    try (InputStream in = Files.newInputStream(file)) {
      exports = new Manifest(in).getMainAttributes().getValue("Export-Package");
    }
    Matcher clause =
        Pattern.compile("(org\\.eclipse\\.kura[\\w.]*)(?:;uses:=\"[^\"]*\")?;version=\"([^\"]+)\"")
            .matcher(exports);
    Set<String> found = new TreeSet<>();
    while (clause.find()) {
      found.add(clause.group(1) + " " + clause.group(2));
    }
    Set<String> declared = new TreeSet<>();
    for (Class<?> type : declared()) {
      declared.add(type.getPackageName() + " " + KURA.version(type.getPackageName()));
    }
    assertTrue(found.size() > 10);
    assertEquals(declared, found);
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path classes() throws Exception {
    URI location = KuraException.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    return Path.of(location);
  }

  private static byte[] bytes(Class<?> type) {
    String file = "/" + type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getResourceAsStream(file)) {
      assertNotNull(in, file);
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

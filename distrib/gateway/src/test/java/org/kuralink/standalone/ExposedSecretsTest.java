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
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ExposedSecretsTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(ExposedSecrets.class);
  private final ListAppender<ILoggingEvent> heard = new ListAppender<>();

  @TempDir private Path etc;
  private Path file;
  private ExposedSecrets exposed;

  @BeforeEach
  void open() throws Exception {
    Files.setPosixFilePermissions(etc, PosixFilePermissions.fromString("rwxr-xr-x"));
    file = etc.resolve("gateway.json");
    exposed = new ExposedSecrets(etc);
    heard.start();
    logger.addAppender(heard);
  }

  @AfterEach
  void close() {
    logger.detachAppender(heard);
  }

  private List<String> warnings() {
    exposed.check();
    List<String> lines = heard.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    heard.list.clear();
    return lines;
  }

  private void write(String text, String permissions) throws Exception {
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"org.kuralink.connection~main\": {\"device.secret\": \"abc123\"}}",
        "{\"a\": {\"product.secret:String\" : \"abc123\"}}",
        "{\"a\": {\"proxy.password\":\"abc123\"}}",
        "{\"a\": {\"keystore.passwords:String[]\": [ \"abc123\"]}}",
        "{\"a\": {\"ACCESS_TOKEN\": \"${env:A}abc123\"}}",
        "// \"device.secret\": \"abc123\"\n{}",
        "{\"a\": {\"device.secret\": \"abc123\"",
        "\u00e9 {\"a\": {\"device.secret\": \"abc123\"}}"
      })
  void warnsOnceOfASecretInAReadableFile(String text) throws Exception {
    write(text, "rw-r--r--");

    List<String> lines = warnings();
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith(file + " contains a secret ("), lines.get(0));
    assertFalse(lines.get(0).contains("abc123"), lines.get(0));
    assertEquals(List.of(), warnings());

    write(text, "rw-r-----");
    assertEquals(List.of(), warnings());
    write(text, "rw----r--");
    assertEquals(1, warnings().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": {\"device.secret\": \"${env:DEVICE_SECRET}\"}}",
        "{\"a\": {\"device.secret\": \"\"}}",
        "{\"a\": {\"authentication\": \"https-token\", \"port:Integer\": 8883}}",
        "{\"a\": {\"token.seconds:Integer\": 5}}",
        ""
      })
  void ignoresTextsThatAreNoSecrets(String text) throws Exception {
    write(text, "rw-r--r--");

    assertEquals(List.of(), warnings());
  }

  @Test
  void checksCopiesOfEditorsAsWell() throws Exception {
    file = etc.resolve("gateway.json.bak~");
    write("{\"a\": {\"device.secret\": \"abc123\"}}", "rw-r--r--");

    assertEquals(1, warnings().size());
  }

  @Test
  void ignoresFilesInAPrivateDirectory() throws Exception {
    write("{\"a\": {\"device.secret\": \"abc123\"}}", "rw-r--r--");
    Files.setPosixFilePermissions(etc, PosixFilePermissions.fromString("rwxr-x---"));

    assertEquals(List.of(), warnings());
  }
}

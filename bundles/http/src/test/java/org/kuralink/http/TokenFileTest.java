/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.line.LineLimits;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.login.sign.SecretSigner;
import org.kuralink.login.sign.SignMethod;
import org.kuralink.store.FailingMedium;
import org.kuralink.store.MemoryMedium;
import org.kuralink.store.WholeFile;

/** The token of a device on full disks and after power failures. */
class TokenFileTest {

  private static final LineServer SERVER =
      new LineServer("https", "localhost", 443, "cn-shanghai", "");
  private static final Path FILE = Path.of("data", "https", "pk", "dn");

  private final MemoryMedium memory = new MemoryMedium();
  private final FailingMedium disk = new FailingMedium(memory);

  private TokenFile start(String secret) {
    LineLogin.Signed who =
        new LineLogin.Signed(
            new DeviceIdentity("pk", "dn"),
            "pk.dn",
            OptionalLong.empty(),
            new SecretSigner(SignMethod.HMACSHA256, Secret.of(secret)));
    Duration minute = Duration.ofMinutes(1);
    LineSettings settings =
        new LineSettings(
            who,
            SERVER,
            () -> {
              throw new IllegalStateException("nobody is trusted here");
            },
            Optional.empty(),
            Path.of("data"),
            new LineLimits(minute, false, false, minute, minute, 1000));
    return new TokenFile(disk, settings, who, HttpsServer.of(SERVER));
  }

  private String afterPowerCut() {
    memory.powerCut();
    return token();
  }

  private String token() {
    return start("secret").read().map(Secret::reveal).orElse("none");
  }

  private void write(String token) {
    start("secret").write(Secret.of(token));
  }

  @Test
  void aTokenSurvivesAPowerCut() {
    assertEquals("none", afterPowerCut());
    write("first token");
    assertEquals("first token", afterPowerCut());
    write("second token");
    assertEquals("second token", afterPowerCut());
    assertEquals(Optional.empty(), start("another secret").read());
  }

  @Test
  void aFullDiskIsToldOnceWithoutTheTokenAndTheFormerOneStays() {
    write("first token");
    disk.space = 90;
    try (LoggedLines log = new LoggedLines()) {
      write("second token");
      assertEquals(1, log.with("The token cannot be stored; the next start logs in again").size());
      assertEquals(1, log.with("WARN").size());
      assertEquals(0, log.with("second").size());
    }
    assertEquals("first token", afterPowerCut());
    disk.space = Long.MAX_VALUE;
    write("third token");
    assertEquals("third token", afterPowerCut());
  }

  @Test
  void aTornFileIsNoTokenAndTheNextOneStands() throws IOException {
    write("first token");
    byte[] whole = memory.read(FILE, 4_096).orElseThrow();
    for (int length = 0; length < whole.length; length++) {
      new WholeFile(memory, FILE).write(Arrays.copyOf(whole, length));
      assertEquals("none", token());
      write("token " + length);
      assertEquals("token " + length, afterPowerCut());
    }
  }

  @Test
  void aFileThatCannotBeReadNowIsNotForgotten() {
    write("first token");
    disk.readFails = true;
    assertEquals("none", token());
    disk.readFails = false;
    assertEquals("first token", token());
  }
}

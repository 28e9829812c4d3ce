/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.channel.ServerCertificate;
import org.kuralink.api.channel.ServerCertificate.Decision;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.store.FailingMedium;
import org.kuralink.store.Medium;
import org.kuralink.store.MemoryMedium;
import org.kuralink.store.WholeFile;

/** Tests the trust in certificates of servers, and the channel's own certificate. */
class KnownServersTest {

  private static final String URL = "opc.tcp://192.168.1.30:4840";
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-07-01T12:00:00Z"), ZoneOffset.UTC);
  private static OwnCertificate server;

  @TempDir private Path directory;
  private KnownServers known;

  @BeforeAll
  static void makeCertificate() throws IOException {
    server = OwnCertificate.of(Medium.disk(), Optional.empty(), NOON);
  }

  @BeforeEach
  void open() {
    known = read();
  }

  private KnownServers read() {
    return on(Medium.disk());
  }

  @Test
  void aCertificateWaitsUntilAPersonDecidesAndTheDecisionLasts() throws Exception {
    List<ServerCertificate> heard = new ArrayList<>();
    known.listen(heard::add);
    ServerCertificate seen = known.seen(server.certificate(), URL);
    assertEquals(Decision.WAITING, seen.decision());
    assertEquals(64, seen.fingerprint().length());
    String written = seen.fingerprint().substring(0, 8).replaceAll("(..)(?!$)", "$1:");
    assertEquals(Decision.TRUSTED, known.trust(" " + written.toLowerCase()).decision());
    assertEquals(Decision.TRUSTED, read().seen(server.certificate(), URL).decision());
    known.reject(seen.fingerprint());
    assertEquals(Decision.REJECTED, read().certificates().get(0).decision());
    assertEquals(
        List.of(Decision.TRUSTED, Decision.REJECTED),
        heard.stream().map(ServerCertificate::decision).toList());
  }

  @Test
  void aDecisionHoldsAtAnotherAddressToo() throws Exception {
    known.seen(server.certificate(), URL);
    known.trust(KnownServers.fingerprint(server.certificate()));
    assertEquals(
        Decision.TRUSTED, known.seen(server.certificate(), "opc.tcp://other:4840").decision());
    assertEquals(1, known.certificates().size());
  }

  @Test
  void whatNobodySawCannotBeTrusted() {
    known.seen(server.certificate(), URL);
    assertThrows(IllegalArgumentException.class, () -> known.trust("0123456789ABCDEF"));
    assertThrows(IllegalArgumentException.class, () -> known.trust(""));
  }

  @Test
  void aFileThatIsBrokenTrustsNobody() throws Exception {
    known.seen(server.certificate(), URL);
    known.trust(KnownServers.fingerprint(server.certificate()));
    Files.writeString(directory.resolve(KnownServers.FILE), "{\"certificates\": [{");
    assertEquals(Decision.WAITING, read().seen(server.certificate(), URL).decision());
  }

  @Test
  void theOwnCertificateIsMadeOnceAndKept() throws Exception {
    OwnCertificate first = OwnCertificate.of(Medium.disk(), Optional.of(directory), NOON);
    OwnCertificate second = OwnCertificate.of(Medium.disk(), Optional.of(directory), NOON);
    assertEquals(first.certificate(), second.certificate());
    assertEquals(first.keys().getPrivate(), second.keys().getPrivate());
    assertEquals(first.applicationUri(), second.applicationUri());
    assertTrue(first.applicationUri().startsWith("urn:kuralink:channel-opcua:"));
    first.certificate().verify(first.keys().getPublic());
    assertFalse(first.pem().contains("PRIVATE"));
    assertTrue(
        Files.readString(directory.resolve(OwnCertificate.FILE), StandardCharsets.US_ASCII)
            .contains(first.pem()));
  }

  @Test
  void anOwnCertificateThatCannotBeReadIsNotReplacedInSilence() throws Exception {
    Files.writeString(directory.resolve(OwnCertificate.FILE), "nothing");
    IOException failure =
        assertThrows(
            IOException.class,
            () -> OwnCertificate.of(Medium.disk(), Optional.of(directory), NOON));
    assertTrue(failure.getMessage().contains(OwnCertificate.FILE));
  }

  @Test
  void anOwnCertificateThatExpiredIsMadeAnew() throws Exception {
    OwnCertificate first = OwnCertificate.of(Medium.disk(), Optional.of(directory), NOON);
    Clock later = Clock.fixed(Instant.parse("2060-01-01T00:00:00Z"), ZoneOffset.UTC);
    assertFalse(
        first
            .certificate()
            .equals(OwnCertificate.of(Medium.disk(), Optional.of(directory), later).certificate()));
  }

  @Test
  void whatWasDecidedSurvivesAPowerCut() throws Exception {
    MemoryMedium memory = new MemoryMedium();
    KnownServers servers = on(memory);
    String fingerprint = servers.seen(server.certificate(), URL).fingerprint();
    memory.powerCut();
    assertEquals(Decision.WAITING, on(memory).certificates().get(0).decision());
    servers.trust(fingerprint);
    memory.powerCut();
    assertEquals(Decision.TRUSTED, on(memory).seen(server.certificate(), URL).decision());
    servers.reject(fingerprint);
    memory.powerCut();
    assertEquals(Decision.REJECTED, on(memory).seen(server.certificate(), URL).decision());
  }

  @Test
  void aDecisionThatADiskIsFullForIsNone() throws Exception {
    MemoryMedium memory = new MemoryMedium();
    FailingMedium disk = new FailingMedium(memory);
    KnownServers servers = on(disk);
    List<ServerCertificate> heard = new ArrayList<>();
    servers.listen(heard::add);
    disk.space = 100;
    String fingerprint;
    try (LoggedLines log = new LoggedLines()) {
      fingerprint = servers.seen(server.certificate(), URL).fingerprint();
      servers.seen(server.certificate(), URL);
      assertEquals(1, log.with("cannot store a certificate of " + URL).size());
      assertEquals(1, log.with("WARN").size());
    }
    assertThrows(IOException.class, () -> servers.trust(fingerprint));
    assertEquals(Decision.WAITING, servers.certificates().get(0).decision());
    assertEquals(List.of(), heard);
    disk.space = Long.MAX_VALUE;
    servers.trust(fingerprint);
    disk.syncFails = true;
    assertThrows(IOException.class, () -> servers.reject(fingerprint));
    memory.powerCut();
    assertEquals(Decision.TRUSTED, on(memory).certificates().get(0).decision());
  }

  @Test
  void aTornFileIsToldOnceTrustsNobodyAndIsReplaced() throws Exception {
    MemoryMedium memory = new MemoryMedium();
    Path file = directory.resolve(KnownServers.FILE);
    trusting(memory);
    byte[] whole = memory.read(file, 10_000).orElseThrow();
    for (int length = 0; length < whole.length; length += 7) {
      new WholeFile(memory, file).write(Arrays.copyOf(whole, length));
      try (LoggedLines log = new LoggedLines()) {
        KnownServers servers = on(memory);
        assertEquals(Decision.WAITING, servers.seen(server.certificate(), URL).decision());
        assertEquals(1, log.with("no server is trusted").size());
      }
      memory.powerCut();
      assertEquals(Decision.WAITING, on(memory).certificates().get(0).decision());
    }
  }

  @Test
  void aFileOfWhichOneEntryIsDamagedTrustsNobody() throws Exception {
    MemoryMedium memory = new MemoryMedium();
    Path file = directory.resolve(KnownServers.FILE);
    trusting(memory);
    String whole = new String(memory.read(file, 10_000).orElseThrow(), StandardCharsets.UTF_8);
    new WholeFile(memory, file).write(whole.replace("}]", "},{}]"));
    assertEquals(List.of(), on(memory).certificates());
  }

  @Test
  void decisionsThatCannotBeReadNowAreNotLost() throws Exception {
    MemoryMedium memory = new MemoryMedium();
    FailingMedium disk = new FailingMedium(memory);
    trusting(memory);
    disk.readFails = true;
    KnownServers servers = on(disk);
    String fingerprint = servers.seen(server.certificate(), URL).fingerprint();
    assertEquals(Decision.WAITING, servers.certificates().get(0).decision());
    assertThrows(IOException.class, () -> servers.reject(fingerprint));
    assertEquals(Decision.TRUSTED, on(memory).certificates().get(0).decision());
    disk.readFails = false;
    assertEquals(Decision.TRUSTED, servers.seen(server.certificate(), URL).decision());
    servers.reject(fingerprint);
    assertEquals(Decision.REJECTED, on(memory).certificates().get(0).decision());
  }

  private KnownServers on(Medium medium) {
    return new KnownServers(medium, Optional.of(directory), NOON, () -> server);
  }

  private void trusting(Medium medium) throws IOException {
    KnownServers servers = on(medium);
    servers.trust(servers.seen(server.certificate(), URL).fingerprint());
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.ServerCertificate;
import org.kuralink.api.channel.ServerCertificates;
import org.kuralink.console.command.CommandException;
import org.kuralink.console.report.Times;

/** Tests listing, trusting and rejecting certificates in the shell and on the page. */
class CertificatesViewTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  private final Certificates certificates = new Certificates();
  private final CertificatesView view =
      new CertificatesView(new Times(Clock.systemUTC(), ZoneOffset.UTC));

  /** A store with one certificate, which may fail because the disk is full. */
  private static final class Certificates implements ServerCertificates {

    private ServerCertificate.Decision decision = ServerCertificate.Decision.WAITING;
    private boolean full;

    @Override
    public List<ServerCertificate> certificates() {
      return List.of(
          new ServerCertificate(
              "AB12", "CN=press\u001b[2J", "opc.tcp://192.168.1.30:4840", AT, AT, AT, decision));
    }

    @Override
    public ServerCertificate trust(String fingerprint) throws IOException {
      return decided(fingerprint, ServerCertificate.Decision.TRUSTED);
    }

    @Override
    public ServerCertificate reject(String fingerprint) throws IOException {
      return decided(fingerprint, ServerCertificate.Decision.REJECTED);
    }

    private ServerCertificate decided(String fingerprint, ServerCertificate.Decision wanted)
        throws IOException {
      if (full) {
        throw new IOException("no space left");
      }
      if (!fingerprint.equals("AB12")) {
        throw new IllegalArgumentException("no certificate begins with " + fingerprint);
      }
      decision = wanted;
      return certificates().get(0);
    }

    @Override
    public String own() {
      return "-----BEGIN CERTIFICATE-----";
    }
  }

  @BeforeEach
  void bind() {
    view.addCertificates(
        certificates, Map.of("kura.service.pid", "org.kuralink.channel.opcua~main"));
  }

  @Test
  void listsCertificatesWithEscapedSubjects() {
    String text = view.certificates();
    assertTrue(text.contains("AB12"), text);
    assertTrue(text.contains("waiting"), text);
    assertFalse(text.contains("\u001b"), text);
  }

  @Test
  void trustsAndRejectsACertificate() {
    assertTrue(view.certificates("trust", "AB12").endsWith("is trusted"));
    assertEquals(ServerCertificate.Decision.TRUSTED, certificates.decision);
    assertTrue(view.certificates("reject", "AB12").endsWith("is rejected"));
    assertEquals(ServerCertificate.Decision.REJECTED, certificates.decision);
  }

  @Test
  void reportsUnknownFingerprintsAndFailedWrites() {
    assertThrows(CommandException.class, () -> view.certificates("trust", "FF"));
    certificates.full = true;
    CommandException failed =
        assertThrows(CommandException.class, () -> view.certificates("trust", "AB12"));
    assertEquals("failed: no space left", failed.getMessage());
    assertEquals(ServerCertificate.Decision.WAITING, certificates.decision);
  }

  @Test
  void printsOurOwnCertificate() {
    assertEquals("-----BEGIN CERTIFICATE-----", view.certificates("own"));
  }

  @Test
  void trustsAndRejectsOnThePage() {
    View.Action trust =
        view.actions().stream()
            .filter(action -> action.label().equals("Trust"))
            .findFirst()
            .orElseThrow();
    trust.run().apply("AB12");
    assertEquals(ServerCertificate.Decision.TRUSTED, certificates.decision);
  }
}

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
import static org.kuralink.channel.opcua.ChannelStage.OVEN_1;
import static org.kuralink.channel.opcua.ChannelStage.ovens;
import static org.kuralink.channel.opcua.ChannelStage.until;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.channel.ServerCertificate;

/** Tests certificates and signatures that differ from the announced or agreed ones. */
class ProtectedMessagesTest {

  private static OwnCertificate own;
  private static OwnCertificate another;
  private static OvenServer server;
  private ChannelStage stage;

  @BeforeAll
  static void startServer() throws Exception {
    own = OvenServer.certificate();
    another = OvenServer.anotherCertificate();
    server = OvenServer.start(OvenServer.freePort(), own, "localhost");
    server.trust(own.certificate());
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void openStage() {
    stage = new ChannelStage(own);
  }

  @AfterEach
  void closeStage() {
    stage.close();
  }

  private FieldServer pushed(ChangedWay way, String mode) throws Exception {
    FieldServer pushed = ovens(way.port(), "Basic256Sha256", mode);
    for (X509Certificate each : List.of(own.certificate(), another.certificate())) {
      stage.known.seen(each, pushed.members().get("url").toString());
      stage.known.trust(KnownServers.fingerprint(each));
    }
    return pushed;
  }

  private static void untilError(OpenFieldServer open, String words) {
    until(() -> open.status().lastError().filter(words::equals).isPresent());
  }

  private static byte[] changed(byte[] message) {
    return ChangedWay.with(another.certificate(), own.certificate(), message);
  }

  @Test
  void aServerThatUsesAnotherCertificateThanItAnnouncesIsRefusedAlthoughBothAreTrusted()
      throws Exception {
    try (ChangedWay way =
        new ChangedWay(
            server.port(), (type, message) -> type.equals("OPN") ? changed(message) : message)) {
      OpenFieldServer open = stage.open(pushed(way, "SignAndEncrypt"));
      until(open, State.REFUSED);
      assertEquals(
          "the server announces the certificate "
              + KnownServers.fingerprint(own.certificate())
              + " but uses another one, "
              + KnownServers.fingerprint(another.certificate())
              + ": correct the configuration of the server, or check for an attacker in between",
          open.status().lastError().orElseThrow());
      assertEquals(
          2L,
          stage.known.certificates().stream()
              .filter(each -> each.decision() == ServerCertificate.Decision.TRUSTED)
              .count());
    }
  }

  @Test
  void aServerThatAnnouncesACertificateWhoseKeyItHasNotIsTold() throws Exception {
    try (ChangedWay way =
        new ChangedWay(
            server.port(), (type, message) -> type.equals("MSG") ? changed(message) : message)) {
      OpenFieldServer open = stage.open(pushed(way, "SignAndEncrypt"));
      untilError(
          open,
          "the server rejects the certificate of this gateway; trust it on the server. If it is trusted,"
              + " the server announces a certificate that is not its own (Bad_SecurityChecksFailed:"
              + " no certificate for provided thumbprint)");
    }
  }

  @Test
  void anAnswerToTheOpeningThatIsNotProtectedAsAgreedIsTold() throws Exception {
    try (ChangedWay way =
        new ChangedWay(
            server.port(),
            (type, message) ->
                type.equals("OPN") && message.length > 500
                    ? ChangedWay.spoilt(message)
                    : message)) {
      OpenFieldServer open = stage.open(pushed(way, "Sign"));
      untilError(open, UaWords.UNPROTECTED);
    }
  }

  @Test
  void aMessageThatIsNotProtectedAsAgreedEndsTheConnectionWithItsReason() throws Exception {
    AtomicBoolean spoiling = new AtomicBoolean();
    try (ChangedWay way =
        new ChangedWay(
            server.port(),
            (type, message) ->
                type.equals("MSG") && spoiling.get() ? ChangedWay.spoilt(message) : message)) {
      OpenFieldServer open = stage.open(pushed(way, "Sign"));
      until(open, State.CONNECTED);
      spoiling.set(true);
      server.ovens().set("Oven 1.Temperature", 71.5);
      until(() -> open.status().disconnectionsLastMinute() > 0);
      untilError(open, UaWords.UNPROTECTED);
      spoiling.set(false);
      until(open, State.CONNECTED);
      stage.untilTold(OVEN_1, "Temperature", "71.5");
    }
  }
}

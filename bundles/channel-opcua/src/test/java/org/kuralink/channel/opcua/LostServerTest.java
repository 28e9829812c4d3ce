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
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.channel.opcua.ChannelStage.OVEN_1;
import static org.kuralink.channel.opcua.ChannelStage.failure;
import static org.kuralink.channel.opcua.ChannelStage.get;
import static org.kuralink.channel.opcua.ChannelStage.ovens;
import static org.kuralink.channel.opcua.ChannelStage.until;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.channel.OpenFieldServer;

/** Tests servers that are missing, are lost, come back with other nodes, or do not answer. */
class LostServerTest {

  private OwnCertificate certificate;
  private ChannelStage stage;

  @BeforeEach
  void openStage() throws Exception {
    certificate = OvenServer.certificate();
    stage = new ChannelStage(certificate);
  }

  @AfterEach
  void closeStage() {
    stage.close();
  }

  private FieldServer pushed(int port) throws Exception {
    FieldServer server = ovens(port);
    stage.known.seen(certificate.certificate(), server.members().get("url").toString());
    stage.known.trust(KnownServers.fingerprint(certificate.certificate()));
    return server;
  }

  @Test
  void aServerThatStartsLaterAndStartsAgainIsFoundEachTime() throws Exception {
    int port = OvenServer.freePort();
    OpenFieldServer open = stage.open(pushed(port));
    until(
        () ->
            open.status()
                .lastError()
                .filter(
                    "no server answers at this address and port, or the connection is refused"
                        ::equals)
                .isPresent());
    // What it says of itself leads nowhere: the address of the push counts.
    try (OvenServer first = OvenServer.start(port, certificate, "plc-7.invalid")) {
      until(open, State.CONNECTED);
      first.ovens().set("Oven 1.Temperature", 31.5);
      stage.untilTold(OVEN_1, "Temperature", "31.5");
    }
    until(open, State.CONNECTING);
    assertEquals(1, open.status().disconnectionsLastMinute());
    assertEquals(
        FieldException.Cause.UNREACHABLE, failure(open.set(OVEN_1, Map.of("Mode", 2))).reason());
    try (OvenServer again = OvenServer.start(port, certificate, "localhost")) {
      until(open, State.CONNECTED);
      again.ovens().set("Oven 1.Temperature", 32.5);
      stage.untilTold(OVEN_1, "Temperature", "32.5");
      get(open.set(OVEN_1, Map.of("Mode", 2)));
      assertEquals((short) 2, again.ovens().get("Oven 1.Mode"));
    }
  }

  @Test
  void aServerThatNeverAnswersHoldsUpNobody() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        OvenServer server = OvenServer.start(OvenServer.freePort(), certificate, "localhost")) {
      FieldServer silent =
          ChannelStage.member(pushed(mute.getLocalPort()), "timeout", BigDecimal.ONE);
      OpenFieldServer quiet = stage.open(silent);
      OpenFieldServer good = stage.open(pushed(server.port()));
      until(good, State.CONNECTED);
      until(() -> quiet.status().lastError().isPresent());
      assertTrue(
          quiet.status().lastError().orElseThrow().startsWith("no answer within 1 s"),
          quiet.status().toString());
      assertEquals(State.CONNECTING, quiet.status().state());
      server.ovens().set("Oven 1.Temperature", 40.25);
      stage.untilTold(OVEN_1, "Temperature", "40.25");
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.security.cert.CertificateFactory;
import java.util.Map;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests CoAP over DTLS (spec 3.3). */
class CoapDtlsTest extends CoapFixture {
  private static final CipherSuite USUAL = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;

  @ParameterizedTest
  @EnumSource(
      names = {
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"
      })
  void aDevicePublishesWithWhatItKnows(CipherSuite suite) throws Exception {
    CoapEndpoint via = dtls(suite);
    String token = authenticated(via, Map.of()).token();
    Response response = send(via, publishing(via, token, POST, level(12))).orElseThrow();
    assertEquals("2.05", response.getCode().text);
    assertTrue(
        new String(response.getOptions().getOtherOption(ID).getValue(), UTF_8).matches("[0-9]+"));
    assertEquals(0, response.getPayloadSize());
    assertEquals(12, level());
    assertEquals(
        "coaps",
        restJson("GET", devicePath(""), "")
            .getAsJsonObject("session")
            .get("transport")
            .getAsString());
  }

  @Test
  void aLongMessageComesInBlocks() throws Exception {
    CoapEndpoint via = dtls(USUAL);
    String token = authenticated(via, Map.of()).token();
    String custom = "topic/" + KEY + "/user/update";
    byte[] body = "0123456789".repeat(2000).getBytes(UTF_8);
    assertEquals("2.05", code(via, publishing(via, token, custom, body)));
    assertEquals(
        body.length,
        simulator.journal().recent(1, m -> m.up()).get(0).toJson().get("size").getAsInt());
    assertEquals("4.13", code(via, publishing(via, token, custom, new byte[256 * 1024 + 1])));
    assertEquals(1, notes().size());
  }

  @Test
  void aTokenOfTheOtherModeIsNotGood() throws Exception {
    CoapEndpoint via = dtls(USUAL);
    CoapEndpoint symmetric = udp();
    Granted there = authenticated(symmetric, Map.of("seq", "1"));
    assertEquals("4.01", code(via, publishing(via, there.token(), POST, level(1))));
    String token = authenticated(via, Map.of()).token();
    Granted here = new Granted(token, there.random(), there.offset());
    assertEquals(
        "4.01", code(symmetric, publishing(symmetric, here, there.offset(), POST, level(1))));
    assertEquals(-1, level());
  }

  @Test
  void whoTrustsSomebodyElseIsNotConnected() throws Exception {
    try (Simulator other = Simulator.start(options());
        InputStream in = Files.newInputStream(other.caPem())) {
      CoapEndpoint via =
          dtls(CertificateFactory.getInstance("X.509").generateCertificates(in), USUAL);
      Request request = authenticating(via, signed(Map.of()));
      assertTrue(send(via, request).isEmpty());
      assertTrue(request.getSendError() != null, "the handshake has failed");
    }
    assertTrue(simulator.sessions().any(KEY).isEmpty());
    assertFalse(rest("GET", "/api/v1/platform", "").body().contains("\"coaps\":0"));
  }
}

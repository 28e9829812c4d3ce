/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.trust;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.login.TestCertificates;

class TrustedRootsTest {

  private static final String CA = TestCertificates.shared().pem("ca");
  private static final String STRANGER = TestCertificates.shared().pem("stranger");

  @Test
  void takesASetOfRootsHoweverTheFormMangledIt() throws ServerTrustException {
    for (String pem :
        new String[] {
          "",
          "  ",
          CA,
          CA + STRANGER,
          "the first\n" + CA + "and the second\n" + STRANGER,
          (CA + STRANGER).replace('\n', ' '),
          CA.replace("\n", "\r\n"),
          CA.replace("\n", "\\n")
        }) {
      TrustedRoots trust = TrustedRoots.with(pem);

      assertSame(trust.context(), trust.context());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hello,holds no certificate",
    "-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----,number 1 is damaged",
    "-----BEGIN CERTIFICATE-----AAAA,number 1 has no END",
    "/etc/ssl/ca.pem,holds no certificate"
  })
  void saysWhatIsWrongWithThePem(String pem, String words) {
    ServerTrustException e =
        assertThrows(ServerTrustException.class, () -> TrustedRoots.with(pem).context());

    assertTrue(e.getMessage().startsWith("ca.certificate"), e.getMessage());
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  @Test
  void namesTheCertificateThatIsDamaged() {
    String second = STRANGER.substring(0, 60) + STRANGER.substring(120);

    ServerTrustException e =
        assertThrows(ServerTrustException.class, () -> TrustedRoots.with(CA + second).context());

    assertTrue(e.getMessage().contains("number 2 is damaged"), e.getMessage());
  }
}

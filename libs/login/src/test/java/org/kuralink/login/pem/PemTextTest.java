/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.pem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.login.TestCertificates;

class PemTextTest {

  private static final String CA = TestCertificates.shared().pem("ca");

  @Test
  void readsTheSameCertificateHoweverAFormMangledIt() throws ServerTrustException {
    var plain = PemText.certificates("signers", CA);

    assertEquals(1, plain.size());
    for (String text :
        List.of(CA.replace('\n', ' '), "Bag Attributes\n" + CA, CA.replace("\n", ""))) {
      assertEquals(plain, PemText.certificates("signers", text));
    }
    assertEquals(List.of(), PemText.certificates("signers", " "));
  }

  @Test
  void saysWhereTheDamagedTextComesFrom() {
    for (String text :
        List.of("none", CA.replace("END", "FIN"), CA.substring(20) + CA.replace("M", "?"))) {
      ServerTrustException e =
          assertThrows(
              ServerTrustException.class, () -> PemText.certificates("/etc/signers.pem", text));

      assertTrue(e.getMessage().startsWith("/etc/signers.pem"), e.getMessage());
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.trust;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.login.TestCertificates;

class TrustedRootsTest {

  private static final String CA = TestCertificates.shared().pem("ca");
  private static final String STRANGER = TestCertificates.shared().pem("stranger");

  @TempDir private Path directory;

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
    "hello,has no certificate",
    "-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----,number 1 is damaged",
    "-----BEGIN CERTIFICATE-----AAAA,number 1 has no END",
    "ca.pem,has no certificate",
    "/there/is/no/ca.pem,file /there/is/no/ca.pem cannot be read"
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

  @Test
  void readsTheFileThatIsNamedForEachConnection() throws Exception {
    Path file = directory.resolve("roots.pem");
    Files.writeString(file, CA);
    TrustedRoots trust = TrustedRoots.with(" " + file + "\n");
    SSLContext first = trust.context();
    assertSame(first, trust.context());

    Files.writeString(file, "renewed: é\n" + STRANGER);
    assertNotSame(first, trust.context());

    Files.writeString(file, "nothing");
    ServerTrustException e = assertThrows(ServerTrustException.class, trust::context);
    assertTrue(e.getMessage().contains("file " + file + " has no certificate"), e.getMessage());
    Files.write(file, new byte[(1 << 20) + 1]);
    e = assertThrows(ServerTrustException.class, trust::context);
    assertTrue(e.getMessage().contains("is larger than 1 MiB"), e.getMessage());
  }
}

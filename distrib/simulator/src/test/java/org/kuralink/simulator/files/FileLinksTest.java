/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.simulator.files.FileLinks.Origin;
import org.kuralink.simulator.files.FileLinks.Scheme;

/** Tests the scheme and host of file addresses. */
class FileLinksTest {

  @ParameterizedTest
  @CsvSource({
    "HTTP, localhost, 80, http://localhost",
    "HTTP, localhost, 8080, http://localhost:8080",
    "HTTP, localhost, 443, http://localhost:443",
    "HTTPS, localhost, 443, https://localhost",
    "HTTPS, localhost, 8444, https://localhost:8444",
    "HTTPS, ::1, 443, https://[::1]",
    "HTTPS, ::1, 80, https://[::1]:80"
  })
  void aPortThatItsSchemeImpliesIsNotNamed(Scheme scheme, String host, int port, String expected) {
    assertEquals(expected, new Origin(host, () -> port, () -> port).of(scheme));
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.codec.JsonText;
import org.kuralink.cota.offer.Offer.OfferException;

/** Offers of the platform (developer guide 9.11, remote-configuration-messages). */
class OfferTest {

  private static final String DIGEST = "0123456789abcdef".repeat(4);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static String offer(String change, String to) {
    String text =
        "{\"configId\":\"123dagdah\",\"configSize\":1234565,\"sign\":\""
            + DIGEST
            + "\",\"signMethod\":\"Sha256\",\"url\":\"https://oss.example/a?Expires=1&Signature=S\","
            + "\"getType\":\"file\"}";
    assertTrue(text.contains(change), change);
    return text.replace(change, to);
  }

  @Test
  void readsTheExampleOfTheSpecification() throws OfferException {
    Offer offer = Offer.read(JsonText.of(offer("{", "{")), NOW);
    assertEquals("123dagdah", offer.configId());
    assertEquals(1234565, offer.size());
    assertEquals(DIGEST, offer.digest());
    assertEquals("oss.example", offer.url().host());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA256", "sha256", "Sha-256", "SHA-256"})
  void theNameOfTheDigestMayHaveAnyCase(String method) throws OfferException {
    assertEquals(
        DIGEST, Offer.read(JsonText.of(offer("\"Sha256\"", "\"" + method + "\"")), NOW).digest());
  }

  @Test
  void theDigestMayHaveAnyCaseAndTheSizeMayBeText() throws OfferException {
    Offer offer =
        Offer.read(
            JsonText.of(
                offer(DIGEST, DIGEST.toUpperCase(java.util.Locale.ROOT))
                    .replace("1234565", "\"1234565\"")),
            NOW);
    assertEquals(DIGEST, offer.digest());
    assertEquals(1234565, offer.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"configId\":\"123dagdah\"|\"configId\":\"\"|configId",
        "\"configId\":\"123dagdah\"|\"configId\":null|configId",
        "\"configId\":\"123dagdah\"|\"configId\":{}|configId",
        "1234565|0|configSize",
        "1234565|-5|configSize",
        "1234565|1e99|configSize",
        "1234565|99999999999999999999|configSize",
        "1234565|\"x\"|configSize",
        "0123456789abcdef0123|0123|sign",
        "0123456789abcdef0123|zzzzzzzzzzzzzzzzzzzz|sign",
        "Sha256|Md5|signMethod",
        "Sha256|none|signMethod",
        "https://oss.example/a|ftp://oss.example/a|url",
        "https://oss.example/a|file:///etc/passwd|url",
        "https://oss.example/a|https://oss.example:99999/a|url",
        "https://oss.example/a|/relative|url",
        "https://oss.example/a|https://|url",
        "https://oss.example/a|http s://x|url",
        "\"file\"|\"content\"|getType",
        "{|[|JSON",
        "}||JSON"
      })
  void namesTheMemberThatIsWrong(String change, String to, String named) {
    OfferException e =
        assertThrows(
            OfferException.class,
            () -> Offer.read(JsonText.of(offer(change, to == null ? "" : to)), NOW));
    assertTrue(String.valueOf(e.getMessage()).contains(named), e.getMessage());
  }

  @Test
  void theUrlMayBeAsServersOfFilesWriteIt() throws OfferException {
    Offer offer =
        Offer.read(
            JsonText.of(offer("https://oss.example/a", "https://my_files.example/配置 1")), NOW);
    assertEquals(
        "https://my_files.example/%E9%85%8D%E7%BD%AE%201?Expires=1&Signature=S",
        offer.url().text());
  }

  @Test
  void aUrlIsValidForThirtyMinutes() throws OfferException {
    Offer offer = Offer.read(JsonText.of(offer("{", "{")), NOW);
    assertFalse(offer.isExpired(NOW.plus(Duration.ofMinutes(30))));
    assertTrue(offer.isExpired(NOW.plus(Duration.ofMinutes(30)).plusMillis(1)));
  }

  @Test
  void neverShowsTheSignatureOfTheUrl() throws OfferException {
    String shown = Offer.read(JsonText.of(offer("{", "{")), NOW).toString();
    assertFalse(shown.contains("Signature"), shown);
  }
}

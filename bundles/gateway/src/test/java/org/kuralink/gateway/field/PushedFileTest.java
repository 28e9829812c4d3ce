/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.codec.JsonText;
import org.kuralink.json.output.JsonOutput;

/** The parameters of a push in all spellings, and the refusals with their members. */
class PushedFileTest {

  private static final String URL = "https://files.example/a/file.json?x=1";
  private static final String SHA256 =
      "32ddf58d06d84ba4521bcfc181ae05725ad4f54ec6979e2c4fed2641c0725deb";
  private static final String MD5 = "0123456789abcdef0123456789abcdef";

  private static Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("digest", SHA256);
    members.put("digestMethod", "sha256");
    members.put("url", URL);
    return members;
  }

  private static JsonText with(String member, Object value) {
    Map<String, Object> members = members();
    members.put(member, value);
    return JsonOutput.text(members);
  }

  private static String refusal(JsonText params) {
    return assertThrows(IllegalArgumentException.class, () -> PushedFile.read(params)).getMessage();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "  ",
        "sha256",
        "Sha256",
        "SHA256",
        "sha-256",
        "SHA-256",
        " SHA256\t",
        "sHa256"
      })
  void theMethodIsSha256HoweverItIsSpelledAndWhereNoneIsNamed(String method) {
    assertEquals("SHA-256", PushedFile.read(with("digestMethod", method)).method());
  }

  @ParameterizedTest
  @ValueSource(strings = {"md5", "Md5", "MD5", "md-5", " MD5 "})
  void md5IsTakenHoweverItIsSpelled(String method) {
    Map<String, Object> members = members();
    members.put("digest", MD5.toUpperCase(Locale.ROOT));
    members.put("digestMethod", method);
    assertEquals("MD5", PushedFile.read(JsonOutput.text(members)).method());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha1",
        "sha512",
        "HmacSha256",
        "sha_256",
        "sha 256",
        "s-h-a-256",
        "--md5",
        "none"
      })
  void anotherMethodIsRefusedByName(String method) {
    assertEquals(
        "digestMethod: is '" + method + "'; allowed are sha256 and md5",
        refusal(with("digestMethod", method)));
  }

  @Test
  void aDigestInCapitalsOrWithBlanksAroundItIsTheSame() {
    String shouted = SHA256.toUpperCase(Locale.ROOT);
    assertEquals(shouted, PushedFile.read(with("digest", " " + shouted + "\r\n")).digest());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        MD5,
        "0x" + SHA256,
        SHA256 + "00",
        "2ddf58d06d84ba4521bcfc181ae05725ad4f54ec6979e2c4fed2641c0725deb",
        "32 ddf58d06d84ba4521bcfc181ae05725ad4f54ec6979e2c4fed2641c0725de",
        "g2ddf58d06d84ba4521bcfc181ae05725ad4f54ec6979e2c4fed2641c0725deb",
        "Mt31jQbYS6RSG8/BgaBXJa1PVOxpeeLE/tJkHAcl3us="
      })
  void aSha256OfAnotherLengthOrNotHexadecimalIsRefused(String digest) {
    assertEquals(
        "digest: is not hexadecimal of 64 digits, as SHA-256 has", refusal(with("digest", digest)));
  }

  @Test
  void aSha256ThatIsNamedMd5IsRefused() {
    assertEquals(
        "digest: is not hexadecimal of 32 digits, as MD5 has",
        refusal(with("digestMethod", "md5")));
  }

  @ParameterizedTest
  @CsvSource({
    "digest, digest: is missing; the file cannot be verified without it",
    "url, url: is missing",
  })
  void whatIsMissingNullOrBlankIsNamed(String member, String words) {
    Map<String, Object> members = members();
    members.remove(member);
    assertEquals(words, refusal(JsonOutput.text(members)));
    assertEquals(words, refusal(with(member, null)));
    assertEquals(words, refusal(with(member, " \n")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"digest", "digestMethod", "url"})
  void whatIsNoTextIsNamed(String member) {
    assertEquals(member + ": is not a string", refusal(with(member, 256)));
    assertEquals(member + ": is not a string", refusal(with(member, Map.of("a", "b"))));
    assertEquals(member + ": is not a string", refusal(with(member, true)));
  }

  @ParameterizedTest
  @CsvSource({
    "http://files.example/file, url: the address is not https",
    "HTTP://files.example/file, url: the address is not https",
    "ftp://files.example/file, 'url: the address is ftp, not https'",
    "file:///etc/hostname, 'url: the address is file, not https'",
    "/etc/hostname, url: the address names no host",
    "https:///file, url: the address names no host",
    "files.example/file, url: the address names no host",
  })
  void anAddressOtherThanHttpsIsRefusedAndNotShown(String url, String words) {
    String told = refusal(with("url", url));
    assertEquals(words, told);
    assertFalse(told.contains("hostname"), told);
  }

  @Test
  void aSchemeInCapitalsIsTheSame() {
    assertEquals(
        "files.example",
        PushedFile.read(with("url", "HTTPS://files.example/file")).address().host());
  }

  @Test
  void membersThatNobodyKnowsAreNoHindranceAndAreNotRepeated() {
    Map<String, Object> members = members();
    members.put("signMethod", "Sha256");
    members.put("fileSize", 12);
    members.put("Digest", "another");
    assertEquals(members(), PushedFile.read(JsonOutput.text(members)).said());
  }

  @Test
  void theTextOfAnObjectIsReadAsTheObject() {
    JsonText text = JsonOutput.text(JsonOutput.text(members()).toString());
    assertEquals(members(), PushedFile.read(text).said());
    assertEquals(members(), PushedFile.said(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "7", "null", "true", "\"\"", "\"{\"", "\"sha256\"", "\"[1]\""})
  void whatIsNoObjectIsRefusedAndRepeatsNothing(String params) {
    JsonText text = JsonText.of(params);
    String told = refusal(text);
    assertEquals("data: ", told.substring(0, 6));
    assertFalse(told.contains("Exception"), told);
    assertEquals(Map.of(), PushedFile.said(text));
  }
}

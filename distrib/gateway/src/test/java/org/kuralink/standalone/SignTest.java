/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignTest {

  private static final List<String> IDENTITY =
      List.of("--product-key", "pk", "--device-name", "device", "--device-secret", "secret");

  /** The example of section 3.1 of the developer guide, with all three methods. */
  @ParameterizedTest
  @CsvSource({
    "hmacsha1,FAFD82A3D602B37FB0FA8B7892F24A477F851A14",
    "hmacmd5,14B198324FE55E1D3C88F2E705E201EE",
    "hmacsha256,6074A46A91B1EBB2CC4EA42790AD0E80202C9843859FC292E57C4EB19FAD9E57"
  })
  void signsTheExampleOfTheDeveloperGuide(String method, String password) throws Exception {
    List<String> lines =
        sign(
            "--method", method, "--client-id", "12345", "--timestamp", "789", "--transport", "tcp");

    assertTrue(
        lines
            .get(0)
            .startsWith("client id    12345|securemode=3,signmethod=" + method + ",timestamp=789"),
        lines.get(0));
    assertEquals("user name    device&pk", lines.get(1));
    assertEquals("password     " + password, lines.get(2));
    assertEquals(
        "signed text  clientId12345deviceNamedeviceproductKeypktimestamp789", lines.get(3));
  }

  @Test
  void usesTheDefaultsOfTheGateway() throws Exception {
    List<String> lines = sign();

    assertTrue(
        lines.get(0).startsWith("client id    pk.device|securemode=2,signmethod=hmacsha256"));
    assertEquals("signed text  clientIdpk.devicedeviceNamedeviceproductKeypk", lines.get(3));
  }

  @Test
  void derivesTheServerFromRegionOrInstance() throws Exception {
    assertEquals(
        "server       ssl://pk.iot-as-mqtt.ap-southeast-1.aliyuncs.com:1883",
        sign("--region", "ap-southeast-1").get(4));
    assertEquals(
        "server       wss://iot-06z00abcd.mqtt.iothub.aliyuncs.com:443",
        sign("--instance-id", "iot-06z00abcd", "--transport", "wss").get(4));
  }

  @Test
  void theSecretIsNotShown() throws Exception {
    assertFalse(parse(IDENTITY).toString().contains("secret\""));
    assertFalse(String.join("", sign()).contains("=secret"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--method md5|--method must be hmacmd5, hmacsha1 or hmacsha256, not \"md5\"",
        "--timestamp now|--timestamp must be milliseconds since 1970, not \"now\"",
        "--timestamp -1|--timestamp must be milliseconds since 1970, not -1",
        "--instance-id a.b|--instance-id must consist of letters, digits and hyphens, not \"a.b\"",
        "--region cn_x|--region must consist of letters, digits and hyphens, not \"cn_x\"",
        "--transport coap|--transport must be tls, tcp, wss or ws, not \"coap\"",
        "--method|--method needs a value",
        "--wrong|unknown option --wrong"
      })
  void namesAWrongOption(String line, String message) {
    UsageException refused = assertThrows(UsageException.class, () -> sign(line.split(" ")));

    assertEquals(message, refused.getMessage());
  }

  @Test
  void requiresEachPartOfTheIdentity() {
    for (int i = 0; i < 4; i += 2) {
      List<String> incomplete = new ArrayList<>(IDENTITY);
      String name = incomplete.remove(i);
      incomplete.remove(i);

      UsageException refused = assertThrows(UsageException.class, () -> parse(incomplete));

      assertEquals(name + " is missing", refused.getMessage());
    }
  }

  @Test
  void readsTheSecretFromInputOrEnvironment() throws Exception {
    List<String> named = IDENTITY.subList(0, 4);
    List<String> expected = sign();

    assertEquals(expected, lines(parse(named, source("", "secret"))));
    List<String> dash = new ArrayList<>(named);
    dash.addAll(List.of("--device-secret", "-"));
    assertEquals(expected, lines(parse(dash, source("secret\r", "another"))));
    assertEquals(expected, lines(parse(dash, source(" secret ", ""))));
  }

  @Test
  void explainsHowToPassTheSecret() {
    List<String> words = new ArrayList<>(IDENTITY.subList(0, 4));
    UsageException missing = assertThrows(UsageException.class, () -> parse(words));
    assertEquals(
        "--device-secret is missing: use --device-secret - and write the secret to standard input, or set"
            + " KURALINK_DEVICE_SECRET",
        missing.getMessage());
    words.addAll(List.of("--device-secret", "-"));
    UsageException empty = assertThrows(UsageException.class, () -> parse(words));
    assertEquals("no secret in standard input", empty.getMessage());
  }

  @Test
  void rejectsAnInvalidIdentity() {
    Exception refused = assertThrows(Exception.class, () -> sign("--client-id", "x".repeat(65)));

    assertTrue(refused.getMessage().contains("64 characters"), refused::getMessage);
  }

  private static List<String> sign(String... options) throws Exception {
    List<String> words = new ArrayList<>(IDENTITY);
    words.addAll(List.of(options));
    return lines(parse(words));
  }

  private static List<String> lines(SignOptions options) throws Exception {
    return Sign.sign(options).lines().toList();
  }

  private static SignOptions parse(List<String> words) throws UsageException {
    return parse(words, source("", ""));
  }

  private static SignOptions parse(List<String> words, SignOptions.SecretSource source)
      throws UsageException {
    return SignOptions.parse(words, source);
  }

  private static SignOptions.SecretSource source(String line, String variable) {
    return new SignOptions.SecretSource() {
      @Override
      public Optional<String> line() {
        return line.isEmpty() ? Optional.empty() : Optional.of(line);
      }

      @Override
      public Optional<String> variable(String name) {
        boolean set = name.equals("KURALINK_DEVICE_SECRET") && !variable.isEmpty();
        return set ? Optional.of(variable) : Optional.empty();
      }
    };
  }
}

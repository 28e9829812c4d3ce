/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.coap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.auth.TokenRequest;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;

/** Tests signatures, encryption and CBOR with independently computed vectors. */
class CoapVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  private static List<JsonObject> vectors(String file, String prefix) throws Exception {
    try (InputStream in = CoapVectorsTest.class.getResourceAsStream(file)) {
      List<JsonObject> found = new ArrayList<>();
      for (JsonElement each : StrictJson.parseObject(in.readAllBytes()).getAsJsonArray("vectors")) {
        if (text(each.getAsJsonObject(), "id").startsWith(prefix)) {
          found.add(each.getAsJsonObject());
        }
      }
      assertFalse(found.isEmpty(), prefix);
      return found;
    }
  }

  private static String text(JsonObject json, String name) {
    return json.get(name).getAsString();
  }

  @Test
  void signaturesAreVerified() throws Exception {
    for (JsonObject vector : vectors("/uplink-vectors.json", "coap-auth-")) {
      JsonObject request = vector.getAsJsonObject("inputs").deepCopy();
      request.addProperty("sign", text(vector, "sign"));
      request.addProperty("version", "default");
      request.addProperty("resources", "mqtt");
      String id = text(vector, "id");
      TokenRequest given = TokenRequest.of(request);
      assertEquals(Optional.empty(), given.fault(), id);
      assertTrue(given.verifies(text(vector, "key"), Set.of("resources")), id);
      assertFalse(given.verifies("another secret", Set.of("resources")), id);
      request.addProperty("seq", "11");
      assertFalse(TokenRequest.of(request).verifies(text(vector, "key"), Set.of("resources")), id);
    }
  }

  @Test
  void encryptionIsThatOfTheDeviceKits() throws Exception {
    List<JsonObject> all = new ArrayList<>(vectors("/uplink-vectors.json", "coap-seq"));
    all.addAll(vectors("/uplink-vectors.json", "coap-payload"));
    all.addAll(vectors("/coap-vectors.json", "coap-aes"));
    for (JsonObject vector : all) {
      JsonObject inputs = vector.getAsJsonObject("inputs");
      Agreement agreement = new Agreement(text(inputs, "deviceSecret"), text(inputs, "random"), 1);
      for (JsonElement each : vector.getAsJsonArray("cases")) {
        JsonObject one = each.getAsJsonObject();
        byte[] plain =
            one.has("plaintext")
                ? text(one, "plaintext").getBytes(UTF_8)
                : HEX.parseHex(text(one, "plaintextHex"));
        byte[] cipher = HEX.parseHex(text(one, "cipherHex"));
        assertArrayEquals(cipher, agreement.encrypt(plain));
        assertArrayEquals(plain, agreement.decrypt(cipher).orElseThrow());
        if (text(vector, "id").startsWith("coap-seq")) {
          long number = Long.parseLong(text(one, "plaintext"));
          assertEquals(Optional.of(number), agreement.number(cipher));
        }
      }
    }
  }

  @Test
  void whatIsNoNumberIsNone() {
    Agreement agreement = new Agreement("secret", "random", 1);
    for (String no : new String[] {"", "01", "-1", "1.0", "1 ", "x", "9".repeat(19)}) {
      assertEquals(Optional.empty(), agreement.number(agreement.encrypt(no.getBytes(UTF_8))), no);
    }
    assertEquals(Optional.empty(), agreement.number(new byte[16]));
    assertEquals(Optional.empty(), agreement.number(new byte[15]));
    assertEquals(Optional.empty(), agreement.number(new byte[0]));
    Agreement other = new Agreement("secret", "another", 1);
    assertEquals(Optional.empty(), agreement.number(other.encrypt("2".getBytes(UTF_8))));
  }

  @Test
  void eachNumberIsTakenOnce() {
    Agreement agreement = new Agreement("secret", "random", 7);
    assertFalse(agreement.use(6));
    assertTrue(agreement.use(7));
    assertFalse(agreement.use(7));
    assertTrue(agreement.use(1000));
    assertTrue(agreement.use(8), "a random number is allowed");
    for (int i = 2000; i < 12_000; i++) {
      assertTrue(agreement.use(i));
      assertFalse(agreement.use(i));
    }
    assertFalse(agreement.use(9), "so old that nobody knows whether it was used");
  }

  @Test
  void cborStandsForTheSameAsJson() throws Exception {
    JsonObject forms = vectors("/uplink-vectors.json", "coap-cbor").get(0);
    assertEquals(forms.get("requestJson"), Cbor.read(HEX.parseHex(text(forms, "requestCborHex"))));
    assertEquals(
        text(forms, "responseCborHex"),
        HEX.formatHex(Cbor.write(forms.getAsJsonObject("responseJson"))));
  }

  /** From appendix A of RFC 8949. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 0",
        "17 23",
        "1818 24",
        "1903e8 1000",
        "1bffffffffffffffff 18446744073709551615",
        "20 -1",
        "3863 -100",
        "f93c00 1.0",
        "f9c400 -4.0",
        "f90400 6.103515625E-5",
        "fa47c35000 100000.0",
        "fb3ff199999999999a 1.1",
        "f4 false",
        "f5 true",
        "f6 null",
        "6449455446 \"IETF\"",
        "62c3bc \"ü\"",
        "7f657374726561646d696e67ff \"streaming\"",
        "8301820203820405 [1,[2,3],[4,5]]",
        "9f018202039f0405ffff [1,[2,3],[4,5]]",
        "a0 {}",
        "a26161016162820203 {\"a\":1,\"b\":[2,3]}",
        "bf61610161629f0203ffff {\"a\":1,\"b\":[2,3]}",
        "c11a514b67b0 1363896240"
      })
  void cborIsReadAsItsSpecificationHasIt(String pair) throws Exception {
    String[] parts = pair.split(" ", 2);
    assertEquals(
        parts[1].toLowerCase(Locale.ROOT),
        String.valueOf(Cbor.read(HEX.parseHex(parts[0]))).toLowerCase(Locale.ROOT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "18",
        "1c",
        "4101",
        "5b00",
        "61",
        "62ff",
        "62c328",
        "7b7fffffffffffffff",
        "7f01ff",
        "81",
        "9f",
        "a1",
        "a16161",
        "a10101",
        "bf6161",
        "bf6161ff",
        "c1",
        "f8",
        "f97c00",
        "f97e00",
        "ff",
        "0000",
        "9b7fffffffffffffff",
        "bb7fffffffffffffff",
        "7b2261223a317d",
        "dfff"
      })
  void whatIsNoCborIsRefused(String hex) {
    assertThrows(BadJsonException.class, () -> Cbor.read(HEX.parseHex(hex)));
  }

  @Test
  void cborThatIsNestedWithoutEndIsRefused() {
    byte[] deep = new byte[100_000];
    Arrays.fill(deep, (byte) 0x81);
    assertThrows(BadJsonException.class, () -> Cbor.read(deep));
    Arrays.fill(deep, (byte) 0xC1);
    assertThrows(BadJsonException.class, () -> Cbor.read(deep));
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.Token;
import org.eclipse.californium.core.network.InMemoryMessageIdProvider;
import org.eclipse.californium.core.network.MessageIdProvider;
import org.eclipse.californium.core.network.serialization.UdpDataParser;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.elements.config.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineServer;
import org.kuralink.login.sign.SecretSigner;
import org.kuralink.login.sign.SignMethod;

/** Test vectors from other implementations: signatures, keys, ciphers and complete datagrams. */
class CoapVectorsTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final InetSocketAddress HERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
  private static final String TOKEN = "made-up-token-0001";

  static List<JsonObject> vectors(String resource, String prefix) throws Exception {
    List<JsonObject> found = new ArrayList<>();
    try (InputStreamReader in =
        new InputStreamReader(
            CoapVectorsTest.class.getResourceAsStream(resource), StandardCharsets.UTF_8)) {
      for (JsonElement one : new Gson().fromJson(in, JsonObject.class).getAsJsonArray("vectors")) {
        if (one.getAsJsonObject().get("id").getAsString().startsWith(prefix)) {
          found.add(one.getAsJsonObject());
        }
      }
    }
    assertTrue(!found.isEmpty());
    return found;
  }

  static List<JsonObject> signatures() throws Exception {
    return vectors("uplink-vectors.json", "coap-auth");
  }

  static List<JsonObject> ciphers() throws Exception {
    List<JsonObject> all = new ArrayList<>(vectors("uplink-vectors.json", "coap-seq"));
    all.addAll(vectors("uplink-vectors.json", "coap-payload"));
    all.addAll(vectors("sdk-vectors.json", "coap-aes"));
    return all;
  }

  static List<JsonObject> datagrams() throws Exception {
    return vectors("uplink-vectors.json", "coap-datagram");
  }

  @ParameterizedTest
  @MethodSource("signatures")
  void signsAsOthersDo(JsonObject vector) {
    JsonObject inputs = vector.getAsJsonObject("inputs");
    OptionalLong number =
        inputs.has("seq") ? OptionalLong.of(inputs.get("seq").getAsLong()) : OptionalLong.empty();
    SignMethod method =
        SignMethod.valueOf(vector.get("signMethod").getAsString().toUpperCase(Locale.ROOT));
    Request request =
        new CoapMessages(false, inputs.has("ackMode"))
            .logIn(CoapStage.who(CoapStage.SECRET, method), number);
    JsonObject body = new Gson().fromJson(request.getPayloadString(), JsonObject.class);
    assertEquals(
        vector.get("sign").getAsString().toLowerCase(Locale.ROOT), body.get("sign").getAsString());
    assertEquals(inputs.has("seq"), body.has("seq"));
    assertEquals(inputs.get("ackMode"), body.get("ackMode"));
    assertEquals(!method.wireName().equals("hmacmd5"), body.has("signmethod"));
  }

  @ParameterizedTest
  @MethodSource("ciphers")
  void encryptsAndDecryptsAsOthersDo(JsonObject vector) throws Exception {
    JsonObject inputs = vector.getAsJsonObject("inputs");
    String secret =
        inputs.has("deviceSecret") ? inputs.get("deviceSecret").getAsString() : CoapStage.SECRET;
    SymmetricKey key =
        SymmetricKey.of(
            new SecretSigner(SignMethod.HMACMD5, Secret.of(secret)),
            inputs.get("random").getAsString());
    for (JsonElement element : vector.getAsJsonArray("cases")) {
      JsonObject one = element.getAsJsonObject();
      byte[] plain =
          one.has("plaintextHex")
              ? HEX.parseHex(one.get("plaintextHex").getAsString())
              : one.get("plaintext").getAsString().getBytes(StandardCharsets.UTF_8);
      byte[] encrypted = HEX.parseHex(one.get("cipherHex").getAsString());
      assertArrayEquals(encrypted, key.encrypt(plain), one::toString);
      assertArrayEquals(plain, key.decrypt(encrypted), one::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("datagrams")
  void writesAndReadsTheDatagramsOfOthers(JsonObject vector) {
    String hex = vector.get("hex").getAsString();
    switch (vector.get("id").getAsString()) {
      case "coap-datagram-auth-json" ->
          assertEquals(
              hex,
              datagram(
                  new CoapMessages(false, false)
                      .logIn(
                          CoapStage.who(CoapStage.SECRET, SignMethod.HMACMD5),
                          OptionalLong.of(10))));
      case "coap-datagram-publish" -> {
        SymmetricKey key = key();
        byte[] payload =
            ("{\"id\":\"1\",\"version\":\"1.0\",\"params\":{\"Temperature\":21.5},"
                    + "\"method\":\"thing.event.property.post\"}")
                .getBytes(StandardCharsets.UTF_8);
        CoapCredentials pass =
            new CoapCredentials(Secret.of(TOKEN), Optional.of(CoapDouble.RANDOM), 1);
        assertEquals(
            hex,
            datagram(
                new CoapMessages(false, false).message(CoapStage.POST, payload, pass, key, 2)));
      }
      default -> {
        CoapAnswer answer =
            CoapAnswer.of(
                (Response)
                    new UdpDataParser(false, CoapMessages.OPTIONS)
                        .parseMessage(
                            RawData.inbound(
                                HEX.parseHex(hex),
                                new AddressEndpointContext(HERE),
                                false,
                                0,
                                HERE)));
        assertTrue(answer.isSuccess());
        assertEquals("1083321618345205760", answer.messageId());
        assertArrayEquals(HEX.parseHex(vector.get("payloadHex").getAsString()), answer.payload());
      }
    }
  }

  @Test
  void signsAsTheOfficialSdkDoes() throws Exception {
    JsonObject vector = vectors("sdk-vectors.json", "coap-auth-symmetric-seq").get(0);
    LineLogin.Signed who =
        new LineLogin.Signed(
            new DeviceIdentity("cpk", "cdev"),
            "cpk.cdev",
            OptionalLong.empty(),
            new SecretSigner(SignMethod.HMACMD5, Secret.of(vector.get("key").getAsString())));
    Request request = new CoapMessages(false, false).logIn(who, OptionalLong.of(6917));
    String sign = vector.get("expectedHex").getAsString().toLowerCase(Locale.ROOT);
    assertTrue(request.getPayloadString().contains(sign), request.getPayloadString());
  }

  private static SymmetricKey key() {
    return SymmetricKey.of(
        new SecretSigner(SignMethod.HMACMD5, Secret.of(CoapStage.SECRET)), CoapDouble.RANDOM);
  }

  private static String datagram(Request request) {
    request.setMID(0x1234);
    request.setToken(new Token(new byte[] {1, 2, 3, 4}));
    return HEX.formatHex(new UdpDataSerializer().getByteArray(request));
  }

  @Test
  void whateverIsEncryptedComesBackAndIsAWholeNumberOfBlocks() throws Exception {
    Random chance = new Random(42);
    SymmetricKey key = key();
    for (int i = 0; i < 2000; i++) {
      byte[] plain = new byte[chance.nextInt(1025)];
      chance.nextBytes(plain);
      byte[] encrypted = key.encrypt(plain);
      assertEquals((plain.length / 16 + 1) * 16, encrypted.length);
      assertArrayEquals(plain, key.decrypt(encrypted));
    }
  }

  @Test
  void whateverTheTopicAndTheNumberOneReadsWhatOneWrote() throws Exception {
    Random chance = new Random(43);
    SymmetricKey key = key();
    for (int i = 0; i < 1000; i++) {
      StringBuilder topic = new StringBuilder();
      for (int parts = 1 + chance.nextInt(8); parts > 0; parts--) {
        topic.append('/');
        for (int length = chance.nextInt(40); length > 0; length--) {
          topic.append("aZ09-_.:@ä温?#%& ".charAt(chance.nextInt(16)));
        }
      }
      String token = "t".repeat(1 + chance.nextInt(512));
      long number = chance.nextLong(Long.MAX_VALUE);
      byte[] payload = new byte[chance.nextInt(1025)];
      chance.nextBytes(payload);
      CoapCredentials pass = new CoapCredentials(Secret.of(token), Optional.of("r"), 0);
      Request request =
          new CoapMessages(false, false).message(topic.toString(), payload, pass, key, number);
      request.setMID(chance.nextInt(0x10000));
      request.setToken(new Token(new byte[] {1, 2, 3, 4}));
      CoapDouble.Datagram read =
          CoapDouble.Datagram.parse(new UdpDataSerializer().getByteArray(request));
      assertEquals("/topic" + topic, read.path());
      assertEquals(token, read.tokenOption());
      assertEquals(
          Long.toString(number),
          new String(key.decrypt(read.option(2089)), StandardCharsets.US_ASCII));
      assertArrayEquals(payload, key.decrypt(read.payload()));
    }
  }

  @Test
  void moreMessagesThanThereAreIdsAreTooMany() {
    MessageIdProvider ids =
        new InMemoryMessageIdProvider(Configuration.createStandardWithoutFile());
    IllegalStateException none =
        assertThrows(
            IllegalStateException.class,
            () -> {
              for (int i = 0; i <= 0x10000; i++) {
                ids.getNextMessageId(HERE);
              }
            });
    assertTrue(assertInstanceOf(LineException.class, CoapCaller.notSent(none)).throttled());
  }

  @Test
  void leadsWhereThePlatformIs() {
    assertEquals(
        "coaps://a1Dev01.coap.cn-shanghai.link.aliyuncs.com:5684",
        uri(new LineServer("coaps", "", 0, "cn-shanghai", "")));
    assertEquals(
        "coap://a1Dev01.coap.cn-shanghai.link.aliyuncs.com:5682",
        uri(new LineServer("coap-symmetric", "", 0, "cn-shanghai", "")));
    assertEquals(
        "coaps://iot-06z00abcd.coap.iothub.aliyuncs.com:5684",
        uri(new LineServer("coaps", "", 0, "cn-shanghai", "iot-06z00abcd")));
    assertEquals(
        "coap://[::1]:7", uri(new LineServer("coap-symmetric", "::1", 7, "r", "iot-06z00abcd")));
  }

  private static String uri(LineServer server) {
    return CoapAddress.of("a1Dev01", server).uri().toString();
  }
}

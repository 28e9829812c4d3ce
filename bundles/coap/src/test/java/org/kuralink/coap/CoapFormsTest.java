/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import co.nstant.in.cbor.CborException;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.eclipse.californium.core.coap.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineServer;
import org.kuralink.coap.CoapDouble.Datagram;
import org.kuralink.login.sign.SignMethod;

/** The configured forms of CoAP: JSON or CBOR, and the acknowledgement mode. */
class CoapFormsTest extends CoapStage {

  private static final HexFormat HEX = HexFormat.of();
  private static final String REPORT =
      "{\"id\":\"1\",\"version\":\"1.0\",\"params\":{\"Temperature\":21.5},"
          + "\"method\":\"thing.event.property.post\"}";

  private CoapDouble platform;

  @BeforeEach
  void start() throws Exception {
    platform = new CoapDouble(SECRET);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  private Line opened(String payload, String ackMode) throws Exception {
    Line line = made(payload, ackMode);
    await(line.open());
    return line;
  }

  private Line made(String payload, String ackMode) {
    LineServer server =
        new LineServer("coap-symmetric", "localhost", platform.port(), "cn-shanghai", "");
    return line(
        choosing(
            settings(who(SECRET, SignMethod.HMACMD5), server, "ca", Duration.ofSeconds(30)),
            payload,
            ackMode));
  }

  private static JsonObject forms() throws Exception {
    return CoapVectorsTest.vectors("uplink-vectors.json", "coap-cbor").get(0);
  }

  private static byte[] cbor(String json) {
    return Cbor.of(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private Datagram sent() {
    List<Datagram> all = platform.to("/topic");
    return all.get(all.size() - 1);
  }

  @Test
  void aLogInAndItsAnswerAreTheCborOfOthers() throws Exception {
    JsonObject forms = forms();
    Request request =
        new CoapMessages(true, false).logIn(who(SECRET, SignMethod.HMACMD5), OptionalLong.of(10));
    assertEquals(forms.get("requestCborHex").getAsString(), HEX.formatHex(request.getPayload()));
    assertEquals(60, request.getOptions().getContentFormat());
    assertEquals(60, request.getOptions().getAccept());
    assertEquals(
        new Gson().fromJson(forms.get("responseJson"), JsonObject.class),
        new Gson()
            .toJsonTree(Cbor.readObject(HEX.parseHex(forms.get("responseCborHex").getAsString()))));
  }

  @Test
  void aDeviceSpeaksCborFromLogInToMessage() throws Exception {
    byte[] answer = HEX.parseHex(forms().get("responseCborHex").getAsString());
    platform.logins = request -> List.of(request.cbor(answer));
    Line line = opened("cbor", "piggybacked");
    assertEquals(60, platform.to("/auth").get(0).format());
    await(publish(line, REPORT));
    assertEquals("made-up-token-0001", sent().tokenOption());
    assertEquals(60, sent().format());
    assertEquals(HEX.formatHex(cbor(REPORT)), HEX.formatHex(platform.bytes(sent())));
    assertEquals(2, platform.number(sent()));
  }

  @Test
  void aPlatformThatAnswersJsonAllTheSameIsUnderstood() throws Exception {
    await(publish(opened("cbor", "piggybacked"), REPORT));
    assertEquals(60, sent().format());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/a1Dev01/dev-01/user/update;{}",
        "/sys/a1Dev01/dev-01/thing/model/up_raw;{}",
        "/sys/a1Dev01/dev-01/thing/event/property/post;no JSON",
        "/sys/a1Dev01/dev-01/thing/event/property/post;{\"a\":12345678901234567890123}",
        "/sys/a1Dev01/dev-01/thing/event/property/post;{\"a\":0.12345678901234567890123}",
        "/sys/a1Dev01/dev-01/thing/event/property/post;{\"a\":1e400}",
        "/sys/a1Dev01/dev-01/thing/event/property/post;{\"a\":\"\\ud800\"}"
      })
  void whatCborDoesNotSayTheSameWayStaysAsItIs(String topic, String content) throws Exception {
    Line line = opened("cbor", "piggybacked");
    await(line.publish(topic, content.getBytes(StandardCharsets.UTF_8), 1));
    assertEquals(content, platform.text(sent()));
    assertEquals(50, sent().format());
  }

  @Test
  void whatWouldBeTooLongAsCborGoesAsJson() throws Exception {
    String numbers = "[" + "0.1,".repeat(200) + "0.1]";
    Line line = opened("cbor", "piggybacked");
    await(publish(line, numbers));
    assertEquals(numbers, platform.text(sent()));
    assertEquals(50, sent().format());
    assertTrue(failure(publish(line, "x".repeat(1025))).unfit());
  }

  @Test
  void separateAnswersAreAskedForWithALogInOfTheirOwn() throws Exception {
    await(publish(opened("json", "piggybacked"), REPORT));
    assertFalse(logIn(0).contains("ackMode"), logIn(0));
    platform.messages =
        request ->
            List.of(
                Datagram.answer(CoapDouble.ACK, 0, request.id(), new byte[0], new byte[0]),
                Datagram.answer(CoapDouble.CON, 205, 4711, request.token(), new byte[0]));
    await(publish(opened("json", "separate"), REPORT));
    assertEquals(2, platform.to("/auth").size(), "the token says how it is answered");
    assertTrue(logIn(1).contains("\"ackMode\":\"1\""), logIn(1));
    assertTrue(lost.isEmpty());
  }

  private String logIn(int number) {
    return new String(platform.to("/auth").get(number).payload(), StandardCharsets.UTF_8);
  }

  /** From appendix A of RFC 8949, but for halves of floats, which are written as whole ones. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0;00",
        "23;17",
        "24;1818",
        "1000;1903e8",
        "18446744073709551615;1bffffffffffffffff",
        "-18446744073709551616;3bffffffffffffffff",
        "-1;20",
        "-100;3863",
        "100000.0;fa47c35000",
        "1.1;fb3ff199999999999a",
        "-4.1;fbc010666666666666",
        "0.1;fb3fb999999999999a",
        "21.50;fa41ac0000",
        "1e3;fa447a0000",
        "false;f4",
        "true;f5",
        "null;f6",
        "\"IETF\";6449455446",
        "\"\u00fc\";62c3bc",
        "[1,[2,3],[4,5]];8301820203820405",
        "{};a0",
        "{\"b\":1,\"a\":[2,3]};a2616201616182" + "0203"
      })
  void jsonIsWrittenAsTheSpecificationHasIt(String json, String hex) {
    assertEquals(hex, HEX.formatHex(cbor(json)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "18",
        "1c",
        "a1",
        "a16161",
        "80",
        "00",
        "a0a0",
        "7b7fffffffffffffff",
        "bb7fffffffffffffff",
        "ff",
        "dfff",
        "7b2261223a317d"
      })
  void whatIsNoMapOfCborIsNoAnswerToALogIn(String hex) {
    assertThrows(CborException.class, () -> Cbor.readObject(HEX.parseHex(hex)));
    platform.logins = request -> List.of(request.cbor(HEX.parseHex(hex)));
    LineException failure = failure(made("cbor", "piggybacked").open());
    assertEquals(Cause.PLATFORM, failure.cause());
    assertTrue(failure.getMessage().contains("localhost:" + platform.port()), failure.getMessage());
  }

  @Test
  void noLengthThatIsSaidTakesMemory() {
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (String said :
        List.of("7b800000007f000000", "5bffffffff7f000000", "7a7f000000", "7f5b80")) {
      byte[] cbor = HexFormat.of().parseHex(said);
      long before = memory.getCurrentThreadAllocatedBytes();
      assertThrows(CborException.class, () -> Cbor.readObject(cbor), said);
      long taken = memory.getCurrentThreadAllocatedBytes() - before;
      assertTrue(taken < 10_000_000, () -> said + " took " + taken + " bytes");
    }
  }

  @Test
  void noBytesAreMoreThanNoCbor() {
    Random chance = new Random(5);
    byte[] deep = new byte[Cbor.MOST_READ];
    for (int first : new int[] {0x81, 0xc1, 0x9f, 0xbf, 0x5f, 0x7f}) {
      Arrays.fill(deep, (byte) first);
      assertThrows(CborException.class, () -> Cbor.readObject(deep));
    }
    assertThrows(CborException.class, () -> Cbor.readObject(new byte[Cbor.MOST_READ + 1]));
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[chance.nextInt(60)];
      chance.nextBytes(noise);
      try {
        Cbor.readObject(noise);
      } catch (CborException e) {
        assertFalse(String.valueOf(e.getMessage()).isEmpty());
      }
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Option;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.tsl.Tsl;

/** Tests CoAP in symmetric mode (spec 3.3). */
class CoapSymmetricTest extends CoapFixture {
  private static final Map<String, String> SEQ = Map.of("seq", "10");
  private CoapEndpoint via;

  @BeforeEach
  void open() throws Exception {
    via = udp();
  }

  private String published(Granted granted, long sequence, byte[] body) throws Exception {
    return code(via, publishing(via, granted, sequence, POST, body));
  }

  @Test
  void aDeviceAuthenticatesAndPublishes() throws Exception {
    Granted granted = authenticated(via, SEQ);
    assertTrue(granted.random().matches("[0-9a-f]{16}"), granted.random());
    Response response =
        send(via, publishing(via, granted, granted.offset() + 1, POST, level(41))).orElseThrow();
    assertEquals("2.05", response.getCode().text);
    String id = new String(response.getOptions().getOtherOption(ID).getValue(), UTF_8);
    assertTrue(id.matches("[0-9]{19}"), id);
    assertEquals("{}", new String(granted.decrypt(response.getPayload()), UTF_8));
    assertEquals(CoAP.Type.ACK, response.getType());
    assertEquals(41, level());
    JsonObject device = restJson("GET", devicePath(""), "");
    assertEquals("online", device.get("status").getAsString());
    assertEquals("coap", device.getAsJsonObject("session").get("transport").getAsString());
    JsonObject message = simulator.journal().recent(1, m -> m.up()).get(0).toJson();
    assertEquals("coap", message.get("transport").getAsString());
    assertEquals(
        "not sent: nothing comes back over CoAP",
        simulator.journal().recent(1, m -> !m.up()).get(0).note());
  }

  /** The whole datagram of others; a device of theirs and with the token that it was granted. */
  @Test
  void theDatagramsOfOthersAreUnderstood() throws Exception {
    DeviceKey key = new DeviceKey("a1Dev01", "dev-01");
    Tsl tsl =
        Tsl.parse(
            StrictJson.parseObject(
                CoapSymmetricTest.class.getResourceAsStream("/tsl.json").readAllBytes()));
    simulator.registry().createProduct(Optional.of("a1Dev01"), "x", Optional.empty(), true, tsl);
    simulator.registry().createDevice(key, Optional.of("dev01-Made-Up-Secret-00000000007"));
    JsonObject vectors =
        StrictJson.parseObject(
            CoapSymmetricTest.class.getResourceAsStream("/uplink-vectors.json").readAllBytes());
    for (JsonElement each : vectors.getAsJsonArray("vectors")) {
      JsonObject vector = each.getAsJsonObject();
      String id = vector.get("id").getAsString();
      if (id.equals("coap-datagram-auth-json")) {
        List<String> answers =
            datagrams(1, HexFormat.of().parseHex(vector.get("hex").getAsString()));
        assertEquals(1, answers.size());
        assertTrue(answers.get(0).startsWith("6445123401020304"), answers.get(0));
      } else if (id.equals("coap-datagram-publish")) {
        List<String> answers =
            datagrams(1, HexFormat.of().parseHex(vector.get("hex").getAsString()));
        assertEquals(List.of("6481123401020304"), answers, "4.01: that token is not known");
      }
    }
    assertTrue(simulator.sessions().any(key).isPresent());
  }

  @Test
  void eachNumberIsTakenOnceAndNoneBelowTheOffset() throws Exception {
    Granted granted = authenticated(via, SEQ);
    long offset = granted.offset();
    assertEquals("4.02", published(granted, offset - 1, level(1)));
    assertEquals("2.05", published(granted, offset, level(2)), "as the C kit begins");
    assertEquals("2.05", published(granted, offset + 9, level(3)));
    assertEquals("4.02", published(granted, offset + 9, level(4)));
    assertEquals("2.05", published(granted, offset + 5, level(5)));
    assertEquals(5, level());
    assertTrue(
        notes().contains("refused: 4.02 sequence " + (offset + 9) + " is not new"), "" + notes());
  }

  @Test
  void aDatagramThatComesTwiceIsOneMessage() throws Exception {
    Granted granted = authenticated(via, SEQ);
    byte[] head = HexFormat.of().parseHex("4402777701020304");
    byte[] options =
        new UdpDataSerializer()
            .getByteArray(numbered(publishing(via, granted, granted.offset(), POST, level(7))));
    System.arraycopy(head, 0, options, 0, head.length);
    List<String> answers = datagrams(1, options, options);
    assertEquals(1, answers.stream().distinct().count(), "" + answers);
    assertTrue(answers.get(0).startsWith("64457777"), "" + answers);
    assertEquals(1, notes().size());
  }

  private static Request numbered(Request request) {
    request.setMID(1);
    request.setToken(new byte[] {1, 2, 3, 4});
    return request;
  }

  @Test
  void whatIsNotEncryptedAsAgreedIsRefused() throws Exception {
    Granted granted = authenticated(via, SEQ);
    Granted other = new Granted(granted.token(), "another", granted.offset());
    assertEquals("4.02", published(other, granted.offset(), level(1)));
    Request mixed = publishing(via, granted, granted.offset(), POST, level(1));
    mixed.setPayload(other.encrypt(level(1)));
    assertEquals("4.00", code(via, mixed));
    Request plain = publishing(via, granted, granted.offset(), POST, level(1));
    plain.setPayload(level(1));
    assertEquals("4.00", code(via, plain));
    Request without = publishing(via, granted.token(), POST, granted.encrypt(level(1)));
    assertEquals("4.02", code(via, without));
    assertEquals(-1, level());
    assertEquals("2.05", published(granted, granted.offset(), level(1)), "none of these used it");
  }

  @Test
  void aTokenIsNeededThatIsGood() throws Exception {
    Granted granted = authenticated(via, SEQ);
    Granted unknown = new Granted("0".repeat(32), granted.random(), granted.offset());
    assertEquals("4.01", published(unknown, granted.offset(), level(1)));
    Request none = publishing(via, granted, granted.offset(), POST, level(1));
    none.getOptions().clearOtherOption(TOKEN);
    assertEquals("4.01", code(via, none));
    none = publishing(via, granted, granted.offset(), POST, level(1));
    none.getOptions().clearOtherOption(TOKEN);
    none.getOptions().addOtherOption(new Option(FORMER_TOKEN, granted.token().getBytes(UTF_8)));
    assertEquals("2.05", code(via, none), "as kits of before 3.2 have it");
    assertEquals(204, rest("DELETE", devicePath("/tokens"), "").statusCode());
    assertEquals("4.01", published(granted, granted.offset() + 1, level(2)));
    granted = authenticated(via, SEQ);
    clock.forward(Duration.ofDays(7));
    assertEquals("4.01", published(granted, granted.offset() + 1, level(2)));
    assertTrue(simulator.sessions().any(KEY).isEmpty());
    assertEquals(1, level());
  }

  @Test
  void atMostOneKibibyteAndNoBlocks() throws Exception {
    Granted granted = authenticated(via, SEQ);
    long number = granted.offset();
    String custom = "topic/" + KEY + "/user/update";
    assertEquals("2.05", code(via, publishing(via, granted, number, custom, new byte[1024])));
    assertEquals("4.13", code(via, publishing(via, granted, number + 1, custom, new byte[1025])));
    Request blocks = publishing(via, granted, number + 1, custom, new byte[10]);
    blocks.getOptions().setBlock1(6, true, 0);
    assertEquals("4.13", code(via, blocks));
  }

  @Test
  void anAcknowledgementOfItsOwnComesWhereItWasAskedFor() throws Exception {
    Granted granted = authenticated(via, Map.of("seq", "1", "ackMode", "1"));
    Response response =
        send(via, publishing(via, granted, granted.offset(), POST, level(3))).orElseThrow();
    assertEquals(CoAP.Type.CON, response.getType());
    assertEquals("2.05", response.getCode().text);
    assertEquals(3, level());
  }

  @Test
  void whatIsNotAConfirmableRequestIsAnsweredTheSameWay() throws Exception {
    Granted granted = authenticated(via, SEQ);
    Request request = publishing(via, granted, granted.offset(), POST, level(3));
    request.setConfirmable(false);
    Response response = send(via, request).orElseThrow();
    assertEquals(CoAP.Type.NON, response.getType());
    assertEquals("2.05", response.getCode().text);
  }

  @Test
  void authenticationsThatAreWrongAreRefused() throws Exception {
    assertEquals("4.00", code(via, authenticating(via, signed(Map.of()))), "no seq");
    assertEquals("4.00", code(via, authenticating(via, signed(Map.of("seq", "x")))));
    assertEquals(
        "4.00", code(via, authenticating(via, signed(Map.of("seq", "1", "ackMode", "2")))));
    JsonObject wrong = signed(SEQ);
    wrong.addProperty("seq", "11");
    assertEquals("4.01", code(via, authenticating(via, wrong)));
    wrong = signed(SEQ);
    wrong.addProperty("deviceName", "nobody");
    assertEquals("4.01", code(via, authenticating(via, wrong)));
    wrong.remove("sign");
    assertEquals("4.00", code(via, authenticating(via, wrong)));
    JsonObject old = signed(Map.of("seq", "1", "timestamp", "1"));
    assertEquals("2.05", code(via, authenticating(via, old)), "a timestamp is not verified");
    simulator.life().disable(KEY, true);
    assertEquals("4.03", code(via, authenticating(via, signed(SEQ))));
    assertTrue(rest("GET", "/api/v1/sessions/changes", "").body().contains("wrong signature"));
  }

  @Test
  void topicsAreThoseOfTheDevice() throws Exception {
    Granted granted = authenticated(via, SEQ);
    long number = granted.offset();
    for (String[] each :
        new String[][] {
          {"4.04", "nothing"},
          {"4.04", "topic"},
          {"4.04", "topic/nowhere"},
          {"4.03", "topic/sys/pkTest/another/thing/event/property/post"},
          {"4.03", "topic/ext/session/" + KEY + "/combine/login"}
        }) {
      assertEquals(each[0], code(via, publishing(via, granted, number++, each[1], level(1))));
    }
  }

  @Test
  void formatsAreJsonAndCbor() throws Exception {
    Request cbor = authenticating(via, signed(SEQ));
    cbor.getOptions().setContentFormat(CBOR);
    assertEquals("4.00", code(via, cbor), "JSON declared as CBOR");
    byte[] content = cbor(signed(SEQ));
    cbor = request(via, "auth");
    cbor.getOptions().setContentFormat(CBOR).setAccept(CBOR);
    cbor.setPayload(content);
    Response response = send(via, cbor).orElseThrow();
    assertEquals("2.05", response.getCode().text);
    assertEquals(CBOR, response.getOptions().getContentFormat());
    assertEquals((byte) 0xA3, response.getPayload()[0], "a map of three");
    Request xml = authenticating(via, signed(SEQ));
    xml.getOptions().setContentFormat(41);
    assertEquals("4.15", code(via, xml));
    xml = authenticating(via, signed(SEQ));
    xml.getOptions().setAccept(41);
    assertEquals("4.06", code(via, xml));
    Request get = new Request(CoAP.Code.GET);
    get.setURI(request(via, "auth").getURI());
    assertEquals("4.05", code(via, get));
    Granted granted = authenticated(via, SEQ);
    Request json = publishing(via, granted, granted.offset(), POST, level(8));
    json.getOptions().setContentFormat(CBOR).setAccept(42);
    assertEquals("2.05", code(via, json), "what it is said to be is not verified");
    assertEquals(8, level());
    byte[] body = HexFormat.of().parseHex("a1" + "66706172616d73" + "a1" + "656c6576656c" + "09");
    json = publishing(via, granted, granted.offset() + 1, POST, body);
    json.getOptions().setContentFormat(CBOR);
    assertEquals("2.05", code(via, json));
    String custom = "topic/" + KEY + "/user/update";
    json = publishing(via, granted, granted.offset() + 2, custom, body);
    json.getOptions().setContentFormat(CBOR);
    assertEquals("2.05", code(via, json));
    assertEquals(
        Base64.getEncoder().encodeToString(body),
        simulator.journal().recent(1, m -> m.up()).get(0).text(),
        "bytes of an application stay as they are");
    json = publishing(via, granted, granted.offset() + 3, POST, level(1));
    json.getOptions().setAccept(41);
    assertEquals("4.06", code(via, json));
  }

  /** A map of short texts. */
  private static byte[] cbor(JsonObject texts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xA0 | texts.size());
    texts.entrySet().stream()
        .flatMap(e -> Stream.of(e.getKey(), e.getValue().getAsString()))
        .forEach(
            text -> {
              out.write(0x78);
              out.write(text.length());
              out.writeBytes(text.getBytes(UTF_8));
            });
    return out.toByteArray();
  }

  @Test
  void theOtherWaysOfTheSameDeviceGoOn() throws Exception {
    TestClient client = client().connect();
    Granted granted = authenticated(via, SEQ);
    assertEquals("2.05", published(granted, granted.offset(), level(1)));
    assertTrue(client.mqtt.isConnected());
    assertEquals(2, restJson("GET", "/api/v1/sessions", "").getAsJsonArray("items").size());
    assertEquals(204, rest("POST", devicePath("/kick"), "").statusCode());
    client.awaitLoss();
    assertEquals("4.01", published(granted, granted.offset() + 1, level(2)));
  }

  @Test
  void aDeviceThatIsDisabledOrDeletedIsNotListenedTo() throws Exception {
    Granted granted = authenticated(via, SEQ);
    simulator.life().disable(KEY, false);
    assertEquals("4.03", published(granted, granted.offset(), level(1)));
    simulator.life().enable(KEY);
    assertEquals("2.05", published(granted, granted.offset(), level(1)));
    simulator.life().delete(KEY);
    assertEquals("4.01", published(granted, granted.offset() + 1, level(1)));
  }

  @Test
  void whateverStrangersSendItGoesOn() throws Exception {
    byte[][] garbage = {
      {},
      {0},
      new byte[2000],
      "GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8),
      HexFormat.of().parseHex("44021234010203"),
      HexFormat.of().parseHex("4402123401020304ff"),
      HexFormat.of().parseHex("4402123501020304b461757468ff00"),
      HexFormat.of().parseHex("440212360102030499"),
      HexFormat.of().parseHex("70001234"),
      HexFormat.of().parseHex("40001237")
    };
    datagrams(0, garbage);
    Granted granted = authenticated(via, SEQ);
    assertEquals("2.05", published(granted, granted.offset(), level(1)));
    assertFalse(notes().isEmpty());
  }
}

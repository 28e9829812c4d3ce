/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.codec.AlinkCodec;
import org.kuralink.api.codec.AlinkMessage;
import org.kuralink.api.codec.AlinkReply;
import org.kuralink.api.codec.AlinkRequest;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MalformedMessageException;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.codec.ResultCode;

class EnvelopeTest {

  private final AlinkCodec codec = new AlinkCodecComponent();

  @Test
  void readsTheRequestOfTheGuide() throws Exception {
    AlinkMessage message =
        decode(
            """
            {
              "id": "123",
              "version": "1.0",
              "params": {
                "temperature": "30.5"
              },
              "method": "thing.service.property.set"
            }
            """);
    assertEquals(Optional.of(new MessageId("123", false)), message.id());
    assertEquals(Optional.of("1.0"), message.version());
    assertEquals(Optional.of("thing.service.property.set"), message.method());
    assertEquals(
        "{\n    \"temperature\": \"30.5\"\n  }", message.params().orElseThrow().toString());
    assertFalse(message.isReply());
  }

  @Test
  void readsTheReplyOfTheGuide() throws Exception {
    AlinkMessage message = decode("{\"id\":\"123\",\"code\":200,\"data\":{}}");
    assertTrue(message.isReply());
    assertEquals(OptionalInt.of(200), message.code());
    assertEquals(Optional.of(JsonText.EMPTY_OBJECT), message.data());
    assertEquals(Optional.empty(), message.message());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "0,0,true",
        "7,7,true",
        "'\"2\"',2,false",
        "'\"1|exp-topic|/sys/a\"','1|exp-topic|/sys/a',false"
      })
  void repliesWithTheTypeOfTheId(String wire, String text, boolean numeric) throws Exception {
    MessageId id = decode("{\"id\":" + wire + "}").id().orElseThrow();
    assertEquals(new MessageId(text, numeric), id);
    String answer = text(codec.encode(reply(id)));
    assertEquals("{\"id\":" + wire + ",\"code\":200,\"data\":{}}", answer);
  }

  @Test
  void quotesAnIdThatOnlyClaimsToBeANumber() {
    String answer = text(codec.encode(reply(new MessageId("1}", true))));
    assertEquals("{\"id\":\"1}\",\"code\":200,\"data\":{}}", answer);
  }

  @ParameterizedTest
  @CsvSource({"200,200", "'\"1000\"',1000", "-1,-1", "2e2,200", "200.0,200", "'\"-4\"',-4"})
  void readsCodesAsNumbersOrStrings(String wire, int code) throws Exception {
    assertEquals(OptionalInt.of(code), decode("{\"code\":" + wire + "}").code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"code\":200.5}",
        "{\"code\":2147483648}",
        "{\"code\":\"ok\"}",
        "{\"code\":\"\"}",
        "{\"code\":true}",
        "{\"code\":{}}",
        "{\"code\":1e999999999}",
        "{\"code\":111111111111111111111111111111111}"
      })
  void refusesAnInvalidCode(String json) {
    assertMalformed(json, "byte 8: member 'code'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "method"})
  void refusesKnownMembersOfAWrongType(String member) {
    for (String value : new String[] {"{}", "[1]", "true", "false"}) {
      String json = "{\"x\":1,\"" + member + "\":" + value + "}";
      assertMalformed(json, "member '" + member + "' is not");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\": 1}", "[1]", "true", "42"})
  void acceptsAMessageMemberOfAnyType(String words) throws Exception {
    AlinkMessage message =
        decode("{\"id\":\"1\",\"code\":460,\"message\":" + words + ",\"version\":" + words + "}");
    assertEquals(460, message.code().orElseThrow());
    assertEquals(Optional.of(words), message.message());
    assertEquals(Optional.of(words), message.version());
  }

  @Test
  void refusesAMethodThatIsANumber() {
    assertMalformed("{\"method\":1}", "byte 10: member 'method' is not a string");
  }

  @Test
  void ignoresUnknownMembers() throws Exception {
    AlinkMessage message =
        decode("{\"sys\":{\"ack\":0},\"id\":\"1\",\"idd\":[],\"Code\":{},\"\":null,\"params\":[]}");
    assertEquals("1", message.id().orElseThrow().text());
    assertEquals(Optional.of(JsonText.EMPTY_ARRAY), message.params());
    assertFalse(message.isReply());
  }

  @Test
  void treatsNullAsAbsent() throws Exception {
    AlinkMessage message =
        decode(
            "{\"id\":null,\"version\":null,\"method\":null,\"params\":null,\"code\":null,"
                + "\"data\":null,\"message\":null}");
    assertEquals(decode("{}"), message);
  }

  @Test
  void takesTheLastOfMembersWithTheSameName() throws Exception {
    AlinkMessage message = decode("{\"code\":1,\"code\":2,\"data\":[],\"d\\u0061ta\":7}");
    assertEquals(OptionalInt.of(2), message.code());
    assertEquals(Optional.of(JsonText.of("7")), message.data());
  }

  @Test
  void readsEscapesAndEveryPlaneOfUnicode() throws Exception {
    String words = "q\" b\\ s/ \b\f\n\r\t nul\u0000 ä 中文 😀";
    String json =
        "{\"message\":\"q\\\" b\\\\ s\\/ \\b\\f\\n\\r\\t nul\\u0000 ä 中文 \\ud83D\\uDe00\"}";
    assertEquals(Optional.of(words), decode(json).message());
  }

  @Test
  void writesALoneSurrogateAsAnEscape() throws Exception {
    MessageId id = new MessageId("a\ud800b", false);
    byte[] written = codec.encode(reply(id));
    assertTrue(text(written).contains("a\\ud800b"));
    assertEquals(Optional.of(id), codec.decode(written).id());
  }

  @Test
  void toleratesWhiteSpaceAndOneNulAtTheEnd() throws Exception {
    assertEquals(decode("{}"), decode(" \t\r\n{ } \n\u0000"));
    assertMalformed("{}\u0000\u0000", "byte 2");
    assertMalformed("{}\u0000 ", "byte 2");
    assertMalformed("{}{}", "byte 2: expected the end");
  }

  @Test
  void limitsTheNestingDepth() throws Exception {
    decode(nested(AlinkCodec.MAX_DEPTH));
    assertMalformed(nested(AlinkCodec.MAX_DEPTH + 1), "nested deeper than 32");
    assertMalformed("[".repeat(1_000_000), "byte 0: expected '{'");
    assertMalformed("{\"params\":" + "[".repeat(1_000_000), "nested deeper than 32");
  }

  private static String nested(int depth) {
    int arrays = depth - 1;
    return "{\"data\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
  }

  @Test
  void refusesTenMegabytesAtOnce() {
    byte[] huge = new byte[10 * 1024 * 1024];
    Arrays.fill(huge, (byte) ' ');
    MalformedMessageException e =
        assertThrows(MalformedMessageException.class, () -> codec.decode(huge));
    assertEquals("10485760 bytes, more than the 1048576 that are allowed", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[]",
        "null",
        "\"{}\"",
        "7",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":-}",
        "{\"a\":1e}",
        "{\"a\":1e+}",
        "{\"a\":NaN}",
        "{\"a\":tru}",
        "{\"a\":TRUE}",
        "{\"a\":nulll}",
        "{\"a\":[1,]}",
        "{\"a\":[}",
        "{\"a\":[1}",
        "{\"a\":\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12G4\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\",
        "{\"a\":\"\\u",
        "{\"a",
        "{\"a\":t",
        "{\"a\":/**/1}",
        "\uFEFF{}"
      })
  void refusesInvalidJson(String json) {
    assertMalformed(json, "byte ");
  }

  @Test
  void refusesInvalidUtf8() {
    byte[][] broken = {
      {(byte) 0x80},
      {(byte) 0xc3},
      {(byte) 0xc0, (byte) 0xaf},
      {(byte) 0xc1, (byte) 0xbf},
      {(byte) 0xe0, (byte) 0x9f, (byte) 0xbf},
      {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
      {(byte) 0xe4, (byte) 0xb8},
      {(byte) 0xf0, (byte) 0x8f, (byte) 0xbf, (byte) 0xbf},
      {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
      {(byte) 0xf5, (byte) 0x80},
      {(byte) 0xf0, (byte) 0x9f, (byte) 0x98},
      {(byte) 0xff},
      {(byte) 0xfe}
    };
    for (byte[] bytes : broken) {
      byte[] start = "{\"message\":\"".getBytes(StandardCharsets.UTF_8);
      byte[] payload = Arrays.copyOf(start, start.length + bytes.length + 2);
      System.arraycopy(bytes, 0, payload, start.length, bytes.length);
      payload[payload.length - 2] = '"';
      payload[payload.length - 1] = '}';
      MalformedMessageException e =
          assertThrows(MalformedMessageException.class, () -> codec.decode(payload));
      assertEquals("byte 12: invalid UTF-8", e.getMessage());
    }
  }

  @Test
  void writesRequestsAndReplies() {
    AlinkRequest request =
        new AlinkRequest(
            MessageId.of(123), "thing.event.property.post", JsonText.of("{\"PowerSwitch\":1}"));
    assertEquals(
        "{\"id\":\"123\",\"version\":\"1.0\",\"params\":{\"PowerSwitch\":1},"
            + "\"method\":\"thing.event.property.post\"}",
        text(codec.encode(request)));
    AlinkReply reply =
        new AlinkReply(
            MessageId.of(1),
            new ResultCode(460),
            JsonText.EMPTY_OBJECT,
            Optional.of("too \"hot\""));
    assertEquals(
        "{\"id\":\"1\",\"code\":460,\"data\":{},\"message\":\"too \\\"hot\\\"\"}",
        text(codec.encode(reply)));
  }

  @Test
  void slicesThePayloadWithoutCopying() throws Exception {
    byte[] payload = "{\"params\": {\"a\":1} }".getBytes(StandardCharsets.UTF_8);
    JsonText params = codec.decode(payload).params().orElseThrow();
    payload[13] = 'b';
    assertEquals("{\"b\":1}", params.toString());
  }

  private static AlinkReply reply(MessageId id) {
    return new AlinkReply(id, ResultCode.SUCCESS, JsonText.EMPTY_OBJECT, Optional.empty());
  }

  private AlinkMessage decode(String json) throws MalformedMessageException {
    return codec.decode(json.getBytes(StandardCharsets.UTF_8));
  }

  private void assertMalformed(String json, String words) {
    MalformedMessageException e =
        assertThrows(MalformedMessageException.class, () -> decode(json), json);
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}

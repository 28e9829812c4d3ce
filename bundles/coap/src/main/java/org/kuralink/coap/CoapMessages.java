/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Option;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.option.MapBasedOptionRegistry;
import org.eclipse.californium.core.coap.option.OpaqueOptionDefinition;
import org.eclipse.californium.core.coap.option.OptionRegistry;
import org.eclipse.californium.core.coap.option.StandardOptionRegistry;
import org.kuralink.api.line.LineLogin;
import org.kuralink.json.output.JsonOutput;

/**
 * What is sent over CoAP, as the guide (3.3) and the official C SDK write it.
 *
 * @param cbor whether what is JSON goes as CBOR (RFC 8949) where that says the same; what belongs
 *     to an application, or to the script of its product, goes as it is
 * @param separate whether the platform is asked for its result after an acknowledgement of its own
 */
record CoapMessages(boolean cbor, boolean separate) {

  /** A request: who sends. */
  static final OpaqueOptionDefinition TOKEN = new OpaqueOptionDefinition(2088, "Token");

  /** A request: the number of the message, encrypted. */
  static final OpaqueOptionDefinition SEQUENCE = new OpaqueOptionDefinition(2089, "Sequence");

  /** An answer: what the platform calls the message. */
  static final OpaqueOptionDefinition MESSAGE_ID = new OpaqueOptionDefinition(2090, "Message-Id");

  static final OptionRegistry OPTIONS =
      new MapBasedOptionRegistry(
          StandardOptionRegistry.STANDARD_OPTIONS, TOKEN, SEQUENCE, MESSAGE_ID);

  /** Topics whose content the platform reads itself, but for raw data. */
  private static final Pattern OF_PLATFORM = Pattern.compile("/(sys|ext|ota|shadow)/.*");

  private static final String RAW = "/thing/model/up_raw";
  private static final String DEFAULT_METHOD = "hmacmd5";

  /** As a person has chosen; JSON and one answer by default. */
  static CoapMessages of(Map<String, String> options) {
    return new CoapMessages(
        "cbor".equals(options.get("coap.payload")),
        "separate".equals(options.get("coap.ack.mode")));
  }

  /**
   * Asks for a token. The platform takes hmacmd5 for what does not say otherwise.
   *
   * @param sequence the number of this request, with symmetric encryption
   */
  Request logIn(LineLogin.Signed who, OptionalLong sequence) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("productKey", who.device().productKey());
    body.put("deviceName", who.device().deviceName());
    body.put("clientId", who.clientId());
    who.timestamp().ifPresent(time -> body.put("timestamp", Long.toString(time)));
    sequence.ifPresent(number -> body.put("seq", Long.toString(number)));
    if (separate) {
      body.put("ackMode", "1");
    }
    String sign = who.signer().sign(new TreeMap<>(body));
    if (!who.signer().method().equals(DEFAULT_METHOD)) {
      body.put("signmethod", who.signer().method());
    }
    body.put("sign", sign.toLowerCase(Locale.ROOT));
    byte[] json = JsonOutput.bytes(body);
    Request request = request(json, cbor ? Cbor.of(json) : Optional.empty());
    request.getOptions().addUriPath("auth");
    return request;
  }

  /**
   * A message over DTLS.
   *
   * @param topic begins with a slash
   * @throws IllegalArgumentException if the topic cannot be a path
   */
  Request message(String topic, byte[] payload, CoapPass pass) {
    return to(topic, request(payload, inCbor(topic, payload, CoapStack.MOST_IN_BLOCKS)), pass);
  }

  /** The same with symmetric encryption. */
  Request message(String topic, byte[] payload, CoapPass pass, SymmetricKey key, long sequence) {
    Request request = request(payload, inCbor(topic, payload, CoapStack.MOST_SYMMETRIC));
    request.setPayload(key.encrypt(request.getPayload()));
    byte[] digits = Long.toString(sequence).getBytes(StandardCharsets.US_ASCII);
    to(topic, request, pass).getOptions().addOption(new Option(SEQUENCE, key.encrypt(digits)));
    return request;
  }

  private static Request to(String topic, Request request, CoapPass pass) {
    OptionSet options = request.getOptions().addUriPath("topic");
    for (String segment : topic.substring(1).split("/", -1)) {
      options.addUriPath(segment);
    }
    byte[] token = pass.token().reveal().getBytes(StandardCharsets.US_ASCII);
    options.addOption(new Option(TOKEN, token));
    return request;
  }

  /** A message as CBOR; numbers are longer in it at times, and nothing is lost for that. */
  private Optional<byte[]> inCbor(String topic, byte[] json, int most) {
    return cbor && OF_PLATFORM.matcher(topic).matches() && !topic.endsWith(RAW)
        ? Cbor.of(json).filter(bytes -> bytes.length <= most)
        : Optional.empty();
  }

  /** What is no CBOR is said to be JSON, which the platform does not verify. */
  private static Request request(byte[] payload, Optional<byte[]> cbor) {
    int format =
        cbor.isPresent() ? MediaTypeRegistry.APPLICATION_CBOR : MediaTypeRegistry.APPLICATION_JSON;
    Request request = new Request(CoAP.Code.POST, CoAP.Type.CON);
    request.getOptions().setContentFormat(format).setAccept(format);
    request.setPayload(cbor.orElse(payload));
    return request;
  }
}

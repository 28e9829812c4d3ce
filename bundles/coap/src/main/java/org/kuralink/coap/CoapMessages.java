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
 * The CoAP requests, as in the guide (3.3) and the official C SDK.
 *
 * @param cbor whether JSON is sent as CBOR (RFC 8949) where the meaning is the same; messages of
 *     applications and for scripts of the product are sent unchanged
 * @param separate whether the platform is to send its result after a separate acknowledgement
 */
record CoapMessages(boolean cbor, boolean separate) {

  /** Request option: the token of the sender. */
  static final OpaqueOptionDefinition TOKEN = new OpaqueOptionDefinition(2088, "Token");

  /** Request option: the encrypted sequence number. */
  static final OpaqueOptionDefinition SEQUENCE = new OpaqueOptionDefinition(2089, "Sequence");

  /** Response option: the platform's id of the message. */
  static final OpaqueOptionDefinition MESSAGE_ID = new OpaqueOptionDefinition(2090, "Message-Id");

  static final OptionRegistry OPTIONS =
      new MapBasedOptionRegistry(
          StandardOptionRegistry.STANDARD_OPTIONS, TOKEN, SEQUENCE, MESSAGE_ID);

  /** Topics whose content the platform reads itself, except raw data. */
  private static final Pattern OF_PLATFORM = Pattern.compile("/(sys|ext|ota|shadow)/.*");

  private static final String RAW = "/thing/model/up_raw";
  private static final String DEFAULT_METHOD = "hmacmd5";

  /** Returns the configured requests; by default JSON and a piggybacked result. */
  static CoapMessages of(Map<String, String> options) {
    return new CoapMessages(
        "cbor".equals(options.get("coap.payload")),
        "separate".equals(options.get("coap.ack.mode")));
  }

  /**
   * Returns the request for a token. The platform assumes hmacmd5 if no method is named.
   *
   * @param sequence the sequence number of this request, with symmetric encryption
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
   * Returns the request of a message over DTLS.
   *
   * @param topic begins with a slash
   * @throws IllegalArgumentException if the topic cannot be a path
   */
  Request message(String topic, byte[] payload, CoapCredentials pass) {
    return to(topic, request(payload, inCbor(topic, payload, CoapStack.MOST_IN_BLOCKS)), pass);
  }

  /** Returns the request of a message with symmetric encryption. */
  Request message(
      String topic, byte[] payload, CoapCredentials pass, SymmetricKey key, long sequence) {
    Request request = request(payload, inCbor(topic, payload, CoapStack.MOST_SYMMETRIC));
    request.setPayload(key.encrypt(request.getPayload()));
    byte[] digits = Long.toString(sequence).getBytes(StandardCharsets.US_ASCII);
    to(topic, request, pass).getOptions().addOption(new Option(SEQUENCE, key.encrypt(digits)));
    return request;
  }

  private static Request to(String topic, Request request, CoapCredentials pass) {
    OptionSet options = request.getOptions().addUriPath("topic");
    for (String segment : topic.substring(1).split("/", -1)) {
      options.addUriPath(segment);
    }
    byte[] token = pass.token().reveal().getBytes(StandardCharsets.US_ASCII);
    options.addOption(new Option(TOKEN, token));
    return request;
  }

  /** Converts a message to CBOR unless it becomes too long; CBOR numbers may be longer. */
  private Optional<byte[]> inCbor(String topic, byte[] json, int most) {
    return cbor && OF_PLATFORM.matcher(topic).matches() && !topic.endsWith(RAW)
        ? Cbor.of(json).filter(bytes -> bytes.length <= most)
        : Optional.empty();
  }

  /**
   * Builds a request; anything but CBOR is declared as JSON, which the platform does not verify.
   */
  private static Request request(byte[] payload, Optional<byte[]> cbor) {
    int format =
        cbor.isPresent() ? MediaTypeRegistry.APPLICATION_CBOR : MediaTypeRegistry.APPLICATION_JSON;
    Request request = new Request(CoAP.Code.POST, CoAP.Type.CON);
    request.getOptions().setContentFormat(format).setAccept(format);
    request.setPayload(cbor.orElse(payload));
    return request;
  }
}

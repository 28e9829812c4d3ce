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
import java.util.OptionalLong;
import java.util.TreeMap;
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
import org.kuralink.json.Json;

/** What is sent over CoAP, as the guide (3.3) and the official C SDK write it. */
final class CoapMessages {

  /** A request: who sends. */
  static final OpaqueOptionDefinition TOKEN = new OpaqueOptionDefinition(2088, "Token");

  /** A request: the number of the message, encrypted. */
  static final OpaqueOptionDefinition SEQUENCE = new OpaqueOptionDefinition(2089, "Sequence");

  /** An answer: what the platform calls the message. */
  static final OpaqueOptionDefinition MESSAGE_ID = new OpaqueOptionDefinition(2090, "Message-Id");

  static final OptionRegistry OPTIONS =
      new MapBasedOptionRegistry(
          StandardOptionRegistry.STANDARD_OPTIONS, TOKEN, SEQUENCE, MESSAGE_ID);

  private static final String DEFAULT_METHOD = "hmacmd5";

  private CoapMessages() {}

  /**
   * Asks for a token. The platform takes hmacmd5 for what does not say otherwise.
   *
   * @param sequence the number of this request, with symmetric encryption
   */
  static Request logIn(LineLogin.Signed who, OptionalLong sequence) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("productKey", who.device().productKey());
    body.put("deviceName", who.device().deviceName());
    body.put("clientId", who.clientId());
    who.timestamp().ifPresent(time -> body.put("timestamp", Long.toString(time)));
    sequence.ifPresent(number -> body.put("seq", Long.toString(number)));
    String sign = who.signer().sign(new TreeMap<>(body));
    if (!who.signer().method().equals(DEFAULT_METHOD)) {
      body.put("signmethod", who.signer().method());
    }
    body.put("sign", sign.toLowerCase(Locale.ROOT));
    Request request = request(Json.bytes(body));
    request.getOptions().addUriPath("auth");
    return request;
  }

  /**
   * A message over DTLS.
   *
   * @param topic begins with a slash
   * @throws IllegalArgumentException if the topic cannot be a path
   */
  static Request message(String topic, byte[] payload, CoapPass pass) {
    Request request = request(payload);
    OptionSet options = request.getOptions().addUriPath("topic");
    for (String segment : topic.substring(1).split("/", -1)) {
      options.addUriPath(segment);
    }
    byte[] token = pass.token().reveal().getBytes(StandardCharsets.US_ASCII);
    options.addOption(new Option(TOKEN, token));
    return request;
  }

  /** The same with symmetric encryption. */
  static Request message(
      String topic, byte[] payload, CoapPass pass, SymmetricKey key, long sequence) {
    Request request = message(topic, key.encrypt(payload), pass);
    byte[] digits = Long.toString(sequence).getBytes(StandardCharsets.US_ASCII);
    request.getOptions().addOption(new Option(SEQUENCE, key.encrypt(digits)));
    return request;
  }

  private static Request request(byte[] payload) {
    Request request = new Request(CoAP.Code.POST, CoAP.Type.CON);
    request
        .getOptions()
        .setContentFormat(MediaTypeRegistry.APPLICATION_JSON)
        .setAccept(MediaTypeRegistry.APPLICATION_JSON);
    request.setPayload(payload);
    return request;
  }
}

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
import java.util.Locale;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Option;
import org.eclipse.californium.core.coap.Response;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.LineException;

/**
 * What the platform answers (developer guide, table 3-3).
 *
 * @param code such as 2.05
 * @param payload as it came
 * @param cbor whether it says that it is CBOR
 * @param messageId what the platform calls the message, fit for a log; empty if it does not say
 */
record CoapAnswer(ResponseCode code, byte[] payload, boolean cbor, String messageId) {

  private static final int SHOWN = 64;

  static CoapAnswer of(Response response) {
    Option id = response.getOptions().getOtherOption(CoapMessages.MESSAGE_ID);
    String text = id == null ? "" : new String(id.getValue(), StandardCharsets.UTF_8);
    return new CoapAnswer(
        response.getCode(),
        response.getPayload(),
        response.getOptions().getContentFormat() == MediaTypeRegistry.APPLICATION_CBOR,
        VisibleText.of(text, SHOWN));
  }

  boolean isSuccess() {
    return code.isSuccess();
  }

  /** Whether another token helps. */
  boolean refusesToken() {
    return code == ResponseCode.UNAUTHORIZED || code == ResponseCode.BAD_OPTION;
  }

  /** Whether the message alone is refused, or the device is kept out: a log-in tells which. */
  boolean forbids() {
    return code == ResponseCode.FORBIDDEN;
  }

  /** What this answer to a log-in means that gave no token. */
  LineException noToken(CoapAddress server) {
    return switch (code) {
      case UNAUTHORIZED, FORBIDDEN ->
          refused(
              Cause.WRONG_SECRET,
              "the platform did not accept the log-in ("
                  + words()
                  + "): the device secret is wrong, or it knows no such device or has disabled it;"
                  + " check product.key, device.name, device.secret, region, and sign.method, for"
                  + " CoAP promises no more than hmacsha1 and hmacmd5");
      case BAD_REQUEST, BAD_OPTION ->
          refused(
              Cause.CONFIGURATION,
              "the platform does not understand the log-in ("
                  + words()
                  + "); check client.id, and sign.method, for CoAP promises no more than hmacsha1"
                  + " and hmacmd5");
      case NOT_FOUND, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, UNSUPPORTED_CONTENT_FORMAT ->
          refused(
              Cause.CONFIGURATION,
              server
                  + " lets nobody in as the platform does ("
                  + words()
                  + "); check host, port, coap.payload");
      default -> refused(Cause.PLATFORM, "no log-in: " + words());
    };
  }

  /** What this answer to a message means that was not taken, with a token that is good or new. */
  LineException notTaken() {
    return switch (code) {
      case BAD_REQUEST, FORBIDDEN, NOT_FOUND, REQUEST_ENTITY_TOO_LARGE ->
          LineException.unfit(number(), "the platform refuses the message: " + words());
      case TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE ->
          LineException.throttled(number(), "the platform wants fewer messages: " + words());
      case UNAUTHORIZED, BAD_OPTION ->
          refused(Cause.TOKEN_REFUSED, "the platform did not take a message: " + words());
      default -> refused(Cause.PLATFORM, "the platform did not take a message: " + words());
    };
  }

  /** An answer that the platform does not give. */
  static LineException foreign(CoapAddress server, String detail) {
    return new LineException(
        Cause.PLATFORM,
        server + " does not answer as the platform does: " + detail + "; check host and port");
  }

  private LineException refused(Cause cause, String message) {
    return LineException.refused(cause, number(), message);
  }

  /** 401 for 4.01. */
  private int number() {
    return code.codeClass * 100 + code.codeDetail;
  }

  private String words() {
    return code + " " + code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

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
 * A response of the platform (developer guide, table 3-3).
 *
 * @param code such as 2.05
 * @param payload the unchanged payload
 * @param cbor whether the content format is CBOR
 * @param messageId the platform's id of the message, safe for a log; empty if there is none
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

  /** Returns whether another token may help. */
  boolean refusesToken() {
    return code == ResponseCode.UNAUTHORIZED || code == ResponseCode.BAD_OPTION;
  }

  /**
   * Returns whether the message is forbidden, or the device is disabled; a log-in determines which.
   */
  boolean forbids() {
    return code == ResponseCode.FORBIDDEN;
  }

  /** Returns the exception for a response to a log-in without a token. */
  LineException noToken(CoapAddress server) {
    return switch (code) {
      case UNAUTHORIZED, FORBIDDEN ->
          refused(
              Cause.WRONG_SECRET,
              "the platform did not accept the log-in ("
                  + words()
                  + "): the device secret is wrong, or the device does not exist or is disabled;"
                  + " check product.key, device.name, device.secret, region and sign.method:"
                  + " CoAP documents only hmacsha1 and hmacmd5");
      case BAD_REQUEST, BAD_OPTION ->
          refused(
              Cause.CONFIGURATION,
              "the platform does not understand the log-in ("
                  + words()
                  + "); check client.id and sign.method: CoAP documents only hmacsha1"
                  + " and hmacmd5");
      case NOT_FOUND, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, UNSUPPORTED_CONTENT_FORMAT ->
          refused(
              Cause.CONFIGURATION,
              server
                  + " does not accept log-ins like the platform ("
                  + words()
                  + "); check host, port, coap.payload");
      default -> refused(Cause.PLATFORM, "the log-in failed: " + words());
    };
  }

  /** Returns the exception for a message that was not accepted with a valid or new token. */
  LineException notTaken() {
    return switch (code) {
      case BAD_REQUEST, FORBIDDEN, NOT_FOUND, REQUEST_ENTITY_TOO_LARGE ->
          LineException.unfit(number(), "the platform refuses the message: " + words());
      case TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE ->
          LineException.throttled(number(), "the platform throttles messages: " + words());
      case UNAUTHORIZED, BAD_OPTION ->
          refused(Cause.TOKEN_REFUSED, "the platform did not accept a message: " + words());
      default -> refused(Cause.PLATFORM, "the platform did not accept a message: " + words());
    };
  }

  /** Returns the exception for a response that the platform never sends. */
  static LineException foreign(CoapAddress server, String detail) {
    return new LineException(
        Cause.PLATFORM,
        server + " does not answer as the platform does: " + detail + "; check host and port");
  }

  private LineException refused(Cause cause, String message) {
    return LineException.refused(cause, number(), message);
  }

  /** Returns 401 for 4.01. */
  private int number() {
    return code.codeClass * 100 + code.codeDetail;
  }

  private String words() {
    return code + " " + code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

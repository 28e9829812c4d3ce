/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.Optional;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Reply;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A codec between Alink JSON and the raw data of a product whose data format is "do not parse"
 * (developer guide 9.5): the counterpart on the device of the parsing script on the platform. With
 * a codec, {@link Thing#post}, {@link PropertySetHandler}, {@link PropertySource} and {@link
 * ServiceHandler} work as for any other product. Registered as a service with these properties:
 *
 * <ul>
 *   <li>{@link Thing#CONNECTION}: the session; absent: all sessions
 *   <li>{@link org.kuralink.api.connection.HandlerProperties#PRODUCT_KEY} and optionally {@link
 *       org.kuralink.api.connection.HandlerProperties#DEVICE_NAME}: the devices; absent: the
 *       gateway itself
 *   <li>{@code service.ranking}: decides between several suitable codecs
 * </ul>
 *
 * <p>The platform's reply to raw data has no id, so a post succeeds when its bytes were written to
 * the link (transient) or acknowledged (durable).
 *
 * <p>Called on threads of the thing. Decoding a request and encoding its reply are sequential, and
 * so is the encoding of posts; the two may run at the same time. The caller of a post waits at most
 * 5 s for the encoding, after which the post fails.
 */
@ConsumerType
public interface RawDataCodec {

  /**
   * Decodes a request that arrived on {@code down_raw} or by RRPC.
   *
   * @throws IllegalArgumentException if the bytes are invalid; the message is logged and becomes
   *     part of the reply with code 460, which {@link #encodeReply} then encodes
   */
  RawCall decode(byte[] payload);

  /**
   * Encodes the reply to a request.
   *
   * @param payload the request as received
   * @param call the decoded request; empty if the bytes were invalid
   * @return the bytes of the reply; empty to send none
   */
  Optional<byte[]> encodeReply(byte[] payload, Optional<RawCall> call, Reply reply);

  /**
   * Encodes a post for {@code up_raw}.
   *
   * @param method {@code thing.event.property.post} or another post
   * @param params the parameters in their Alink JSON form
   * @throws IllegalArgumentException if the post cannot be encoded; the post then fails with this
   *     exception
   */
  byte[] encodePost(String method, JsonText params);
}

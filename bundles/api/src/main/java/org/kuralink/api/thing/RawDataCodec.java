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
 * Translates between the bytes of a product whose data format is "do not parse" and Alink
 * (developer guide 9.5): the counterpart of the parsing script on the platform. Registered as a
 * service; {@link Thing#CONNECTION} names the session that it serves (absent: every). With it
 * {@link Thing#post}, {@link PropertySetHandler}, {@link PropertySource} and {@link ServiceHandler}
 * work as for any other product.
 *
 * <p>It serves the gateway itself, unless {@link
 * org.kuralink.api.connection.HandlerProperties#PRODUCT_KEY} names the products, and perhaps {@link
 * org.kuralink.api.connection.HandlerProperties#DEVICE_NAME} the devices, that it serves; where
 * several would do, {@code service.ranking} decides.
 *
 * <p>The platform's answer to bytes has no id: a post succeeds as soon as its bytes were written to
 * the link (transient) or acknowledged (durable).
 *
 * <p>Called on threads of the thing: reading and answering one after the other, writing what is
 * posted one after the other, each maybe while the other is under way. Whoever posts waits for the
 * writing, 5 s at most, after which the post fails.
 */
@ConsumerType
public interface RawDataCodec {

  /**
   * Reads what came over {@code down_raw} or by RRPC.
   *
   * @throws IllegalArgumentException if the bytes mean nothing; its message goes into the log and
   *     into the reply of code 460 that is to be encoded for it
   */
  RawCall decode(byte[] payload);

  /**
   * Writes the answer to a request.
   *
   * @param payload the request as it came
   * @param call what was read; empty if it means nothing
   * @return empty if the request is not to be answered
   */
  Optional<byte[]> encodeReply(byte[] payload, Optional<RawCall> call, Reply reply);

  /**
   * Writes what is posted, for {@code up_raw}.
   *
   * @param method {@code thing.event.property.post} or another post
   * @param params as they would be in Alink JSON
   * @throws IllegalArgumentException if the bytes have no form for it; the post then fails with it
   */
  byte[] encodePost(String method, JsonText params);
}

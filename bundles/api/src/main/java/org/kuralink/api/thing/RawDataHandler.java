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
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A handler for the raw data that the platform sends to a product whose data format is "do not
 * parse" (developer guide 9.5). It takes precedence over any {@link RawDataCodec}. Registered as a
 * service with these properties:
 *
 * <ul>
 *   <li>{@link Thing#CONNECTION}: the session; absent: all sessions
 *   <li>{@link org.kuralink.api.connection.HandlerProperties#PRODUCT_KEY} and optionally {@link
 *       org.kuralink.api.connection.HandlerProperties#DEVICE_NAME}: the devices; absent: the
 *       gateway itself
 *   <li>{@code service.ranking}: decides between several suitable handlers
 * </ul>
 *
 * <p>Called on a thread of the thing, one call at a time per device, like a {@link ServiceHandler}.
 */
@ConsumerType
public interface RawDataHandler {

  /**
   * Handles bytes that the platform sent to the gateway, on {@code thing/model/down_raw} or by
   * RRPC.
   *
   * @return the reply, sent back the same way; empty to send none
   */
  CompletionStage<Optional<byte[]>> received(byte[] payload);

  /**
   * Handles bytes that the platform sent to a device. The thing calls this method; the default
   * implementation ignores the device and calls {@link #received(byte[])}. A handler for several
   * devices overrides it.
   *
   * @param device the gateway itself, or one of the devices that the handler is registered for
   * @param payload as in {@link #received(byte[])}
   */
  default CompletionStage<Optional<byte[]>> received(DeviceIdentity device, byte[] payload) {
    return received(payload);
  }

  /**
   * Called with the platform's reply to bytes that a device published. The thing calls this method;
   * the default implementation ignores the device and calls {@link #replied(byte[])}.
   */
  default void replied(DeviceIdentity device, byte[] payload) {
    replied(payload);
  }

  /**
   * Called with the platform's reply to bytes that the gateway published, from {@code
   * thing/model/up_raw_reply}.
   */
  default void replied(byte[] payload) {
    // Most applications ignore the reply.
  }
}

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
 * Takes the bytes that the platform sends to a product whose data format is "do not parse"
 * (developer guide 9.5). Registered as a service; {@link Thing#CONNECTION} names the session that
 * it serves (absent: every). Goes before any {@link RawDataCodec}.
 *
 * <p>It serves the gateway itself, unless {@link
 * org.kuralink.api.connection.HandlerProperties#PRODUCT_KEY} names the products, and perhaps {@link
 * org.kuralink.api.connection.HandlerProperties#DEVICE_NAME} the devices, that it serves; where
 * several would do, {@code service.ranking} decides.
 *
 * <p>Called on a thread of the thing, one call at a time for each device, as {@link ServiceHandler}
 * is.
 */
@ConsumerType
public interface RawDataHandler {

  /**
   * The platform sent bytes, over {@code thing/model/down_raw} or by RRPC.
   *
   * @return the answer, which goes back the way the bytes came; empty for none
   */
  CompletionStage<Optional<byte[]>> received(byte[] payload);

  /**
   * The platform sent bytes to a device. This is what is called; who serves the gateway alone need
   * not care.
   *
   * @param device the gateway itself, or one of the devices that the handler is registered for
   * @param payload as of {@link #received(byte[])}, to which it goes unless this is overridden
   */
  default CompletionStage<Optional<byte[]>> received(DeviceIdentity device, byte[] payload) {
    return received(payload);
  }

  /**
   * The platform answered to what a device has published. This is what is called; goes to {@link
   * #replied(byte[])} unless it is overridden.
   */
  default void replied(DeviceIdentity device, byte[] payload) {
    replied(payload);
  }

  /** The platform answered to what was published, on {@code thing/model/up_raw_reply}. */
  default void replied(byte[] payload) {
    // Most applications have no use for it.
  }
}

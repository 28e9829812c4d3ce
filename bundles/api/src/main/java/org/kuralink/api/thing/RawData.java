/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Bytes of a product whose data format is "do not parse" (developer guide 9.5), past any codec. A
 * service with the properties {@code kura.service.pid} (that of the thing) and {@link
 * Thing#CONNECTION}. What comes down goes to {@link RawDataHandler} or {@link RawDataCodec}. Any
 * thread may call.
 */
@ProviderType
public interface RawData {

  /**
   * Publishes bytes on {@code thing/model/up_raw}. The platform's answer has no id; it goes to
   * {@link RawDataHandler#replied}.
   *
   * @return done when the message was written to the link (transient) or acknowledged (durable);
   *     fails with {@link InactiveDeviceException} while the device is disabled or deleted, and
   *     with {@link org.kuralink.api.connection.LinkException} otherwise
   */
  CompletionStage<Void> publishRaw(byte[] payload, Delivery delivery);

  /**
   * The raw data of another device of the same session: one of the gateway's sub-devices, or the
   * gateway itself. It may be asked for as often as one likes and kept as long as one likes; what
   * belongs to the device is made when it is used for the first time. Nothing is sent as long as
   * the gateway capability has not logged the device in.
   *
   * @param device in the topology, or to be added to it
   */
  RawData of(DeviceIdentity device);
}

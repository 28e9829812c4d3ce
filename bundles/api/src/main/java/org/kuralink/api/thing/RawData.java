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
 * Direct access to the raw data of a product whose data format is "do not parse" (developer guide
 * 9.5), without a codec. A service with the properties {@code kura.service.pid} (that of the thing)
 * and {@link Thing#CONNECTION}. Downlink raw data go to a {@link RawDataHandler} or {@link
 * RawDataCodec}. Any thread may call.
 */
@ProviderType
public interface RawData {

  /**
   * Publishes bytes on {@code thing/model/up_raw}. The platform's reply has no id and goes to
   * {@link RawDataHandler#replied}.
   *
   * @return completes when the message was written to the link (transient) or acknowledged by the
   *     platform (durable); fails with {@link InactiveDeviceException} while the device is disabled
   *     or deleted, and with {@link org.kuralink.api.connection.LinkException} otherwise
   */
  CompletionStage<Void> publishRaw(byte[] payload, Delivery delivery);

  /**
   * Returns the raw data of another device of the same session: one of the gateway's sub-devices,
   * or the gateway itself. Calls are cheap and the returned object may be kept; the resources of
   * the device are created at the first use. Nothing is sent until the gateway capability has
   * logged the device in.
   *
   * @param device a device in the topology, or one that will be added to it
   */
  RawData of(DeviceIdentity device);
}

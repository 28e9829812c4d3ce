/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The tags of a device on the platform (developer guide 9.8). A service with the properties {@code
 * kura.service.pid} (that of the thing) and {@link Thing#CONNECTION}.
 *
 * <p>A key has 1 to 100 characters of {@code a-z A-Z 0-9 _} and does not begin with a digit; a
 * request has 1 to 200 tags. Any thread may call.
 */
@ProviderType
public interface DeviceTags {

  /** How many characters a key may have. */
  int MAX_KEY = 100;

  /** How many tags a request may have. */
  int MAX_TAGS = 200;

  /**
   * Sets tags ({@code thing.deviceinfo.update}); others stay.
   *
   * @param tags values by key
   * @return the platform's reply, whatever its code; fails with {@link RejectedTagsException} if a
   *     rule forbids it, with {@link InactiveDeviceException} while the device is disabled or
   *     deleted, and with {@link org.kuralink.api.connection.LinkException} if the reply is missing
   */
  CompletionStage<Reply> updateTags(Map<String, String> tags);

  /** Deletes tags ({@code thing.deviceinfo.delete}); otherwise as {@link #updateTags}. */
  CompletionStage<Reply> deleteTags(Set<String> keys);

  /**
   * The tags of another device of the same session: one of the gateway's sub-devices, or the
   * gateway itself. It may be asked for as often as one likes and kept as long as one likes; what
   * belongs to the device is made when it is used for the first time. Nothing is sent as long as
   * the gateway capability has not logged the device in.
   *
   * @param device in the topology, or to be added to it
   */
  DeviceTags of(DeviceIdentity device);
}

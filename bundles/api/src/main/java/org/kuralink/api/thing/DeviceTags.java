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
 * <p>A key has 1 to {@value #MAX_KEY} characters of {@code a-z A-Z 0-9 _} and does not begin with a
 * digit. A request has 1 to {@value #MAX_TAGS} tags. Any thread may call.
 */
@ProviderType
public interface DeviceTags {

  /** The maximum length of a key in characters. */
  int MAX_KEY = 100;

  /** The maximum number of tags in a request. */
  int MAX_TAGS = 200;

  /**
   * Sets tags ({@code thing.deviceinfo.update}); other tags keep their values.
   *
   * @param tags the values by key
   * @return the platform's reply with any result code; fails with {@link RejectedTagsException} if
   *     a tag is invalid, with {@link InactiveDeviceException} while the device is disabled or
   *     deleted, and with {@link org.kuralink.api.connection.LinkException} if there is no reply
   */
  CompletionStage<Reply> updateTags(Map<String, String> tags);

  /**
   * Deletes tags ({@code thing.deviceinfo.delete}); completes and fails like {@link #updateTags}.
   */
  CompletionStage<Reply> deleteTags(Set<String> keys);

  /**
   * Returns the tags of another device of the same session: one of the gateway's sub-devices, or
   * the gateway itself. Calls are cheap and the returned object may be kept; the resources of the
   * device are created at the first use. Nothing is sent until the gateway capability has logged
   * the device in.
   *
   * @param device a device in the topology, or one that will be added to it
   */
  DeviceTags of(DeviceIdentity device);
}

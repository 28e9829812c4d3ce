/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.tsl.ThingModel;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A device with its properties, events and services, as its thing model on the platform describes
 * it (developer guide 4 and 9.5). A service with the properties {@code kura.service.pid} (its own)
 * and {@value #CONNECTION} (that of its session). The service represents the gateway itself; {@link
 * #of} returns its sub-devices, which are not services of their own.
 *
 * <p>Any thread may call. No method blocks for longer than a write to the queue's file.
 */
@ProviderType
public interface Thing {

  /** The service property that identifies the session. */
  String CONNECTION = "connection";

  /**
   * Returns the identity of the device; both names are empty until the session has been available
   * for the first time.
   */
  DeviceIdentity identity();

  /**
   * Returns the thing of another device of the same session: one of the gateway's sub-devices, or
   * the gateway itself. Calls are cheap and the returned object may be kept; the resources of the
   * device are created at the first use. Nothing is sent until the gateway capability has logged
   * the device in.
   *
   * @param device a device in the topology, or one that will be added to it
   */
  Thing of(DeviceIdentity device);

  /** Returns the thing model; empty if there is none, or if it is not loaded yet. */
  Optional<ThingModel> model();

  /**
   * Posts properties.
   *
   * @return the platform's replies with any result codes, and the values that it refused; fails
   *     with {@link RejectedPostException} if the thing model does not allow a value and validation
   *     is set to reject, and with {@link org.kuralink.api.connection.LinkException} if a reply is
   *     missing. A durable post whose stage has not failed when this method returns will be
   *     delivered, whatever the stage's later result
   */
  CompletionStage<PostResult> post(PropertyPost post);

  /** Posts an event; completes and fails like {@link #post(PropertyPost)}. */
  CompletionStage<PostResult> post(EventPost post);

  /**
   * Posts several property values and events together; completes and fails like {@link
   * #post(PropertyPost)}.
   */
  CompletionStage<PostResult> post(BatchPost post);

  /**
   * Posts past property values and events; completes and fails like {@link #post(PropertyPost)}.
   */
  CompletionStage<PostResult> post(HistoryPost post);

  /**
   * Queries the desired values of properties ({@code thing.property.desired.get}).
   *
   * @param identifiers at least one
   * @return the desired values; fails with {@link org.kuralink.api.connection.LinkException} if
   *     there is no reply
   */
  CompletionStage<DesiredProperties> desired(Set<String> identifiers);

  /**
   * Clears desired values that are fulfilled ({@code thing.property.desired.delete}).
   *
   * @param versions the fulfilled version by identifier, so that a newer desired value is kept; an
   *     empty version clears any
   * @return the platform's reply with any result code; fails with {@link
   *     org.kuralink.api.connection.LinkException} if there is none
   */
  CompletionStage<Reply> clearDesired(Map<String, OptionalLong> versions);

  /**
   * Returns the handlers, sources, codecs and listeners that applications have registered for this
   * thing.
   */
  List<HandlerStatus> handlers();
}

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
 * A device as the platform models it. A service with the properties {@code kura.service.pid} (its
 * own) and {@code connection} (that of its session). The service is the gateway itself; its
 * sub-devices are reached by {@link #of}, not by services of their own.
 *
 * <p>Any thread may call; no method blocks beyond the write to the queue's file.
 */
@ProviderType
public interface Thing {

  /** The service property that names the session. */
  String CONNECTION = "connection";

  /** Who this is; of empty names as long as its session has never been there. */
  DeviceIdentity identity();

  /**
   * The thing of another device of the same session: one of the gateway's sub-devices, or the
   * gateway itself. It may be asked for as often as one likes and kept as long as one likes; what
   * belongs to the device is made when it is used for the first time. Nothing is sent as long as
   * the gateway capability has not logged the device in.
   *
   * @param device in the topology, or to be added to it
   */
  Thing of(DeviceIdentity device);

  /** The thing model; empty if there is none, or none yet. */
  Optional<ThingModel> model();

  /**
   * Posts properties.
   *
   * @return the platform's replies, whatever their codes, and what it did not take; fails with
   *     {@link RejectedPostException} if the model does not allow a value and validation rejects,
   *     and with {@link org.kuralink.api.connection.LinkException} if a reply is missing. A durable
   *     post that has not failed when this returns will be delivered, whatever becomes of the
   *     stage.
   */
  CompletionStage<PostResult> post(PropertyPost post);

  /** Posts an event; otherwise as {@link #post(PropertyPost)}. */
  CompletionStage<PostResult> post(EventPost post);

  /** Posts several values and events together; otherwise as {@link #post(PropertyPost)}. */
  CompletionStage<PostResult> post(BatchPost post);

  /** Posts what is past; otherwise as {@link #post(PropertyPost)}. */
  CompletionStage<PostResult> post(HistoryPost post);

  /**
   * Asks the platform which values it desires properties to have ({@code
   * thing.property.desired.get}).
   *
   * @param identifiers at least one
   * @return fails with {@link org.kuralink.api.connection.LinkException} if the reply is missing
   */
  CompletionStage<DesiredProperties> desired(Set<String> identifiers);

  /**
   * Takes desires back that are fulfilled ({@code thing.property.desired.delete}).
   *
   * @param versions by identifier the version that is fulfilled, so that a newer desire stays;
   *     empty for whichever there is
   * @return the platform's reply, whatever its code; fails with {@link
   *     org.kuralink.api.connection.LinkException} if it is missing
   */
  CompletionStage<Reply> clearDesired(Map<String, OptionalLong> versions);

  /** Who serves this thing: the handlers and sources that applications have registered. */
  List<HandlerStatus> handlers();
}

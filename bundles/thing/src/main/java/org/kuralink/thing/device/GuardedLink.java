/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.device;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.InactiveDeviceException;
import org.kuralink.api.thing.LifeState;
import org.kuralink.thing.link.DelegatingLink;

/** Sends as long as the device is active. */
public final class GuardedLink extends DelegatingLink {

  private final Devices devices;

  /** Guards a link. */
  public GuardedLink(DeviceLink link, Devices devices) {
    super(link);
    this.devices = devices;
  }

  @Override
  public CompletionStage<Reply> request(String method, JsonText params, RequestOptions options) {
    LifeState state = devices.of(identity()).life();
    return state == LifeState.ACTIVE ? super.request(method, params, options) : refused(state);
  }

  @Override
  public CompletionStage<Void> publish(Message message, Delivery delivery) {
    LifeState state = devices.of(identity()).life();
    return state == LifeState.ACTIVE ? super.publish(message, delivery) : refused(state);
  }

  private <T> CompletionStage<T> refused(LifeState state) {
    return CompletableFuture.failedFuture(
        new InactiveDeviceException(identity().toString(), state));
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.post;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.InactiveDeviceException;
import org.kuralink.api.thing.LifeState;
import org.kuralink.thing.device.Devices;
import org.kuralink.thing.device.Devices.Device;
import org.kuralink.thing.raw.RawPosts;

/**
 * The way of devices to the platform: over the link that is there at this moment, and only of a
 * device that is active. Any thread may call.
 */
public final class Uplink {

  private final String connection;
  private final ChosenSession sessions;
  private final RawPosts raw;
  private final boolean postsRaw;

  /**
   * @param connection the session's name
   * @param raw how bytes go up
   * @param postsRaw whether posts go up as bytes, too
   */
  public Uplink(String connection, ChosenSession sessions, RawPosts raw, boolean postsRaw) {
    this.connection = connection;
    this.sessions = sessions;
    this.raw = raw;
    this.postsRaw = postsRaw;
  }

  /** The link of a device, while its session is there. */
  public Optional<DeviceLink> link(Device device) {
    DeviceIdentity identity = device.identity();
    return sessions
        .session()
        .map(session -> identity.equals(Devices.NOBODY) ? session.link() : session.link(identity));
  }

  /** What fails while the session is not there. */
  public <T> CompletableFuture<T> noConnection() {
    return CompletableFuture.failedFuture(
        new LinkException(
            LinkException.Reason.OFFLINE,
            "there is no connection '" + connection + "' at the moment"));
  }

  /** Sends a request in Alink JSON. */
  public CompletionStage<Reply> request(Device device, String method, JsonText params) {
    Optional<DeviceLink> link = link(device);
    if (link.isEmpty()) {
      return noConnection();
    }
    LifeState life = device.life();
    return life == LifeState.ACTIVE ? link.get().request(method, params) : inactive(device, life);
  }

  /**
   * Sends a post in the form of the product.
   *
   * @return brings the reply, or nothing if the post went up as bytes, which have none
   */
  CompletionStage<?> post(
      Device device, DeviceLink link, String method, JsonText params, RequestOptions options) {
    LifeState life = device.life();
    if (life != LifeState.ACTIVE) {
      return inactive(device, life);
    }
    return postsRaw
        ? raw.request(link, method, params, options)
        : link.request(method, params, options);
  }

  /** Publishes bytes as they are. */
  public CompletionStage<Void> publishRaw(Device device, byte[] payload, Delivery delivery) {
    Optional<DeviceLink> link = link(device);
    if (link.isEmpty()) {
      return noConnection();
    }
    LifeState life = device.life();
    return life == LifeState.ACTIVE
        ? RawPosts.publish(link.get(), payload, delivery)
        : inactive(device, life);
  }

  private static <T> CompletableFuture<T> inactive(Device device, LifeState life) {
    return CompletableFuture.failedFuture(
        new InactiveDeviceException(device.identity().toString(), life));
  }
}

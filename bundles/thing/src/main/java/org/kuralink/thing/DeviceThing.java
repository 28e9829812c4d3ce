/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.BatchPost;
import org.kuralink.api.thing.DesiredProperties;
import org.kuralink.api.thing.DeviceLife;
import org.kuralink.api.thing.DeviceTags;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.HandlerStatus;
import org.kuralink.api.thing.HistoryPost;
import org.kuralink.api.thing.LifeState;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.RawData;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.thing.device.Devices;
import org.kuralink.thing.device.Devices.Device;
import org.kuralink.thing.post.Tags;
import org.kuralink.thing.raw.RawPosts;

/**
 * The services of one device: {@link Thing}, tags, life state and raw data. Delegates to the {@link
 * Things} of its session in their current configuration and has no state of its own, so that {@link
 * #of} may be called as often as needed.
 */
abstract class DeviceThing implements Thing, DeviceTags, DeviceLife, RawData {

  /** Returns the things of the session; empty after the component was deactivated. */
  abstract Optional<Things> things();

  /** Returns the product key and the name of the device. */
  @Override
  public abstract DeviceIdentity identity();

  @Override
  public DeviceThing of(DeviceIdentity device) {
    DeviceThing gateway = this;
    return new DeviceThing() {
      @Override
      Optional<Things> things() {
        return gateway.things();
      }

      @Override
      public DeviceIdentity identity() {
        return device;
      }

      @Override
      public DeviceThing of(DeviceIdentity another) {
        return gateway.of(another);
      }
    };
  }

  private <T> CompletionStage<T> with(BiFunction<Things, Device, CompletionStage<T>> call) {
    Things present = things().orElse(null);
    if (present == null) {
      return CompletableFuture.failedFuture(
          new LinkException(LinkException.Reason.CLOSED, "the thing was deactivated"));
    }
    return call.apply(present, present.device(identity()));
  }

  @Override
  public Optional<ThingModel> model() {
    return things().flatMap(things -> things.model(identity()));
  }

  @Override
  public CompletionStage<PostResult> post(PropertyPost post) {
    return with((things, device) -> things.posts().post(device, post));
  }

  @Override
  public CompletionStage<PostResult> post(EventPost post) {
    return with((things, device) -> things.posts().post(device, post));
  }

  @Override
  public CompletionStage<PostResult> post(BatchPost post) {
    return with((things, device) -> things.posts().post(device, post));
  }

  @Override
  public CompletionStage<PostResult> post(HistoryPost post) {
    return with((things, device) -> things.posts().post(device, post));
  }

  @Override
  public CompletionStage<DesiredProperties> desired(Set<String> identifiers) {
    return with((things, device) -> things.desires().get(device, identifiers));
  }

  @Override
  public CompletionStage<Reply> clearDesired(Map<String, OptionalLong> versions) {
    return with((things, device) -> things.desires().delete(device, versions));
  }

  @Override
  public List<HandlerStatus> handlers() {
    return things().map(things -> things.handlers(identity())).orElse(List.of());
  }

  @Override
  public LifeState life() {
    DeviceIdentity device = identity();
    return device.equals(Devices.NOBODY)
        ? LifeState.ACTIVE
        : things().map(things -> things.device(device).life()).orElse(LifeState.ACTIVE);
  }

  @Override
  public CompletionStage<Void> publishRaw(byte[] payload, Delivery delivery) {
    return with((things, device) -> device.send(link -> RawPosts.publish(link, payload, delivery)));
  }

  @Override
  public CompletionStage<Reply> updateTags(Map<String, String> tags) {
    return with((things, device) -> Tags.update(device, tags));
  }

  @Override
  public CompletionStage<Reply> deleteTags(Set<String> keys) {
    return with((things, device) -> Tags.delete(device, keys));
  }
}

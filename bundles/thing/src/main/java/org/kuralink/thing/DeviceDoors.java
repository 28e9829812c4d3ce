/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.DeviceLife;
import org.kuralink.api.thing.DeviceTags;
import org.kuralink.api.thing.LifeState;
import org.kuralink.api.thing.PlatformTime;
import org.kuralink.api.thing.RawData;
import org.kuralink.api.thing.TimeMeasurement;

/** The doors beside {@code Thing}, to the thing that is configured at this moment. */
abstract class DeviceDoors implements DeviceTags, DeviceLife, RawData, PlatformTime {

  /** The thing, while there is one. */
  abstract Optional<DeviceThing> thing();

  /** Calls the thing; fails without one. */
  final <T> CompletionStage<T> with(Function<DeviceThing, CompletionStage<T>> call) {
    Optional<DeviceThing> present = thing();
    return present.isPresent()
        ? call.apply(present.get())
        : CompletableFuture.failedFuture(
            new LinkException(LinkException.Reason.CLOSED, "the thing is gone"));
  }

  @Override
  public LifeState life() {
    return thing().map(DeviceThing::life).orElse(LifeState.ACTIVE);
  }

  @Override
  public Instant now() {
    return thing().map(thing -> thing.time().now()).orElseGet(Instant::now);
  }

  @Override
  public Optional<Duration> offset() {
    return thing().flatMap(thing -> thing.time().offset());
  }

  @Override
  public Optional<TimeMeasurement> measured() {
    return thing().flatMap(thing -> thing.time().measured());
  }

  @Override
  public CompletionStage<TimeMeasurement> measure() {
    return with(thing -> thing.time().measure());
  }

  @Override
  public CompletionStage<Void> publishRaw(byte[] payload, Delivery delivery) {
    return with(thing -> thing.publishRaw(payload, delivery));
  }

  @Override
  public CompletionStage<Reply> updateTags(Map<String, String> tags) {
    return with(thing -> thing.tags().updateTags(tags));
  }

  @Override
  public CompletionStage<Reply> deleteTags(Set<String> keys) {
    return with(thing -> thing.tags().deleteTags(keys));
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.asset;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.asset.Asset;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.Explanation;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.gateway.SubDevice;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.api.thing.Thing;
import org.kuralink.kura.metric.ChannelValues;
import org.kuralink.kura.publisher.FittingPost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An asset that is a sub-device. It is offered to the gateway as long as it gives valid values, and
 * withdrawn when it has given none for too long. All methods but {@link #heard} and {@link #post}
 * run on the decision thread.
 */
final class AssetDevice {

  private static final Logger LOG = LoggerFactory.getLogger(AssetDevice.class);

  private final String name;
  private final DeviceIdentity identity;
  private final AssetContext context;
  private final AssetChannelAccess channels;
  private volatile AssetsSettings settings;
  private volatile long lastGood;
  private volatile boolean silent;
  private volatile @Nullable SubDeviceStatus status;
  private Registration offered = () -> {};
  private @Nullable Future<?> silence;
  private @Nullable Future<?> reading;

  AssetDevice(
      String name,
      DeviceIdentity identity,
      Asset asset,
      AssetsSettings settings,
      AssetContext context) {
    this.name = name;
    this.identity = identity;
    this.settings = settings;
    this.context = context;
    channels =
        new AssetChannelAccess(
            asset, new DriverQueue(name, context.drivers(), context.decisions()), this::complain);
  }

  String name() {
    return name;
  }

  DeviceIdentity identity() {
    return identity;
  }

  AssetChannelAccess channels() {
    return channels;
  }

  AssetsSettings settings() {
    return settings;
  }

  /** Tells whether the sub-device was logged out because the asset gave no valid values. */
  boolean isSilent() {
    return silent;
  }

  /** Returns the last status from the gateway. */
  Optional<SubDeviceStatus> status() {
    return Optional.ofNullable(status);
  }

  /** Offers the sub-device, because its asset is there. */
  void open() {
    LOG.info("asset {} is sub-device {}", name, identity);
    lastGood = context.nanoTime().getAsLong();
    offer();
    arrange();
  }

  /** Applies other settings or channels to the same sub-device. */
  void apply(AssetsSettings next) {
    settings = next;
    if (silent && !mayBeSilent()) {
      wake("has no silence limit now");
    }
    arrange();
  }

  /** Withdraws the sub-device, because its asset has gone or is no sub-device any more. */
  void close(String why) {
    LOG.info("asset {} {}: sub-device {} is logged out", name, why, identity);
    stop(silence);
    stop(reading);
    offered.close();
    channels.close();
  }

  private void offer() {
    offered =
        context
            .services()
            .offer(
                new SubDevice() {
                  @Override
                  public DeviceIdentity identity() {
                    return identity;
                  }

                  @Override
                  public void changed(SubDeviceStatus now) {
                    status = now;
                  }
                });
  }

  private void arrange() {
    stop(silence);
    stop(reading);
    if (mayBeSilent() && !silent) {
      watchSilence(remaining());
    }
    Duration period = settings.read();
    if (!period.isZero()) {
      reading =
          context
              .decisions()
              .scheduleAtFixedRate(
                  this::read, firstRead(period), period.toMillis(), TimeUnit.MILLISECONDS);
    }
    channels.listen(settings.listen(), this::post);
  }

  /** Returns the delay of the first read: those of many assets are spread over a second. */
  private long firstRead(Duration period) {
    return Math.floorMod(name.hashCode(), Math.min(1000, period.toMillis()));
  }

  /** Tells whether silence matters: an asset without readable channels gives no values anyway. */
  private boolean mayBeSilent() {
    return !settings.silence().isZero() && channels.canBeRead();
  }

  private long remaining() {
    return settings.silence().toNanos() - (context.nanoTime().getAsLong() - lastGood);
  }

  private void watchSilence(long nanos) {
    silence = context.decisions().schedule(this::lookForSilence, nanos, TimeUnit.NANOSECONDS);
  }

  private void lookForSilence() {
    // heard() after this sees the flag; the time of a value before it is seen below.
    silent = mayBeSilent();
    long left = remaining();
    if (silent && left <= 0) {
      LOG.info(
          "asset {} has given no valid value for {} s: sub-device {} is logged out",
          name,
          settings.silence().toSeconds(),
          identity);
      offered.close();
      return;
    }
    silent = false;
    watchSilence(left > 0 ? left : settings.silence().toNanos());
  }

  /** Reports a valid value. Any thread may call. */
  void heard() {
    lastGood = context.nanoTime().getAsLong();
    if (silent) {
      context.decide(() -> wake("gives values again"));
    }
  }

  private void wake(String why) {
    if (!silent || channels.isClosed()) {
      return;
    }
    LOG.info("asset {} {}: sub-device {} is logged in", name, why, identity);
    silent = false;
    offer();
    if (mayBeSilent()) {
      watchSilence(remaining());
    }
  }

  private void read() {
    channels
        .readIfIdle(settings.driverTimeout())
        .ifPresent(values -> values.thenAccept(this::post));
  }

  /** Posts valid values of channels. Any thread may call. */
  void post(Map<String, ChannelValues.Value> values) {
    if (values.isEmpty()) {
      return;
    }
    heard();
    try {
      Thing gateway = context.services().thing().orElse(null);
      Map<String, ChannelValues.Value> identified =
          settings.mapping(name).identified(values, this::leaveOut);
      if (gateway != null && !identified.isEmpty()) {
        new FittingPost(this::leaveOut)
            .post(gateway.of(identity), identified, RequestOptions.DURABLE)
            .whenComplete((done, failure) -> posted(failure));
      }
    } catch (RuntimeException e) {
      posted(e);
    }
  }

  private void posted(@Nullable Throwable failure) {
    if (failure != null) {
      complain("post", "values are not known to have arrived: " + Explanation.of(failure));
    }
  }

  private void leaveOut(String channel, String why) {
    complain(channel, "channel " + channel + " is left out: " + why);
  }

  private void complain(String matter, String what) {
    context.complaints().accept(name + "/" + matter, "asset " + name + ": " + what);
  }

  private static void stop(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}

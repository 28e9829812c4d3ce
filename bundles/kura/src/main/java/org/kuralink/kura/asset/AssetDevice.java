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
 * One asset that is a sub-device: offered to the gateway as long as it gives good values, taken
 * back when it has given none for too long. All but {@link #heard} and {@link #post} on the thread
 * of decisions.
 */
final class AssetDevice {

  private static final Logger LOG = LoggerFactory.getLogger(AssetDevice.class);

  private final String name;
  private final DeviceIdentity identity;
  private final AssetTools tools;
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
      AssetTools tools) {
    this.name = name;
    this.identity = identity;
    this.settings = settings;
    this.tools = tools;
    channels =
        new AssetChannelAccess(
            asset, new DriverLane(name, tools.drivers(), tools.decisions()), this::complain);
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

  /** Whether it was logged out because it gave no good values. */
  boolean isSilent() {
    return silent;
  }

  /** What the gateway said of it last. */
  Optional<SubDeviceStatus> status() {
    return Optional.ofNullable(status);
  }

  /** The asset is there: its sub-device is offered. */
  void open() {
    LOG.info("asset {} is sub-device {}", name, identity);
    lastGood = tools.nanoTime().getAsLong();
    offer();
    arrange();
  }

  /** The settings are others, or the asset has other channels; it is the same sub-device. */
  void apply(AssetsSettings next) {
    settings = next;
    if (silent && !mayBeSilent()) {
      wake("may be silent now");
    }
    arrange();
  }

  /** The asset has gone, or is no sub-device any more. */
  void close(String why) {
    LOG.info("asset {} {}: sub-device {} is logged out", name, why, identity);
    stop(silence);
    stop(reading);
    offered.close();
    channels.close();
  }

  private void offer() {
    offered =
        tools
            .whiteboard()
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
          tools
              .decisions()
              .scheduleAtFixedRate(
                  this::read, firstRead(period), period.toMillis(), TimeUnit.MILLISECONDS);
    }
    channels.listen(settings.listen(), this::post);
  }

  /** The first reads of many assets are spread over a second by their names. */
  private long firstRead(Duration period) {
    return Math.floorMod(name.hashCode(), Math.min(1000, period.toMillis()));
  }

  /** What cannot be read gives no values; that says nothing. */
  private boolean mayBeSilent() {
    return !settings.silence().isZero() && channels.canBeRead();
  }

  private long remaining() {
    return settings.silence().toNanos() - (tools.nanoTime().getAsLong() - lastGood);
  }

  private void watchSilence(long nanos) {
    silence = tools.decisions().schedule(this::lookForSilence, nanos, TimeUnit.NANOSECONDS);
  }

  private void lookForSilence() {
    // Whoever hears a value after this sees that it is silent; a value before it is seen here.
    silent = mayBeSilent();
    long left = remaining();
    if (silent && left <= 0) {
      LOG.info(
          "asset {} has given no good value for {} s: sub-device {} is logged out",
          name,
          settings.silence().toSeconds(),
          identity);
      offered.close();
      return;
    }
    silent = false;
    watchSilence(left > 0 ? left : settings.silence().toNanos());
  }

  /** It gave a good value. Any thread may call. */
  void heard() {
    lastGood = tools.nanoTime().getAsLong();
    if (silent) {
      tools.decide(() -> wake("gives values again"));
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

  /** Posts good values of channels. Any thread may call. */
  void post(Map<String, ChannelValues.Value> values) {
    if (values.isEmpty()) {
      return;
    }
    heard();
    try {
      Thing gateway = tools.whiteboard().thing().orElse(null);
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
    tools.complaints().accept(name + "/" + matter, "asset " + name + ": " + what);
  }

  private static void stop(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.kura.asset.Asset;
import org.eclipse.kura.channel.Channel;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.ChannelType;
import org.eclipse.kura.type.TypedValues;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.configuration.Explanation;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.PropertySource;
import org.kuralink.kura.endpoint.AssetDevices;
import org.kuralink.kura.metric.ChannelForm;
import org.kuralink.kura.metric.ChannelValues;
import org.kuralink.kura.metric.NameMapping;

/**
 * The assets of a connection that are sub-devices. Follows which of them are present, and answers
 * the platform when it sets and reads their properties. Any thread may call.
 */
final class SubDeviceAssets implements AssetDevices, PropertySetHandler, PropertySource {

  private final AssetContext context;
  private final Consumer<Map<String, Set<String>>> served;
  private final Map<String, AssetDevice> devices = new ConcurrentHashMap<>();
  private final Map<DeviceIdentity, AssetDevice> byIdentity = new ConcurrentHashMap<>();

  /** Used on the decision thread only. */
  private final Map<String, Asset> present = new HashMap<>();

  private volatile AssetsSettings settings;

  /**
   * Creates an empty set of assets.
   *
   * @param served takes the devices, by their products, whose properties can be set and read
   */
  SubDeviceAssets(
      AssetsSettings settings, AssetContext context, Consumer<Map<String, Set<String>>> served) {
    this.settings = settings;
    this.context = context;
    this.served = served;
  }

  /** Applies other settings. */
  void configure(AssetsSettings next) {
    settings = next;
    context.decide(
        () -> {
          for (AssetDevice device : List.copyOf(devices.values())) {
            if (!next.names().deviceOf(device.name()).equals(Optional.of(device.identity()))) {
              close(device, "is not configured as this sub-device any more");
            } else {
              device.apply(next);
            }
          }
          present.forEach(this::open);
          serve();
        });
  }

  /** Adds an asset, or takes its changed channels. */
  void come(String name, Asset asset) {
    context.decide(
        () -> {
          AssetDevice known = devices.get(name);
          if (asset.equals(present.put(name, asset)) && known != null) {
            known.apply(settings);
            return;
          }
          if (known != null) {
            close(known, "was replaced");
          }
          open(name, asset);
          serve();
        });
  }

  /** Removes an asset. */
  void go(String name, Asset asset) {
    context.decide(
        () -> {
          if (present.remove(name, asset)) {
            AssetDevice known = devices.get(name);
            if (known != null) {
              close(known, "has gone");
              present.forEach(this::open);
              serve();
            }
          }
        });
  }

  /** Removes all assets. */
  void close() {
    for (AssetDevice device : List.copyOf(devices.values())) {
      close(device, "ends with its connection");
    }
    serve();
  }

  private void open(String name, Asset asset) {
    AssetsSettings now = settings;
    if (devices.containsKey(name)) {
      return;
    }
    now.names()
        .whyNot(name)
        .ifPresent(
            why -> context.complaints().accept(name, "asset " + name + " is left out: " + why));
    now.names()
        .deviceOf(name)
        .ifPresent(
            identity -> {
              AssetDevice device = new AssetDevice(name, identity, asset, now, context);
              devices.put(name, device);
              byIdentity.put(identity, device);
              device.open();
            });
  }

  private void close(AssetDevice device, String why) {
    devices.remove(device.name());
    byIdentity.remove(device.identity());
    device.close(why);
  }

  private void serve() {
    Map<String, Set<String>> byProduct = new TreeMap<>();
    for (DeviceIdentity device : byIdentity.keySet()) {
      byProduct
          .computeIfAbsent(device.productKey(), key -> new TreeSet<>())
          .add(device.deviceName());
    }
    served.accept(byProduct);
  }

  @Override
  public Optional<DeviceIdentity> deviceOf(String asset) {
    return settings.names().deviceOf(asset);
  }

  @Override
  public NameMapping mapping(String asset) {
    return settings.mapping(asset);
  }

  @Override
  public void heard(String asset) {
    AssetDevice device = devices.get(asset);
    if (device != null) {
      device.heard();
    }
  }

  @Override
  public CompletionStage<Reply> set(Map<String, Object> values) {
    return refused("the gateway itself is not an asset");
  }

  private static CompletionStage<Reply> refused(String why) {
    return CompletableFuture.completedFuture(Reply.failure(ResultCode.REQUEST_ERROR, why));
  }

  /** Writes all values or, if one of them fits no channel, none. */
  @Override
  public CompletionStage<Reply> set(DeviceIdentity device, Map<String, Object> values) {
    AssetDevice asset = byIdentity.get(device);
    if (asset == null) {
      return refused("the asset of " + device + " is not there");
    }
    List<ChannelRecord> records = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Map<String, Channel> channels = asset.channels().all();
    NameMapping mapping = settings.mapping(asset.name());
    values.forEach(
        (identifier, value) -> {
          try {
            String channel =
                mapping
                    .channelOf(identifier)
                    .orElseThrow(() -> new IllegalArgumentException("has no channel"));
            records.add(record(asset.name(), channel, channels, value));
          } catch (IllegalArgumentException e) {
            problems.add(identifier + " " + e.getMessage());
          }
        });
    if (!problems.isEmpty()) {
      return CompletableFuture.completedFuture(
          Reply.failure(ResultCode.PARAMETER_ERROR, String.join("; ", problems)));
    }
    return asset
        .channels()
        .write(records, settings.driverTimeout())
        .handle(SubDeviceAssets::answer);
  }

  private static ChannelRecord record(
      String asset, String name, Map<String, Channel> channels, Object value) {
    Channel channel = channels.get(name);
    if (channel == null) {
      throw new IllegalArgumentException(
          "cannot be set: asset " + asset + " has no channel " + name);
    }
    if (!channel.isEnabled() || channel.getType() == ChannelType.READ) {
      throw new IllegalArgumentException(
          "cannot be set: channel " + name + " of asset " + asset + " is disabled or read-only");
    }
    ChannelRecord record =
        ChannelRecord.createWriteRecord(
            name,
            TypedValues.newTypedValue(ChannelForm.of(value, Optional.of(channel.getValueType()))));
    record.setChannelConfig(channel.getConfiguration());
    return record;
  }

  private static Reply answer(Map<String, String> failed, Throwable failure) {
    if (failure != null) {
      return Reply.failure(ResultCode.REQUEST_ERROR, Explanation.of(failure));
    }
    if (failed.isEmpty()) {
      return Reply.success();
    }
    List<String> words = new ArrayList<>();
    failed.forEach((channel, why) -> words.add("channel " + channel + " was not written: " + why));
    return Reply.failure(ResultCode.REQUEST_ERROR, String.join("; ", words));
  }

  @Override
  public CompletionStage<Map<String, Object>> get(Set<String> identifiers) {
    return CompletableFuture.completedFuture(Map.of());
  }

  @Override
  public CompletionStage<Map<String, Object>> get(DeviceIdentity device, Set<String> identifiers) {
    AssetDevice asset = byIdentity.get(device);
    if (asset == null) {
      return CompletableFuture.completedFuture(Map.of());
    }
    NameMapping mapping = settings.mapping(asset.name());
    Map<String, String> byChannel = new LinkedHashMap<>();
    for (String identifier : identifiers) {
      mapping.channelOf(identifier).ifPresent(channel -> byChannel.put(channel, identifier));
    }
    Duration time = settings.driverTimeout();
    return asset
        .channels()
        .read(new LinkedHashSet<>(byChannel.keySet()), time)
        .thenApply(
            values -> {
              if (!values.isEmpty()) {
                asset.heard();
              }
              Map<String, Object> read = new LinkedHashMap<>();
              values.forEach(
                  (channel, value) ->
                      read.put(
                          byChannel.getOrDefault(channel, channel),
                          ChannelValues.plain(value.value())));
              return read;
            });
  }

  /** Returns the status of the assets as text; empty if none is a sub-device. */
  Optional<String> shown() {
    List<String> silent = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    int online = 0;
    for (AssetDevice device : new TreeMap<>(devices).values()) {
      SubDeviceState state =
          device.status().map(SubDeviceStatus::state).orElse(SubDeviceState.OFFLINE);
      if (device.isSilent()) {
        silent.add(device.name());
      } else if (state == SubDeviceState.ONLINE) {
        online++;
      } else {
        device
            .status()
            .flatMap(SubDeviceStatus::lastError)
            .ifPresent(error -> wrong.add(device.name() + " (" + error.message() + ")"));
      }
    }
    return devices.isEmpty()
        ? Optional.empty()
        : Optional.of(
            online
                + " of "
                + devices.size()
                + " online"
                + listed("silent", silent)
                + listed("refused", wrong));
  }

  private static String listed(String what, List<String> names) {
    int shown = Math.min(names.size(), 5);
    return names.isEmpty()
        ? ""
        : "; "
            + names.size()
            + " "
            + what
            + ": "
            + String.join(", ", names.subList(0, shown))
            + (names.size() > shown ? " …" : "");
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.subscriber;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.kura.asset.Asset;
import org.eclipse.kura.asset.AssetConfiguration;
import org.eclipse.kura.asset.AssetService;
import org.eclipse.kura.channel.Channel;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.ChannelType;
import org.eclipse.kura.channel.listener.ChannelListener;
import org.eclipse.kura.type.DataType;
import org.jspecify.annotations.Nullable;

/** An asset, {@code boiler}, with channels that a test defines. */
final class Boiler implements AssetService {

  private final Map<String, Channel> channels = new HashMap<>();

  Boiler with(String name, DataType type) {
    return with(name, ChannelType.READ_WRITE, type, true);
  }

  @SuppressWarnings("deprecation")
  Boiler with(String name, ChannelType direction, DataType type, boolean enabled) {
    Channel channel = new Channel(name, direction, type, Map.of());
    channel.setEnabled(enabled);
    channels.put(name, channel);
    return this;
  }

  @Override
  @SuppressWarnings("NullAway")
  public @Nullable Asset getAsset(String assetPid) {
    return assetPid.equals("boiler") ? new Configured(channels) : null;
  }

  @Override
  public String getAssetPid(Asset asset) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Asset> listAssets() {
    return List.of();
  }

  /** Returns an asset of which only the configuration is used. */
  private record Configured(Map<String, Channel> channels) implements Asset {

    @Override
    public AssetConfiguration getAssetConfiguration() {
      return new AssetConfiguration("", "driver", channels);
    }

    @Override
    public List<ChannelRecord> read(Set<String> channelNames) {
      throw new UnsupportedOperationException("read");
    }

    @Override
    public List<ChannelRecord> readAllChannels() {
      throw new UnsupportedOperationException("readAllChannels");
    }

    @Override
    public void registerChannelListener(String channelName, ChannelListener channelListener) {
      throw new UnsupportedOperationException("registerChannelListener");
    }

    @Override
    public void unregisterChannelListener(ChannelListener channelListener) {
      throw new UnsupportedOperationException("unregisterChannelListener");
    }

    @Override
    public void write(List<ChannelRecord> channelRecords) {
      throw new UnsupportedOperationException("write");
    }
  }
}

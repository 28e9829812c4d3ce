/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.subscriber;

import java.util.Map;
import java.util.Optional;
import org.eclipse.kura.asset.Asset;
import org.eclipse.kura.asset.AssetConfiguration;
import org.eclipse.kura.asset.AssetService;
import org.eclipse.kura.channel.Channel;
import org.eclipse.kura.channel.ChannelType;
import org.eclipse.kura.type.DataType;
import org.jspecify.annotations.Nullable;

/**
 * The channels of the asset that receives values. A Wire Asset writes a channel only if it is
 * enabled and writable and the value has exactly its type; it silently ignores any other value.
 */
final class AssetChannels {

  private final String name;
  private final @Nullable Map<String, Channel> channels;

  /**
   * Reads the current channels.
   *
   * @param name the name of the asset; empty if none is configured
   */
  AssetChannels(@Nullable AssetService service, String name) {
    this.name = name;
    channels = service == null || name.isEmpty() ? null : channels(service, name);
  }

  private static @Nullable Map<String, Channel> channels(AssetService service, String name) {
    Asset asset = service.getAsset(name);
    AssetConfiguration configuration = asset == null ? null : asset.getAssetConfiguration();
    return configuration == null ? null : configuration.getAssetChannels();
  }

  /** Tells whether the configured asset is missing now. */
  boolean isAway() {
    return !name.isEmpty() && channels == null;
  }

  /**
   * Returns the type of a channel; empty if it is unknown.
   *
   * @param told the configured type
   * @throws IllegalArgumentException if the asset has no such channel, or would not write it
   */
  Optional<DataType> typeOf(String channel, Optional<DataType> told) {
    if (name.isEmpty()) {
      return told;
    }
    if (channels == null) {
      if (told.isPresent()) {
        return told;
      }
      throw new IllegalArgumentException("cannot be set now: asset " + name + " is not there");
    }
    Channel known = channels.get(channel);
    if (known == null) {
      throw new IllegalArgumentException(
          "cannot be set: asset " + name + " has no channel " + channel);
    }
    if (!known.isEnabled() || known.getType() == ChannelType.READ) {
      throw new IllegalArgumentException(
          "cannot be set: channel " + channel + " of asset " + name + " is disabled or read-only");
    }
    return Optional.of(known.getValueType());
  }
}

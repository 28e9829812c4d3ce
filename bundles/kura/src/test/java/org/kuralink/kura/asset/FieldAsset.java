/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.asset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.asset.Asset;
import org.eclipse.kura.asset.AssetConfiguration;
import org.eclipse.kura.channel.Channel;
import org.eclipse.kura.channel.ChannelFlag;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.ChannelStatus;
import org.eclipse.kura.channel.ChannelType;
import org.eclipse.kura.channel.listener.ChannelEvent;
import org.eclipse.kura.channel.listener.ChannelListener;
import org.eclipse.kura.type.DataType;
import org.eclipse.kura.type.TypedValues;

/**
 * An asset with a driver that a test controls. Like Kura's own, it fills in records with a status
 * each, and throws only if there is no driver.
 */
final class FieldAsset implements Asset {

  /** The values of the driver by channel; a missing channel gives no value. */
  final Map<String, Object> field = new LinkedHashMap<>();

  final Map<String, ChannelListener> listeners = new TreeMap<>();
  final Map<String, Channel> asListenedTo = new TreeMap<>();
  final List<Set<String>> reads = new ArrayList<>();
  boolean hasDriver = true;
  boolean refusesWrites;
  private final Map<String, Channel> channels = new LinkedHashMap<>();

  FieldAsset with(String name, DataType type) {
    return with(name, ChannelType.READ_WRITE, type);
  }

  FieldAsset with(String name, ChannelType direction, DataType type) {
    return with(name, direction, type, Map.of());
  }

  @SuppressWarnings("deprecation")
  FieldAsset with(
      String name, ChannelType direction, DataType type, Map<String, Object> configuration) {
    channels.put(name, new Channel(name, direction, type, configuration));
    return this;
  }

  Channel channel(String name) {
    return channels.get(name);
  }

  /** Reports a value of the driver, or that there is none. */
  void tell(String channel) {
    ChannelRecord record = ChannelRecord.createReadRecord(channel, channel(channel).getValueType());
    fill(record);
    listeners.get(channel).onChannelEvent(new ChannelEvent(record));
  }

  @Override
  public AssetConfiguration getAssetConfiguration() {
    return new AssetConfiguration("", "driver", channels);
  }

  @Override
  public List<ChannelRecord> read(Set<String> channelNames) throws KuraException {
    reads.add(Set.copyOf(channelNames));
    attached();
    List<ChannelRecord> records = new ArrayList<>();
    for (String name : channelNames) {
      ChannelRecord record = ChannelRecord.createReadRecord(name, channel(name).getValueType());
      fill(record);
      records.add(record);
    }
    return records;
  }

  private void fill(ChannelRecord record) {
    Object value = field.get(record.getChannelName());
    if (value == null) {
      record.setChannelStatus(new ChannelStatus(ChannelFlag.FAILURE, "no answer", null));
    } else {
      record.setValue(TypedValues.newTypedValue(value));
      record.setTimestamp(7);
      record.setChannelStatus(new ChannelStatus(ChannelFlag.SUCCESS));
    }
  }

  @Override
  public List<ChannelRecord> readAllChannels() throws KuraException {
    throw new UnsupportedOperationException("its records are a Wire Asset's own");
  }

  @Override
  public void write(List<ChannelRecord> records) throws KuraException {
    attached();
    for (ChannelRecord record : records) {
      if (refusesWrites) {
        record.setChannelStatus(new ChannelStatus(ChannelFlag.FAILURE, "the coil is stuck", null));
      } else {
        field.put(record.getChannelName(), record.getValue().getValue());
        record.setChannelStatus(new ChannelStatus(ChannelFlag.SUCCESS));
      }
    }
  }

  private void attached() throws KuraException {
    if (!hasDriver) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, "Driver not attached");
    }
  }

  /**
   * The driver tells it with the channel as it is now; a listener that is known changes nothing.
   */
  @Override
  public void registerChannelListener(String channelName, ChannelListener channelListener)
      throws KuraException {
    if (listeners.put(channelName, channelListener) != channelListener) {
      asListenedTo.put(channelName, channel(channelName));
    }
  }

  @Override
  public void unregisterChannelListener(ChannelListener channelListener) throws KuraException {
    listeners.values().removeIf(channelListener::equals);
  }
}

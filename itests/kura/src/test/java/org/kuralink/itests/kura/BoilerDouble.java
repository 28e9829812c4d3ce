/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.kura.asset.Asset;
import org.eclipse.kura.asset.AssetConfiguration;
import org.eclipse.kura.channel.Channel;
import org.eclipse.kura.channel.ChannelFlag;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.ChannelStatus;
import org.eclipse.kura.channel.ChannelType;
import org.eclipse.kura.channel.listener.ChannelListener;
import org.eclipse.kura.type.DataType;
import org.eclipse.kura.type.TypedValues;

/** An asset with a channel {@code level}, whose driver returns the value that was written last. */
final class BoilerDouble implements Asset {

  final Map<String, Object> field = new ConcurrentHashMap<>();

  @Override
  @SuppressWarnings("deprecation")
  public AssetConfiguration getAssetConfiguration() {
    Channel level = new Channel("level", ChannelType.READ_WRITE, DataType.INTEGER, Map.of());
    return new AssetConfiguration("A boiler", "driver", Map.of("level", level));
  }

  @Override
  public List<ChannelRecord> read(Set<String> channelNames) {
    return channelNames.stream().map(this::read).toList();
  }

  private ChannelRecord read(String channel) {
    ChannelRecord record = ChannelRecord.createReadRecord(channel, DataType.INTEGER);
    Object value = field.get(channel);
    if (value != null) {
      record.setValue(TypedValues.newTypedValue(value));
    }
    record.setChannelStatus(
        new ChannelStatus(value == null ? ChannelFlag.FAILURE : ChannelFlag.SUCCESS));
    return record;
  }

  @Override
  public List<ChannelRecord> readAllChannels() {
    return read(Set.of("level"));
  }

  @Override
  public void registerChannelListener(String channelName, ChannelListener channelListener) {
    // This driver reports no values by itself.
  }

  @Override
  public void unregisterChannelListener(ChannelListener channelListener) {
    // See above.
  }

  @Override
  public void write(List<ChannelRecord> channelRecords) {
    for (ChannelRecord record : channelRecords) {
      field.put(record.getChannelName(), record.getValue().getValue());
      record.setChannelStatus(new ChannelStatus(ChannelFlag.SUCCESS));
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.asset;

import java.util.List;
import java.util.Set;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.listener.ChannelListener;
import org.osgi.annotation.versioning.ProviderType;

/** A field device with its channels. What asks the field bus keeps the caller. */
@ProviderType
public interface Asset {

  AssetConfiguration getAssetConfiguration();

  /** Reads some channels: one record each, with what came of it. */
  List<ChannelRecord> read(Set<String> channelNames) throws KuraException;

  /** Reads all channels that can be read, as {@link #read(Set)}. */
  List<ChannelRecord> readAllChannels() throws KuraException;

  /** Has a listener hear of a channel, if the driver knows how. */
  void registerChannelListener(String channelName, ChannelListener channelListener)
      throws KuraException;

  /** Takes a listener back from all channels. */
  void unregisterChannelListener(ChannelListener channelListener) throws KuraException;

  /** Writes channels, and sets in each record what came of it. */
  void write(List<ChannelRecord> channelRecords) throws KuraException;
}

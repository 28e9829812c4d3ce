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

/** A field device with its channels. Calls that access the field bus block the caller. */
@ProviderType
public interface Asset {

  AssetConfiguration getAssetConfiguration();

  /** Reads channels; returns one record per channel with its result. */
  List<ChannelRecord> read(Set<String> channelNames) throws KuraException;

  /** Reads all readable channels, like {@link #read(Set)}. */
  List<ChannelRecord> readAllChannels() throws KuraException;

  /** Registers a listener for a channel, if the driver supports this. */
  void registerChannelListener(String channelName, ChannelListener channelListener)
      throws KuraException;

  /** Unregisters a listener from all channels. */
  void unregisterChannelListener(ChannelListener channelListener) throws KuraException;

  /** Writes channels, and sets the result in each record. */
  void write(List<ChannelRecord> channelRecords) throws KuraException;
}

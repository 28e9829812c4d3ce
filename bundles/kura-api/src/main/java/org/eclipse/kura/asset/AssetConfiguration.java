/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.asset;

import java.util.Map;
import org.eclipse.kura.channel.Channel;
import org.osgi.annotation.versioning.ProviderType;

/** The configuration of an asset; declares only what Kuralink reads. */
@ProviderType
public class AssetConfiguration {

  private final String description;
  private final String driverPid;
  private final Map<String, Channel> channels;

  public AssetConfiguration(String description, String driverPid, Map<String, Channel> channels) {
    this.description = description;
    this.driverPid = driverPid;
    this.channels = channels;
  }

  /** Returns the channels by their names. */
  public Map<String, Channel> getAssetChannels() {
    return channels;
  }

  public String getAssetDescription() {
    return description;
  }

  public String getDriverPid() {
    return driverPid;
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.channel;

import java.util.Map;
import org.eclipse.kura.type.DataType;
import org.osgi.annotation.versioning.ProviderType;

/** A channel of an asset; declares only what Kuralink reads. */
@ProviderType
public class Channel {

  private final String name;
  private final ChannelType type;
  private final DataType valueType;
  private final Map<String, Object> configuration;
  private boolean enabled = true;

  @Deprecated
  public Channel(
      String name, ChannelType type, DataType valueType, Map<String, Object> configuration) {
    this.name = name;
    this.type = type;
    this.valueType = valueType;
    this.configuration = configuration;
  }

  public Map<String, Object> getConfiguration() {
    return configuration;
  }

  public String getName() {
    return name;
  }

  public ChannelType getType() {
    return type;
  }

  public boolean isEnabled() {
    return enabled;
  }

  public void setEnabled(boolean isEnabled) {
    enabled = isEnabled;
  }

  public DataType getValueType() {
    return valueType;
  }
}

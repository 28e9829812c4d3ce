/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.channel;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.kura.type.DataType;
import org.eclipse.kura.type.TypedValue;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One operation on a channel: what is asked for, and, once it was done, what came of it. The part
 * that Kuralink uses.
 */
@ProviderType
public class ChannelRecord {

  private final String name;
  private final DataType valueType;
  private TypedValue<?> value;
  private ChannelStatus channelStatus;
  private Map<String, Object> channelConfiguration;
  private long timestamp;

  private ChannelRecord(String name, DataType valueType) {
    this.name = name;
    this.valueType = valueType;
  }

  /** A value to be read. */
  public static ChannelRecord createReadRecord(String channelName, DataType valueType) {
    return new ChannelRecord(channelName, valueType);
  }

  /** A value to be written. */
  public static ChannelRecord createWriteRecord(String channelName, TypedValue<?> value) {
    ChannelRecord written = new ChannelRecord(channelName, value.getType());
    written.value = value;
    return written;
  }

  /** What came of an operation that could not even begin; of no type and no value. */
  public static ChannelRecord createStatusRecord(String channelName, ChannelStatus status) {
    ChannelRecord ended = new ChannelRecord(channelName, null);
    ended.channelStatus = status;
    return ended;
  }

  public String getChannelName() {
    return name;
  }

  /** The type of the value; may be null. */
  public DataType getValueType() {
    return valueType;
  }

  /** The value; null if there is none. */
  public TypedValue<?> getValue() {
    return value;
  }

  public void setValue(TypedValue<?> value) {
    this.value = value;
  }

  /** What came of it; null before that. */
  public ChannelStatus getChannelStatus() {
    return channelStatus;
  }

  public void setChannelStatus(ChannelStatus status) {
    channelStatus = status;
  }

  public Map<String, Object> getChannelConfig() {
    return channelConfiguration;
  }

  public void setChannelConfig(Map<String, Object> channelConfig) {
    channelConfiguration = new HashMap<>(channelConfig);
  }

  /** When it was done, in milliseconds since 1970 in UTC; 0 if nobody has said. */
  public long getTimestamp() {
    return timestamp;
  }

  public void setTimestamp(long timestamp) {
    this.timestamp = timestamp;
  }
}

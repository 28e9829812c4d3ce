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
 * An operation on a channel: the request and, after it was carried out, its result. Declares only
 * what Kuralink uses.
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

  /** Creates a record for reading a value. */
  public static ChannelRecord createReadRecord(String channelName, DataType valueType) {
    return new ChannelRecord(channelName, valueType);
  }

  /** Creates a record for writing a value. */
  public static ChannelRecord createWriteRecord(String channelName, TypedValue<?> value) {
    ChannelRecord written = new ChannelRecord(channelName, value.getType());
    written.value = value;
    return written;
  }

  /** Creates the record of an operation that could not start; without type and value. */
  public static ChannelRecord createStatusRecord(String channelName, ChannelStatus status) {
    ChannelRecord ended = new ChannelRecord(channelName, null);
    ended.channelStatus = status;
    return ended;
  }

  public String getChannelName() {
    return name;
  }

  /** Returns the type of the value; may be null. */
  public DataType getValueType() {
    return valueType;
  }

  /** Returns the value; null if there is none. */
  public TypedValue<?> getValue() {
    return value;
  }

  public void setValue(TypedValue<?> value) {
    this.value = value;
  }

  /** Returns the result; null until the operation was carried out. */
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

  /** Returns the time of the operation, in milliseconds since 1970 in UTC; 0 if not set. */
  public long getTimestamp() {
    return timestamp;
  }

  public void setTimestamp(long timestamp) {
    this.timestamp = timestamp;
  }
}

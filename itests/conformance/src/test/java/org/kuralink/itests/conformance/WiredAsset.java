/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.asset.Asset;
import org.eclipse.kura.asset.AssetConfiguration;
import org.eclipse.kura.asset.AssetService;
import org.eclipse.kura.channel.Channel;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.ChannelType;
import org.eclipse.kura.channel.listener.ChannelListener;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.cloudconnection.subscriber.CloudSubscriber;
import org.eclipse.kura.message.KuraPayload;
import org.eclipse.kura.type.DataType;

/**
 * A field device behind a Wire Asset, between a Wire Subscriber and a Wire Publisher, as strict as
 * Kura's: a wire carries seven types, a channel accepts only values of its exact type, unsuitable
 * values are dropped silently, and any message makes the asset read.
 */
final class WiredAsset implements AssetService {

  private static final Map<Class<?>, DataType> SEVEN =
      Map.of(
          Boolean.class, DataType.BOOLEAN,
          byte[].class, DataType.BYTE_ARRAY,
          Double.class, DataType.DOUBLE,
          Float.class, DataType.FLOAT,
          Integer.class, DataType.INTEGER,
          Long.class, DataType.LONG,
          String.class, DataType.STRING);

  private final String name;
  private final Map<String, Channel> channels = new ConcurrentHashMap<>();
  private final Map<String, Object> values = new ConcurrentHashMap<>();
  private final AtomicLong clock = new AtomicLong();
  private final Queue<CloudPublisher> publishers = new ConcurrentLinkedQueue<>();

  /**
   * An asset.
   *
   * @param firstTime the time of the first reading; each later one is a second later
   */
  WiredAsset(String name, long firstTime) {
    this.name = name;
    clock.set(firstTime);
  }

  @SuppressWarnings("deprecation")
  WiredAsset channel(String channel, ChannelType direction, DataType type, Object value) {
    channels.put(channel, new Channel(channel, direction, type, Map.of()));
    values.put(channel, value);
    return this;
  }

  /** Draws a wire from the asset to a publisher. */
  void wireTo(CloudPublisher publisher) {
    publishers.add(publisher);
  }

  /** Draws a wire from a subscriber to the asset. */
  void wireFrom(CloudSubscriber subscriber) {
    subscriber.registerCloudSubscriberListener(message -> receive(message.getPayload()));
  }

  Object value(String channel) {
    return values.get(channel);
  }

  /** The field changes. */
  void change(String channel, Object value) {
    values.put(channel, value);
  }

  /** Reads all channels and emits them; gives back the time of the reading. */
  long read() {
    long time = clock.getAndAdd(1000);
    Map<String, Object> record = new TreeMap<>();
    record.put("assetName", name);
    values.forEach(
        (channel, value) -> {
          record.put(channel, value);
          record.put(channel + "_timestamp", time);
          record.put(channel + "_error", "");
        });
    record.put("silent_timestamp", time);
    record.put("silent_error", "no answer");
    publishers.forEach(publisher -> publish(publisher, record));
    return time;
  }

  private static void publish(CloudPublisher publisher, Map<String, Object> record) {
    KuraPayload payload = new KuraPayload();
    payload.setTimestamp(new Date());
    record.forEach(payload::addMetric);
    try {
      publisher.publish(new KuraMessage(payload, record));
    } catch (KuraException e) {
      throw new AssertionError(e);
    }
  }

  private void receive(KuraPayload payload) {
    payload
        .metrics()
        .forEach(
            (channel, value) -> {
              DataType type = SEVEN.get(value.getClass());
              if (type == null) {
                throw new IllegalArgumentException(channel + " is no typed value");
              }
              Channel known = channels.get(channel);
              if (known != null
                  && known.getType() != ChannelType.READ
                  && known.getValueType() == type) {
                values.put(channel, value);
              }
            });
    read();
  }

  @Override
  public Asset getAsset(String assetPid) {
    return assetPid.equals(name) ? new Described(channels) : null;
  }

  @Override
  public String getAssetPid(Asset asset) {
    return name;
  }

  @Override
  public List<Asset> listAssets() {
    return List.of(getAsset(name));
  }

  /** The asset as its channels describe it: a wire reads and writes it in its own way. */
  private record Described(Map<String, Channel> channels) implements Asset {

    @Override
    public AssetConfiguration getAssetConfiguration() {
      return new AssetConfiguration("", "driver", channels);
    }

    @Override
    public List<ChannelRecord> read(Set<String> channelNames) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<ChannelRecord> readAllChannels() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void registerChannelListener(String channelName, ChannelListener channelListener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void unregisterChannelListener(ChannelListener channelListener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(List<ChannelRecord> channelRecords) {
      throw new UnsupportedOperationException();
    }
  }
}

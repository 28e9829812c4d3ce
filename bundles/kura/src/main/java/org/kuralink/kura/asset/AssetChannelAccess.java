/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.asset;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.asset.Asset;
import org.eclipse.kura.asset.AssetConfiguration;
import org.eclipse.kura.channel.Channel;
import org.eclipse.kura.channel.ChannelFlag;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.ChannelStatus;
import org.eclipse.kura.channel.ChannelType;
import org.eclipse.kura.channel.listener.ChannelListener;
import org.eclipse.kura.type.TypedValue;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.Explanation;
import org.kuralink.kura.metric.ChannelValues;

/**
 * The access to the channels of an asset: reads, writes and listens in the queue of the asset, with
 * any driver. Any thread may call.
 */
final class AssetChannelAccess {

  /** The property in which a Wire Asset stores whether it listens to a channel. */
  private static final String LISTEN = "+listen";

  /** The time for starting and stopping to listen. */
  private static final long LISTENING_SECONDS = 60;

  private final Asset asset;
  private final DriverQueue lane;
  private final BiConsumer<String, String> complaints;
  private @Nullable ChannelListener listener;
  private volatile boolean closed;

  /**
   * Creates the access to an asset.
   *
   * @param complaints takes a channel or another matter, and its problem
   */
  AssetChannelAccess(Asset asset, DriverQueue lane, BiConsumer<String, String> complaints) {
    this.asset = asset;
    this.lane = lane;
    this.complaints = complaints;
  }

  /** Returns the channels in the current configuration, by their names. */
  Map<String, Channel> all() {
    try {
      AssetConfiguration configuration = asset.getAssetConfiguration();
      Map<String, Channel> channels =
          configuration == null ? null : configuration.getAssetChannels();
      return channels == null ? Map.of() : Map.copyOf(channels);
    } catch (RuntimeException | LinkageError e) {
      complaints.accept("channels", "its channels cannot be read: " + Explanation.of(e));
      return Map.of();
    }
  }

  private Set<String> readable() {
    Set<String> names = new LinkedHashSet<>();
    all()
        .forEach(
            (channel, known) -> {
              if (known.isEnabled() && known.getType() != ChannelType.WRITE) {
                names.add(channel);
              }
            });
    return names;
  }

  /** Tells whether a channel can be read. */
  boolean canBeRead() {
    return !readable().isEmpty();
  }

  /** Reads all channels unless the driver is busy; reports failures and returns no values then. */
  Optional<CompletionStage<Map<String, ChannelValues.Value>>> readIfIdle(Duration time) {
    Set<String> names = readable();
    return names.isEmpty()
        ? Optional.empty()
        : lane.callIfIdle(() -> asset.read(names), time.toSeconds())
            .map(
                records ->
                    records.handle(
                        (read, failure) -> {
                          if (failure == null) {
                            return good(read);
                          }
                          complaints.accept("read", "cannot be read: " + Explanation.of(failure));
                          return Map.of();
                        }));
  }

  /** Reads some channels; omits those that cannot be read. */
  CompletableFuture<Map<String, ChannelValues.Value>> read(Set<String> names, Duration time) {
    Set<String> wanted = readable();
    wanted.retainAll(names);
    return wanted.isEmpty()
        ? CompletableFuture.completedFuture(Map.of())
        : lane.call(() -> asset.read(wanted), time.toSeconds()).thenApply(this::good);
  }

  /**
   * Writes channels.
   *
   * @return the channels that could not be written, with the reasons
   */
  CompletableFuture<Map<String, String>> write(List<ChannelRecord> records, Duration time) {
    return lane.call(
        () -> {
          asset.write(records);
          Map<String, String> failed = new LinkedHashMap<>();
          for (ChannelRecord record : records) {
            if (!isSuccess(record)) {
              failed.put(record.getChannelName(), why(record));
            }
          }
          return failed;
        },
        time.toSeconds());
  }

  /**
   * Starts or stops to listen. Always registers a new listener, because an asset keeps for a known
   * listener the former properties of the channel, such as its scale.
   */
  void listen(boolean wanted, Consumer<Map<String, ChannelValues.Value>> values) {
    ChannelListener former = listener;
    listener = null;
    if (former != null) {
      inTurn(() -> unregister(former));
    }
    if (wanted) {
      ChannelListener mine = event -> tell(event.getChannelRecord(), values);
      listener = mine;
      inTurn(() -> register(mine));
    }
  }

  private void inTurn(Callable<Boolean> work) {
    lane.call(work, LISTENING_SECONDS)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                complaints.accept("listen", Explanation.of(failure));
              }
            });
  }

  private void tell(
      @Nullable ChannelRecord record, Consumer<Map<String, ChannelValues.Value>> values) {
    if (record != null && !closed) {
      values.accept(good(List.of(record)));
    }
  }

  private Boolean register(ChannelListener mine) {
    List<String> refused = new ArrayList<>();
    for (String channel : readable()) {
      Channel known = all().get(channel);
      Object listens = known == null ? null : known.getConfiguration().get(LISTEN);
      if (listens == null || Boolean.parseBoolean(listens.toString())) {
        try {
          asset.registerChannelListener(channel, mine);
        } catch (KuraException | RuntimeException e) {
          refused.add(channel + " (" + Explanation.of(e) + ")");
        }
      }
    }
    if (!refused.isEmpty()) {
      complaints.accept("listen", "cannot listen to channels: " + String.join(", ", refused));
    }
    return refused.isEmpty();
  }

  private Boolean unregister(ChannelListener mine) {
    try {
      asset.unregisterChannelListener(mine);
      return true;
    } catch (KuraException | RuntimeException e) {
      complaints.accept("listen", "cannot stop to listen: " + Explanation.of(e));
      return false;
    }
  }

  private Map<String, ChannelValues.Value> good(@Nullable List<ChannelRecord> records) {
    Map<String, ChannelValues.Value> values = new LinkedHashMap<>();
    for (ChannelRecord record : records == null ? List.<ChannelRecord>of() : records) {
      TypedValue<?> typed = record.getValue();
      Object value = typed == null ? null : typed.getValue();
      if (isSuccess(record) && value != null) {
        OptionalLong time =
            record.getTimestamp() > 0
                ? OptionalLong.of(record.getTimestamp())
                : OptionalLong.empty();
        values.put(record.getChannelName(), new ChannelValues.Value(value, time));
      } else {
        complaints.accept(
            record.getChannelName(),
            "channel " + record.getChannelName() + " gives no value: " + why(record));
      }
    }
    return values;
  }

  private static boolean isSuccess(ChannelRecord record) {
    ChannelStatus status = record.getChannelStatus();
    return status != null && status.getChannelFlag() == ChannelFlag.SUCCESS;
  }

  private static String why(ChannelRecord record) {
    ChannelStatus status = record.getChannelStatus();
    if (status == null) {
      return "the driver returned no status";
    }
    String message = status.getExceptionMessage();
    Exception cause = status.getException();
    if (message != null && !message.isBlank()) {
      return message;
    }
    return cause == null ? "the driver has failed" : Explanation.of(cause);
  }

  /** Tells whether the access was closed. */
  boolean isClosed() {
    return closed;
  }

  /** Fails the waiting calls and stops to listen. */
  void close() {
    closed = true;
    ChannelListener last = listener;
    listener = null;
    lane.close(
        () -> {
          if (last != null) {
            unregister(last);
          }
        });
  }
}

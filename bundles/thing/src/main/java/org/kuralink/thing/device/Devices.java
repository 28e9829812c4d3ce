/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.device;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.thing.LifeState;

/**
 * The devices that were spoken of, each made when it is for the first time. Any thread may call.
 */
public final class Devices {

  /** How many last values there may be of all devices; beyond it no new ones are remembered. */
  public static final int MAX_VALUES = 100_000;

  /** More properties than any model has; beyond it no new ones of a device are remembered. */
  static final int MAX_VALUES_OF_ONE = 2000;

  /** Who a gateway is before its session has appeared for the first time. */
  public static final DeviceIdentity NOBODY = new DeviceIdentity("", "");

  private static final int FIRST_SLOTS = 16;

  private final Lives lives;
  private final Map<DeviceIdentity, Device> all = new ConcurrentHashMap<>();
  private final AtomicInteger room = new AtomicInteger(MAX_VALUES);

  /** No device yet. */
  public Devices(Lives lives) {
    this.lives = lives;
  }

  /** What is kept of a device. */
  public Device of(DeviceIdentity device) {
    Device present = all.get(device);
    return present == null ? all.computeIfAbsent(device, Device::new) : present;
  }

  /** Keeps nothing any more of a device that is behind the gateway no longer. */
  public void forget(DeviceIdentity device) {
    Device gone = all.remove(device);
    if (gone != null) {
      gone.end();
    }
  }

  /**
   * What is kept of one device: what the platform has made of it, the values that it has posted, or
   * that were set on it, last, and what a person has been told of it. There are many, so it is
   * small. Any thread may call.
   */
  public final class Device {

    private final DeviceIdentity identity;
    private volatile Lives.@Nullable Kept life;
    private volatile String warned = "";

    /** Identifier and value by turns, open addressing, a power of two of pairs. */
    private @Nullable Object @Nullable [] slots;

    private int size;
    private boolean gone;
    private @Nullable Map<String, String> refused;

    private Device(DeviceIdentity identity) {
      this.identity = identity;
    }

    /** Which device. */
    public DeviceIdentity identity() {
      return identity;
    }

    /** What the platform has made of it; read from its file when it is asked for the first time. */
    public LifeState life() {
      return kept().state();
    }

    /** Whether the state was set before this run of Java, hence before any log-in of this run. */
    public boolean isLifeFromBefore() {
      return !lives.isOfThisRun(kept());
    }

    /** Sets the state: when this returns it survives a power cut, unless the disk fails. */
    public void live(LifeState state) {
      life = lives.keep(identity, state);
    }

    private Lives.Kept kept() {
      Lives.Kept known = life;
      if (known == null) {
        known = lives.read(identity);
        life = known;
      }
      return known;
    }

    /** Remembers values; beyond the room that there is for those of all devices, no new ones. */
    public synchronized void remember(Map<String, Object> values) {
      if (!gone) {
        values.forEach(this::remember);
      }
    }

    private void remember(String identifier, Object value) {
      @Nullable Object[] table = slots;
      int slot = table == null ? -1 : find(table, identifier);
      if (table != null && table[slot] != null) {
        table[slot + 1] = value;
        return;
      }
      if (size >= MAX_VALUES_OF_ONE || room.getAndDecrement() <= 0) {
        room.incrementAndGet();
        return;
      }
      if (table == null || (size + 1) * 4 > table.length / 2 * 3) {
        table = grown(table);
        slots = table;
        slot = find(table, identifier);
      }
      // The same few names for many devices.
      table[slot] = identifier.intern();
      table[slot + 1] = value;
      size++;
    }

    private static @Nullable Object[] grown(@Nullable Object @Nullable [] former) {
      if (former == null) {
        return new Object[FIRST_SLOTS * 2];
      }
      @Nullable Object[] table = new Object[former.length * 2];
      for (int i = 0; i < former.length; i += 2) {
        if (former[i] instanceof String identifier) {
          int slot = find(table, identifier);
          table[slot] = identifier;
          table[slot + 1] = former[i + 1];
        }
      }
      return table;
    }

    private static int find(@Nullable Object[] table, String identifier) {
      int hash = identifier.hashCode();
      int slot = (hash ^ hash >>> 16) * 2 & table.length - 1;
      while (table[slot] != null && !identifier.equals(table[slot])) {
        slot = slot + 2 & table.length - 1;
      }
      return slot;
    }

    /** The last value of a property. */
    public synchronized Optional<Object> value(String identifier) {
      @Nullable Object[] table = slots;
      return table == null
          ? Optional.empty()
          : Optional.ofNullable(table[find(table, identifier) + 1]);
    }

    /** Forgets the values. */
    public synchronized void forgetValues() {
      room.addAndGet(size);
      slots = null;
      size = 0;
    }

    /** What was under way for it may still come. */
    private synchronized void end() {
      forgetValues();
      gone = true;
    }

    /** Whether a person has not been told this of the device before anything else. */
    public boolean isNews(String words) {
      boolean isNews = !words.equals(warned);
      warned = words;
      return isNews;
    }

    /** What of the refused a person has not been told, for each identifier with its reason. */
    public synchronized Map<String, String> freshlyRefused(Map<String, String> now) {
      Map<String, String> known = refused == null ? new HashMap<>(2) : refused;
      refused = known;
      Map<String, String> fresh = new LinkedHashMap<>();
      now.forEach(
          (identifier, words) -> {
            boolean hasRoom = known.size() < MAX_VALUES_OF_ONE || known.containsKey(identifier);
            if (hasRoom && !words.equals(known.put(identifier, words))) {
              fresh.put(identifier, words);
            }
          });
      return fresh;
    }
  }
}

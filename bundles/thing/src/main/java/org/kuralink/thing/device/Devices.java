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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.thing.InactiveDeviceException;
import org.kuralink.api.thing.LifeState;

/**
 * The devices of one session: the gateway and its sub-devices. The state of a device is created
 * when the device is used for the first time. Any thread may call.
 */
public final class Devices {

  /** The largest number of last values of all devices; further properties are not remembered. */
  public static final int MAX_VALUES = 100_000;

  /** The largest number of last values of one device, which is more than any model has. */
  static final int MAX_VALUES_OF_ONE = 2000;

  /** The identity of a gateway whose session has not appeared yet. */
  public static final DeviceIdentity NOBODY = new DeviceIdentity("", "");

  private static final int FIRST_SLOTS = 16;

  private final LifeStates lives;
  private final ChosenSession sessions;
  private final Map<DeviceIdentity, Device> all = new ConcurrentHashMap<>();
  private final AtomicInteger freeValues = new AtomicInteger(MAX_VALUES);

  /** Creates an empty set of devices that send over the chosen session. */
  public Devices(LifeStates lives, ChosenSession sessions) {
    this.lives = lives;
    this.sessions = sessions;
  }

  /** Returns the state of a device. */
  public Device of(DeviceIdentity device) {
    Device present = all.get(device);
    return present == null ? all.computeIfAbsent(device, Device::new) : present;
  }

  /** Drops the state of a device that is no longer behind the gateway. */
  public void forget(DeviceIdentity device) {
    Device gone = all.remove(device);
    if (gone != null) {
      gone.end();
    }
  }

  /**
   * One device: its link, its life state, the last values that it posted or that were set on it,
   * and the warnings that were logged for it. There are many devices, so the object is small. Any
   * thread may call.
   */
  public final class Device {

    private final DeviceIdentity identity;
    private volatile LifeStates.@Nullable Kept life;
    private volatile String warned = "";

    /** Alternating identifiers and values; open addressing, a power of two of pairs. */
    private @Nullable Object @Nullable [] slots;

    private int size;
    private boolean gone;
    private @Nullable Map<String, String> refused;

    private Device(DeviceIdentity identity) {
      this.identity = identity;
    }

    /** Returns the product key and the name of the device. */
    public DeviceIdentity identity() {
      return identity;
    }

    /** Returns the link of the device, or empty while its session is not there. */
    public Optional<DeviceLink> link() {
      return sessions
          .session()
          .map(session -> identity.equals(NOBODY) ? session.link() : session.link(identity));
    }

    /**
     * Sends over the link of the device if the device is active.
     *
     * @return the stage of the call; fails with {@link LinkException} without a session, and with
     *     {@link InactiveDeviceException} if the device is disabled or deleted
     */
    public <T> CompletionStage<T> send(Function<DeviceLink, CompletionStage<T>> call) {
      Optional<DeviceLink> link = link();
      return link.isEmpty() ? noConnection() : send(link.get(), call);
    }

    /**
     * Sends over a link of the device if the device is active: all messages of a post go over one
     * link.
     *
     * @return the stage of the call; fails with {@link InactiveDeviceException} if the device is
     *     disabled or deleted
     */
    public <T> CompletionStage<T> send(
        DeviceLink link, Function<DeviceLink, CompletionStage<T>> call) {
      LifeState state = life();
      return state == LifeState.ACTIVE
          ? call.apply(link)
          : CompletableFuture.failedFuture(new InactiveDeviceException(identity.toString(), state));
    }

    /** Returns a stage that has failed because the session is not there, with the reason. */
    public <T> CompletionStage<T> noConnection() {
      return CompletableFuture.failedFuture(
          new LinkException(
              LinkException.Reason.OFFLINE,
              sessions.fault().orElse("the connection has just changed; try again")));
    }

    /** Returns the life state; the first call reads it from its file. */
    public LifeState life() {
      return kept().state();
    }

    /** Tells whether the state was set before this JVM started, hence before its first log-in. */
    public boolean isLifeFromBefore() {
      return !lives.isOfThisRun(kept());
    }

    /** Sets the state. When this returns, the state survives a power cut unless the disk failed. */
    public void live(LifeState state) {
      life = lives.keep(identity, state);
    }

    private LifeStates.Kept kept() {
      LifeStates.Kept known = life;
      if (known == null) {
        known = lives.read(identity);
        life = known;
      }
      return known;
    }

    /** Remembers last values; drops those of further properties when a limit is reached. */
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
      if (size >= MAX_VALUES_OF_ONE || freeValues.getAndDecrement() <= 0) {
        freeValues.incrementAndGet();
        return;
      }
      if (table == null || (size + 1) * 4 > table.length / 2 * 3) {
        table = grown(table);
        slots = table;
        slot = find(table, identifier);
      }
      // Many devices share the same few names.
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

    /** Returns the last value of a property. */
    public synchronized Optional<Object> value(String identifier) {
      @Nullable Object[] table = slots;
      return table == null
          ? Optional.empty()
          : Optional.ofNullable(table[find(table, identifier) + 1]);
    }

    /** Forgets all last values. */
    public synchronized void forgetValues() {
      freeValues.addAndGet(size);
      slots = null;
      size = 0;
    }

    /** Refuses new values from now on: those of a post under way may still come. */
    private synchronized void end() {
      forgetValues();
      gone = true;
    }

    /** Tells whether a warning differs from the last one of this device, and remembers it. */
    public boolean isNews(String words) {
      boolean isNews = !words.equals(warned);
      warned = words;
      return isNews;
    }

    /** Returns the refusals that were not logged yet: reasons by identifier; remembers them. */
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

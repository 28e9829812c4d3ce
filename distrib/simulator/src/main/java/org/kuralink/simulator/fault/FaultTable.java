/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.fault;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.kuralink.simulator.registry.DeviceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The active faults: general ones, and those of single devices, which replace the general ones. */
public final class FaultTable {
  private static final Logger LOG = LoggerFactory.getLogger(FaultTable.class);

  private final Map<DeviceKey, Entry> devices = new ConcurrentHashMap<>();
  private volatile Entry general = new Entry(Faults.NONE);

  private static final class Entry {
    private final Faults faults;
    private final AtomicInteger leftToDrop;
    private final AtomicInteger leftToRefuse;
    private final AtomicInteger leftOfHttps;
    private final AtomicInteger leftOfCoap;

    private Entry(Faults faults) {
      this.faults = faults;
      this.leftToDrop = new AtomicInteger(faults.dropReplies());
      this.leftToRefuse = count(faults.replyTimes());
      this.leftOfHttps = count(faults.https().times());
      this.leftOfCoap = count(faults.coap().times());
    }

    /** A number of times, of which 0 means always. */
    private static AtomicInteger count(int times) {
      return new AtomicInteger(times == 0 ? Integer.MAX_VALUE : times);
    }
  }

  /** The general faults. */
  public Faults general() {
    return general.faults;
  }

  /** Replaces the general faults. */
  public void general(Faults faults) {
    general = new Entry(faults);
    LOG.info("Faults for every device: {}", faults.switchedOn());
  }

  /** The faults of this device alone, if it has any of its own. */
  public Optional<Faults> own(DeviceKey key) {
    return Optional.ofNullable(devices.get(key)).map(entry -> entry.faults);
  }

  /** Replaces the faults of this device. */
  public void own(DeviceKey key, Faults faults) {
    devices.put(key, new Entry(faults));
    LOG.info("Faults for {}: {}", key, faults.switchedOn());
  }

  /** The general faults hold for this device again. */
  public void clear(DeviceKey key) {
    if (devices.remove(key) != null) {
      LOG.info("Faults for {}: none of its own", key);
    }
  }

  /** Removes all faults. */
  public void clearAll() {
    devices.clear();
    general = new Entry(Faults.NONE);
    LOG.info("Faults: none");
  }

  /** The faults that hold for this device. */
  public Faults of(DeviceKey key) {
    return entry(key).faults;
  }

  /** The code with which what is answered on this topic is refused, or 0; counts it. */
  public int nextReplyCode(DeviceKey key, String topic) {
    return nextReplyCode(entry(key), topic);
  }

  /** Returns the result for the faults of this device only. */
  public int nextOwnReplyCode(DeviceKey key, String topic) {
    Entry own = devices.get(key);
    return own == null ? 0 : nextReplyCode(own, topic);
  }

  private static int nextReplyCode(Entry entry, String topic) {
    int code = entry.faults.replyCode(topic);
    return code != 0 && entry.leftToRefuse.getAndUpdate(n -> n > 0 ? n - 1 : n) > 0 ? code : 0;
  }

  /** Whether the next reply is to be dropped; counts it. */
  public boolean dropsNext(DeviceKey key) {
    AtomicInteger left = entry(key).leftToDrop;
    return left.getAndUpdate(n -> n > 0 ? n - 1 : n) != 0;
  }

  /** Returns the fault of the next HTTPS answer on this path and counts it. */
  public HttpsFaults nextHttps(Optional<DeviceKey> key, String path) {
    Entry entry = key.map(this::entry).orElse(general);
    return !entry.faults.https().equals(HttpsFaults.NONE)
            && entry.faults.concerns(path)
            && entry.leftOfHttps.getAndUpdate(n -> n > 0 ? n - 1 : n) > 0
        ? entry.faults.https()
        : HttpsFaults.NONE;
  }

  /** Returns the fault of the next CoAP request on this path and counts it. */
  public CoapFaults nextCoap(Optional<DeviceKey> key, String path) {
    Entry entry = key.map(this::entry).orElse(general);
    CoapFaults coap = entry.faults.coap();
    return (coap.refuses() || coap.form() != CoapForm.PROPER)
            && coap.form() != CoapForm.LOST
            && entry.faults.concerns(path)
            && entry.leftOfCoap.getAndUpdate(n -> n > 0 ? n - 1 : n) > 0
        ? coap
        : CoapFaults.NONE;
  }

  /** Whether the next datagram with a request on this path is lost; counts it. */
  public boolean losesCoap(Optional<DeviceKey> key, String path) {
    Entry entry = key.map(this::entry).orElse(general);
    return entry.faults.coap().form() == CoapForm.LOST
        && entry.faults.concerns(path)
        && entry.leftOfCoap.getAndUpdate(n -> n > 0 ? n - 1 : n) > 0;
  }

  private Entry entry(DeviceKey key) {
    if (devices.isEmpty()) {
      return general;
    }
    Entry own = devices.get(key);
    return own == null ? general : own;
  }
}

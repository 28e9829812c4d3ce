/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.live;

import com.google.gson.JsonObject;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.kuralink.simulator.registry.DeviceKey;

/**
 * The recent messages in a ring buffer, and their subscribers. Costs almost nothing without
 * subscribers. Calls subscribers on the thread that reports the event, without holding a lock.
 */
public final class Journal {
  /** How many messages are kept. */
  public static final int CAPACITY = 1000;

  /** How many log-ins, refusals and disconnections are kept. */
  public static final int SESSION_CHANGES = 200;

  private static final String SESSION = "session";

  private final Message[] ring = new Message[CAPACITY];
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final Clock clock;
  private final Deque<JsonObject> sessionChanges = new ArrayDeque<>();
  private long next;

  /** An empty journal. */
  public Journal(Clock clock) {
    this.clock = clock;
  }

  /** Sends all events from now on to the subscriber. */
  public void subscribe(Subscriber subscriber) {
    subscribers.add(subscriber);
  }

  /** Sends no more events to the subscriber. */
  public void unsubscribe(Subscriber subscriber) {
    subscribers.remove(subscriber);
  }

  /** Records a message from a device. */
  public void up(DeviceKey key, String topic, int qos, byte[] payload, String note) {
    message(new Message.Head(true, key, topic, qos), payload, new Message.Remarks("", note));
  }

  /** Records a message from a device that came by another way than MQTT. */
  public void up(DeviceKey key, String topic, byte[] payload, Message.Remarks remarks) {
    message(new Message.Head(true, key, topic, 0), payload, remarks);
  }

  /** Records a message to a device. */
  public void down(DeviceKey key, String topic, int qos, byte[] payload, String note) {
    message(new Message.Head(false, key, topic, qos), payload, new Message.Remarks("", note));
  }

  private void message(Message.Head head, byte[] payload, Message.Remarks remarks) {
    long now = clock.millis();
    Message message;
    synchronized (ring) {
      message = new Message(next, now, head, payload, remarks);
      ring[(int) (next++ % CAPACITY)] = message;
    }
    event("message", message::toJson);
  }

  /** The last messages that fit, oldest first. */
  public List<Message> recent(int limit, Predicate<Message> fits) {
    List<Message> found = new ArrayList<>();
    synchronized (ring) {
      for (long i = next - 1; i >= 0 && i >= next - CAPACITY && found.size() < limit; i--) {
        Message message = ring[(int) (i % CAPACITY)];
        if (fits.test(message)) {
          found.add(message);
        }
      }
    }
    Collections.reverse(found);
    return found;
  }

  /** The last changes of sessions, oldest first. */
  public List<JsonObject> sessionChanges() {
    synchronized (sessionChanges) {
      return List.copyOf(sessionChanges);
    }
  }

  /**
   * Notifies the subscribers; the data is created only if there are subscribers or it is stored.
   */
  public void event(String name, Supplier<JsonObject> data) {
    boolean kept = name.equals(SESSION);
    if (subscribers.isEmpty() && !kept) {
      return;
    }
    JsonObject json = data.get();
    if (kept) {
      keep(json);
    }
    subscribers.forEach(subscriber -> subscriber.event(name, json));
  }

  private void keep(JsonObject change) {
    synchronized (sessionChanges) {
      if (sessionChanges.size() == SESSION_CHANGES) {
        sessionChanges.removeFirst();
      }
      sessionChanges.addLast(change);
    }
  }
}

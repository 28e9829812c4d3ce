/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Message;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.queue.UplinkQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the platform's time in the queue: requests it once per link if the queue needs it, and
 * processes every response. The time of the response is corrected by half of the round-trip time.
 */
final class PlatformTimeQuery {

  private static final Logger LOG = LoggerFactory.getLogger(PlatformTimeQuery.class);

  /** A response that took longer is too inaccurate. */
  private static final long LONGEST_MILLIS = 20_000;

  private final Wire wire;
  private final QueueSlot slot;
  private final DeviceLink link;
  private final Clock clock;
  private final String topic;
  private boolean listening;

  PlatformTimeQuery(Wire wire, QueueSlot slot, DeviceLink link, Clock clock) {
    this.wire = wire;
    this.slot = slot;
    this.link = link;
    this.clock = clock;
    topic = "/ext/ntp/" + link.identity();
  }

  /** Sends the request on a new link if the queue needs the time. Session's thread. */
  void up() {
    if (!slot.queue().map(UplinkQueue::needsPlatformTime).orElse(false)) {
      return;
    }
    if (!listening) {
      listening = true;
      link.subscribe(topic + "/response", this::answered);
    }
    wire.send(
        topic + "/request",
        JsonOutput.bytes(Map.of("deviceSendTime", Long.toString(clock.millis()))),
        0);
  }

  private void answered(Message message) {
    long now = clock.millis();
    try {
      Map<String, @Nullable Object> times = Json.readObject(message.payload());
      long sent = millis(times.get("deviceSendTime"));
      long received = millis(times.get("serverRecvTime"));
      long answered = millis(times.get("serverSendTime"));
      Optional<UplinkQueue> queue = slot.queue();
      if (now >= sent && now - sent <= LONGEST_MILLIS && queue.isPresent()) {
        queue.get().platformTime((received + answered + now - sent) / 2);
      }
    } catch (JsonException | NumberFormatException e) {
      LOG.debug("{}: invalid response with the time: {}", message.topic(), e.toString());
    }
  }

  private static long millis(@Nullable Object time) {
    return time instanceof Number number
        ? number.longValue()
        : Long.parseLong(String.valueOf(time));
  }
}

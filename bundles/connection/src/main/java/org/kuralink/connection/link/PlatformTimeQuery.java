/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Message;
import org.kuralink.queue.UplinkQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the queue what time the platform has: asks for it once a link, if the queue has a use for
 * it, and hears whatever answers come. Half of the way there and back is taken off.
 */
final class PlatformTimeQuery {

  private static final Logger LOG = LoggerFactory.getLogger(PlatformTimeQuery.class);

  /** An answer that took longer says little. */
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

  /** A link is open. Session's thread. */
  void up() {
    if (!slot.queue().map(UplinkQueue::needsPlatformTime).orElse(false)) {
      return;
    }
    if (!listening) {
      listening = true;
      link.subscribe(topic + "/response", this::answered);
    }
    String question = "{\"deviceSendTime\":\"" + clock.millis() + "\"}";
    wire.send(topic + "/request", question.getBytes(StandardCharsets.UTF_8), 0);
  }

  private void answered(Message message) {
    long now = clock.millis();
    try {
      JsonObject times =
          JsonParser.parseString(new String(message.payload(), StandardCharsets.UTF_8))
              .getAsJsonObject();
      long sent = times.get("deviceSendTime").getAsLong();
      long received = times.get("serverRecvTime").getAsLong();
      long answered = times.get("serverSendTime").getAsLong();
      Optional<UplinkQueue> queue = slot.queue();
      if (now >= sent && now - sent <= LONGEST_MILLIS && queue.isPresent()) {
        queue.get().platformTime((received + answered + now - sent) / 2);
      }
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      LOG.debug("{}: no time: {}", message.topic(), e.toString());
    } catch (NumberFormatException | UnsupportedOperationException e) {
      LOG.debug("{}: no time that can be read: {}", message.topic(), e.toString());
    }
  }
}

/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.MessageTrace;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.OpenLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open link, while there is one. One that stands in for another is there for the durable queue
 * alone: to all else it is as if there were none. Any thread may send; the session puts it up and
 * down.
 */
final class Wire {

  /** The platform takes no larger message, whatever the line. */
  static final int MAX_PAYLOAD = 256 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
  private static final int TRACED_BYTES = 4096;

  private final Audience.Group<MessageTrace> traces;
  private volatile @Nullable Line line;
  private volatile String standIn = "";
  private volatile boolean downlink;
  private volatile int maxPayload = MAX_PAYLOAD;
  private volatile Runnable unpaced = () -> {};

  Wire(Audience audience) {
    traces = audience.group();
  }

  /** Shows all messages to somebody, cut and masked. */
  Registration trace(MessageTrace trace) {
    return traces.add(trace);
  }

  /** A message goes by; costs nothing while nobody traces. */
  void passes(MessageTrace.Direction direction, String topic, byte[] payload) {
    if (traces.isEmpty()) {
      return;
    }
    int shown = Math.min(payload.length, TRACED_BYTES);
    String text = SecretMask.mask(new String(payload, 0, shown, StandardCharsets.UTF_8));
    String visible = VisibleText.of(text);
    String cut = shown < payload.length ? visible + "… (" + payload.length + " bytes)" : visible;
    String name = VisibleText.of(topic);
    traces.tell(trace -> trace.message(direction, name, cut));
  }

  /** Told of each message that leaves without having waited for its turn. */
  void onUnpaced(Runnable counted) {
    unpaced = counted;
  }

  void up(Line open, OpenLine what) {
    put("", open, what);
  }

  /**
   * A line that the queue takes until there is a better one.
   *
   * @param transport for people; not empty
   */
  void standIn(String transport, Line open, OpenLine what) {
    put(transport, open, what);
  }

  private void put(String transport, Line open, OpenLine what) {
    standIn = transport; // first, so that nobody takes the line for a session
    downlink = what.downlink() && transport.isEmpty();
    maxPayload = what.maxPayload();
    line = open;
  }

  /** Whether there is a line that only stands in. */
  boolean standsIn() {
    return line != null && !standIn.isEmpty();
  }

  void down() {
    line = null;
    standIn = "";
  }

  @Nullable Line line() {
    return line;
  }

  /** Whether messages of the platform come by themselves, so that one can ask for them. */
  boolean hears() {
    return line != null && downlink;
  }

  /** Whether there is a session over which nothing comes. */
  boolean isDeaf() {
    return isUp() && !downlink;
  }

  /** Whether there is a session. */
  boolean isUp() {
    return line != null && standIn.isEmpty();
  }

  /** Whether durable messages go out. */
  boolean takesKept() {
    return line != null;
  }

  /** Sends; the stage fails with whatever the line says, or as offline. */
  CompletionStage<Void> send(String topic, byte[] payload, int qos) {
    return isUp() ? sendKept(topic, payload, qos) : CompletableFuture.failedFuture(offline());
  }

  /** Sends what the queue keeps, also over a line that stands in. */
  CompletionStage<Void> sendKept(String topic, byte[] payload, int qos) {
    Line now = line;
    if (now == null) {
      return CompletableFuture.failedFuture(offline());
    }
    if (payload.length > maxPayload) {
      return CompletableFuture.failedFuture(tooLarge(topic, payload, maxPayload));
    }
    passes(MessageTrace.Direction.UPLINK, topic, payload);
    if (!LiveMessages.isPaced(topic)) {
      unpaced.run();
    }
    try {
      return now.publish(topic, payload, qos);
    } catch (RuntimeException | LinkageError e) {
      LOG.error("The line failed in a way nobody thought of", e);
      return CompletableFuture.failedFuture(
          new LineException(SessionFault.Cause.LINE_MISSING, "the line failed: " + e));
    }
  }

  /** What callers are told of a failure, whatever it was. */
  static LinkException failure(Throwable cause) {
    if (cause instanceof LinkException known) {
      return known;
    }
    boolean busy = cause instanceof LineException failed && failed.busy();
    return new LinkException(
        busy ? LinkException.Reason.BUSY : LinkException.Reason.LINK_LOST,
        "The message was not sent: " + cause.getMessage());
  }

  /** Why a line is to be left over which a durable message failed; a lost one says so itself. */
  static LineException end(LineException failure) {
    return failure.cause() == SessionFault.Cause.LINK_LOST
        ? failure
        : new LineException(
            SessionFault.Cause.HALF_OPEN,
            "A durable message was not acknowledged: " + failure.getMessage());
  }

  /** Why what is not durable, or needs an answer, cannot be sent now. */
  LinkException offline() {
    String transport = standIn;
    return new LinkException(
        LinkException.Reason.OFFLINE,
        transport.isEmpty()
            ? "There is no session at this moment"
            : "MQTT is away, and "
                + transport
                + " stands in for durable messages of the gateway itself alone: nothing comes from"
                + " the platform, so no reply can come; try again when MQTT is back");
  }

  static IllegalArgumentException noTopic(String topic) {
    return new IllegalArgumentException(
        "not a topic to publish to: '" + VisibleText.of(topic, 200) + "'");
  }

  /**
   * Refuses what the platform would answer by closing the link.
   *
   * @throws IllegalArgumentException if the topic is none that can be sent
   */
  static void check(String topic, byte[] payload) {
    if (!TopicFilter.isSendable(topic)) {
      throw noTopic(topic);
    }
    if (payload.length > MAX_PAYLOAD) {
      throw tooLarge(topic, payload, MAX_PAYLOAD);
    }
  }

  private static LinkException tooLarge(String topic, byte[] payload, int most) {
    return new LinkException(
        LinkException.Reason.TOO_LARGE,
        topic
            + ": the message has "
            + payload.length
            + " bytes, the platform takes at most "
            + most);
  }
}

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
 * The current line of a session. A fallback line carries durable messages only; for all other
 * messages it counts as no line. Any thread may send; the session sets and removes the line.
 */
final class Wire {

  /** The maximum payload that the platform accepts over any line. */
  static final int MAX_PAYLOAD = 256 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
  private static final int TRACED_BYTES = 4096;

  private final ListenerLanes.Group<MessageTrace> traces;
  private volatile @Nullable Line line;
  private volatile String standIn = "";
  private volatile boolean downlink;
  private volatile int maxPayload = MAX_PAYLOAD;
  private volatile Runnable unpaced = () -> {};

  Wire(ListenerLanes lanes) {
    traces = lanes.group();
  }

  /** Adds a trace that receives all messages, truncated and with masked secrets. */
  Registration trace(MessageTrace trace) {
    return traces.add(trace);
  }

  /** Traces a message; costs nothing without traces. */
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

  /** Sets the action for each message that is sent without waiting for the rate limit. */
  void onUnpaced(Runnable counted) {
    unpaced = counted;
  }

  void up(Line open, OpenLine what) {
    put("", open, what);
  }

  /**
   * Sets a fallback line for durable messages.
   *
   * @param transport its name in messages; not empty
   */
  void standIn(String transport, Line open, OpenLine what) {
    put(transport, open, what);
  }

  private void put(String transport, Line open, OpenLine what) {
    standIn = transport; // first, so that the line is never taken for a session
    downlink = what.downlink() && transport.isEmpty();
    maxPayload = what.maxPayload();
    line = open;
  }

  /** Returns whether the line is a fallback line. */
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

  /** Returns whether messages of the platform are received over the line. */
  boolean hasDownlink() {
    return line != null && downlink;
  }

  /** Returns whether there is a session over an uplink-only line. */
  boolean isUplinkOnly() {
    return isUp() && !downlink;
  }

  /** Returns whether there is a session. */
  boolean isUp() {
    return line != null && standIn.isEmpty();
  }

  /** Returns whether durable messages can be sent. */
  boolean takesDurable() {
    return line != null;
  }

  /** Sends a message; the stage fails with the exception of the line, or as offline. */
  CompletionStage<Void> send(String topic, byte[] payload, int qos) {
    return isUp() ? sendDurable(topic, payload, qos) : CompletableFuture.failedFuture(offline());
  }

  /** Sends a durable message, also over a fallback line. */
  CompletionStage<Void> sendDurable(String topic, byte[] payload, int qos) {
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
      LOG.error("The line failed unexpectedly", e);
      return CompletableFuture.failedFuture(
          new LineException(SessionFault.Cause.LINE_MISSING, "the line failed: " + e));
    }
  }

  /** Returns the exception for callers for any failure. */
  static LinkException failure(Throwable cause) {
    if (cause instanceof LinkException known) {
      return known;
    }
    boolean busy = cause instanceof LineException failed && failed.busy();
    return new LinkException(
        busy ? LinkException.Reason.BUSY : LinkException.Reason.LINK_LOST,
        "The message was not sent: " + cause.getMessage());
  }

  /** Returns why a line has to be ended after a durable message failed. */
  static LineException end(LineException failure) {
    return failure.cause() == SessionFault.Cause.LINK_LOST
        ? failure
        : new LineException(
            SessionFault.Cause.HALF_OPEN,
            "A durable message was not acknowledged: " + failure.getMessage());
  }

  /** Returns why a message that is not durable, or needs a reply, cannot be sent now. */
  LinkException offline() {
    String transport = standIn;
    return new LinkException(
        LinkException.Reason.OFFLINE,
        transport.isEmpty()
            ? "The session is not online"
            : "MQTT is disconnected, and the fallback over "
                + transport
                + " sends only durable messages of the gateway itself, so no reply can arrive; try"
                + " again when MQTT is connected");
  }

  static IllegalArgumentException noTopic(String topic) {
    return new IllegalArgumentException(
        "not a valid topic to publish to: '" + VisibleText.of(topic, 200) + "'");
  }

  /**
   * Refuses a message that the platform would answer by closing the link.
   *
   * @throws IllegalArgumentException if the topic cannot be sent
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
            + " bytes, the platform accepts at most "
            + most);
  }
}

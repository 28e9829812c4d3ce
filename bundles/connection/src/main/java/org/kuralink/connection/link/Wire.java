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
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.OpenLine;

/** The open link, while there is one. Any thread may send; the session puts it up and down. */
final class Wire {

  /** The platform takes no larger message, whatever the line. */
  static final int MAX_PAYLOAD = 256 * 1024;

  private static final int TRACED_BYTES = 4096;

  private final Audience.Group<MessageTrace> traces;
  private volatile @Nullable Line line;
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
    downlink = what.downlink();
    maxPayload = what.maxPayload();
    line = open;
  }

  void down() {
    line = null;
  }

  @Nullable Line line() {
    return line;
  }

  /** Whether messages of the platform come by themselves, so that one can ask for them. */
  boolean hears() {
    return line != null && downlink;
  }

  /** Whether there is a line over which nothing comes. */
  boolean isDeaf() {
    return line != null && !downlink;
  }

  boolean isUp() {
    return line != null;
  }

  /** Sends; the stage fails with whatever the line says, or as offline. */
  CompletionStage<Void> send(String topic, byte[] payload, int qos) {
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
    return now.publish(topic, payload, qos);
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

  static LinkException offline() {
    return new LinkException(LinkException.Reason.OFFLINE, "There is no session at this moment");
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

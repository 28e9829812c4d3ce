/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Registration;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
import org.kuralink.json.output.JsonOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests on {@code /ext/session/…/combine/…} (developer guide 9.4): log-ins and log-outs of
 * sub-devices. They are sent with QoS 0 and an id of ours. A reply belongs to the request with its
 * id and topic, whatever the state of the devices is now. A reply with another id is a notice of
 * the platform. Used on the gateway's thread; messages arrive on any thread.
 */
final class CombineRequests {

  /** The time for which a reply after the timeout is still recognized. */
  static final Duration REMEMBERED = Duration.ofMinutes(5);

  /** The largest number of replies that wait for the gateway's thread. */
  static final int WAITING = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(CombineRequests.class);
  private static final long FIRST_ID = 3_000_000_000L;
  private static final long LAST_ID = 4_294_967_295L;
  private static final int SHOWN = 200;

  private final DeviceLink link;
  private final GatewayTime time;
  private final Consumer<CombineReply> unasked;
  private final List<Registration> heard = new ArrayList<>();
  private final Map<String, Exchange> open = new LinkedHashMap<>();
  private final Map<String, Exchange> late = new LinkedHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private long lastId;

  /**
   * Subscribes to the replies over the link of the gateway.
   *
   * @param unasked takes messages that answer no request
   */
  CombineRequests(DeviceLink link, GatewayTime time, Consumer<CombineReply> unasked) {
    this.link = link;
    this.time = time;
    this.unasked = unasked;
    lastId = FIRST_ID + time.random().nextInt(1_000_000_000);
    for (Kind kind : Kind.values()) {
      String topic = kind.topic(link.identity()) + "_reply";
      heard.add(link.subscribe(topic, message -> received(kind, message)));
    }
  }

  /** The kinds of requests. */
  enum Kind {
    /** Logs in one device. */
    LOGIN,
    /** Logs in several devices, all or none. */
    BATCH_LOGIN,
    /** Logs out one device. */
    LOGOUT,
    /** Logs out several devices, all or none. */
    BATCH_LOGOUT;

    String topic(DeviceIdentity gateway) {
      return "/ext/session/" + gateway + "/combine/" + name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A message of the platform on a reply topic.
   *
   * @param id the id of the request; empty if it has none
   * @param code the result code; empty if it has none, which is no success
   * @param data the data, unchanged
   */
  record CombineReply(
      Kind kind, String id, Optional<ResultCode> code, @Nullable Object data, String words) {

    boolean isSuccess() {
      return code.filter(ResultCode::isSuccess).isPresent();
    }
  }

  /** The listener of a request. */
  interface ReplyListener {

    /** Called with the reply, in time or late. */
    void answered(CombineReply told);

    /** Called if no reply came in time; one may still come. */
    void overdue();
  }

  private record Exchange(Kind kind, ReplyListener listener, long sentAt) {}

  /**
   * Sends a request. The listener gets the reply once, perhaps after {@link ReplyListener#overdue}.
   */
  void ask(Kind kind, Object params, Duration limit, ReplyListener listener) {
    lastId = lastId >= LAST_ID ? FIRST_ID : lastId + 1;
    String id = Long.toString(lastId);
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", id);
    message.put("version", "1.0");
    message.put("params", params);
    message.put("method", "combine." + kind.name().toLowerCase(Locale.ROOT));
    Exchange exchange = new Exchange(kind, listener, time.now());
    open.put(id, exchange);
    time.thread().schedule(() -> overdue(id, exchange), limit.toNanos(), TimeUnit.NANOSECONDS);
    link.publish(
            new Message(kind.topic(link.identity()), JsonOutput.bytes(message)), Delivery.TRANSIENT)
        .whenComplete(
            (sent, failure) -> {
              if (failure != null) {
                time.thread().execute(() -> overdue(id, exchange));
              }
            });
  }

  private void overdue(String id, Exchange exchange) {
    if (open.remove(id, exchange)) {
      late.values().removeIf(one -> time.now() - one.sentAt > REMEMBERED.toNanos());
      late.put(id, exchange);
      exchange.listener.overdue();
    }
  }

  /** Drops all requests, because the link was lost. */
  void linkLost() {
    open.clear();
    late.clear();
  }

  void close() {
    heard.forEach(Registration::close);
    linkLost();
  }

  /** Takes a message on the thread that delivers it. */
  private void received(Kind kind, Message message) {
    if (waiting.incrementAndGet() > WAITING) {
      waiting.decrementAndGet();
      LOG.warn("{}: too many replies are waiting; one is dropped", message.topic());
      return;
    }
    time.thread()
        .execute(
            () -> {
              waiting.decrementAndGet();
              take(kind, message);
            });
  }

  private void take(Kind kind, Message message) {
    CombineReply told;
    try {
      Map<String, @Nullable Object> members = Json.readObject(message.payload());
      Object id = members.get("id");
      String words = members.get("message") instanceof String text ? text : "";
      told =
          new CombineReply(
              kind,
              id == null ? "" : ReplyData.number(id).map(String::valueOf).orElse(id.toString()),
              ReplyData.number(members.get("code"))
                  .filter(code -> code == code.intValue())
                  .map(code -> new ResultCode(code.intValue())),
              members.get("data"),
              VisibleText.of(words, SHOWN));
    } catch (JsonException e) {
      LOG.warn("{}: message ignored: it {}", message.topic(), e.getMessage());
      return;
    }
    Optional<Exchange> asked = asked(told);
    if (asked.isPresent()) {
      asked.get().listener.answered(told);
    } else {
      unasked.accept(told);
    }
  }

  /** Finds the request of a reply; one without an id belongs to the only open log-out, if any. */
  private Optional<Exchange> asked(CombineReply told) {
    String id = told.id;
    if (id.isEmpty()) {
      List<Map.Entry<String, Exchange>> same =
          open.entrySet().stream().filter(each -> each.getValue().kind == told.kind).toList();
      if (told.kind != Kind.LOGOUT || same.size() != 1) {
        return Optional.empty();
      }
      id = same.get(0).getKey();
    }
    for (Map<String, Exchange> exchanges : List.of(open, late)) {
      Exchange exchange = exchanges.get(id);
      if (exchange != null && exchange.kind == told.kind) {
        exchanges.remove(id);
        return Optional.of(exchange);
      }
    }
    return Optional.empty();
  }
}

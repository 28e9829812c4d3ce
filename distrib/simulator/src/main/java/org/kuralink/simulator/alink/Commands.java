/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.registry.DeviceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to devices and waits for the answers; deadlines run on the connection of the
 * device.
 */
public final class Commands {
  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
  private static final String DOWN_RAW = "thing/model/down_raw";

  private final Awaited awaited = new Awaited();
  private final AtomicLong lastId = new AtomicLong(1_000_000);
  private final SessionTable sessions;

  /** The topics of a synchronous request. */
  public enum Rrpc {
    /** {@code /sys/{pk}/{dn}/rrpc/request/{id}}, answered on {@code .../response/{id}}. */
    SYS,
    /** {@code /ext/rrpc/{id}/<topic>}, answered on the same topic. */
    EXT
  }

  /** Asks over these sessions. */
  public Commands(SessionTable sessions) {
    this.sessions = sessions;
  }

  /** Answers that came too late, twice or to nothing. */
  public AnswerCounts counts() {
    return awaited.counts();
  }

  public CompletableFuture<CommandResult> setProperties(
      DeviceKey key, JsonObject params, Duration timeout) {
    return order(key, "thing/service/property/set", params, timeout);
  }

  /** Asks for properties by name. */
  public CompletableFuture<CommandResult> getProperties(
      DeviceKey key, JsonArray names, Duration timeout) {
    return call(key, "thing/service/property/get", names, timeout);
  }

  /** Sends a request on {@code /sys/{pk}/{dn}/<path>}; the answer comes on {@code <path>_reply}. */
  public CompletableFuture<CommandResult> call(
      DeviceKey key, String path, JsonElement params, Duration timeout) {
    String id = nextId();
    String topic = sys(key, path);
    JsonObject envelope = envelope(id, path.replace('/', '.'), params);
    return ask(key, id, topic, topic + "_reply#" + id, envelope, 1, timeout);
  }

  /** Works like {@link #call} but waits for an offline device with a persistent session. */
  public CompletableFuture<CommandResult> order(
      DeviceKey key, String path, JsonElement params, Duration timeout) {
    String id = nextId();
    String topic = sys(key, path);
    JsonObject envelope = envelope(id, path.replace('/', '.'), params);
    byte[] payload = envelope.toString().getBytes(StandardCharsets.UTF_8);
    return sendOrKeep(
        new Awaited.Question(key, id, topic, topic + "_reply#" + id, envelope, payload, 1),
        timeout);
  }

  /** Works like {@link #call} with the content in {@code data} (spec 9.6). */
  public CompletableFuture<CommandResult> push(
      DeviceKey key, String path, JsonObject data, Duration timeout) {
    String id = nextId();
    String topic = sys(key, path);
    JsonObject envelope = new JsonObject();
    envelope.addProperty("id", Long.valueOf(id));
    envelope.addProperty("version", "1.0");
    envelope.addProperty("method", path.replace('/', '.'));
    envelope.add("data", data);
    return ask(key, id, topic, topic + "_reply#" + id, envelope, 1, timeout);
  }

  /** Sends a synchronous request on {@code /sys/{pk}/{dn}/rrpc/request/{messageId}}. */
  public CompletableFuture<CommandResult> rrpc(
      DeviceKey key, String method, JsonElement params, Duration timeout) {
    return rrpc(key, Rrpc.SYS, method, params, timeout);
  }

  /** Sends a synchronous request; its method names the topic within {@code /ext/rrpc}. */
  public CompletableFuture<CommandResult> rrpc(
      DeviceKey key, Rrpc way, String method, JsonElement params, Duration timeout) {
    String id = nextId();
    JsonObject envelope = envelope(id, method, params);
    String topic = rrpcTopic(key, way, id, sys(key, method.replace('.', '/')));
    return ask(key, id, topic, answerTopic(topic), envelope, 0, timeout);
  }

  /** Sends any bytes synchronously on {@code /ext/rrpc/{messageId}/<topic>}. */
  public CompletableFuture<CommandResult> customRrpc(
      DeviceKey key, String topic, Bytes payload, Duration timeout) {
    String id = nextId();
    String carried = rrpcTopic(key, Rrpc.EXT, id, topic.startsWith("/") ? topic : "/" + topic);
    return send(question(key, id, carried, carried, payload, 0), timeout);
  }

  /** Sends bytes on {@code thing/model/down_raw}; the device answers with bytes. */
  public CompletableFuture<CommandResult> raw(DeviceKey key, Bytes payload, Duration timeout) {
    String topic = sys(key, DOWN_RAW);
    return sendOrKeep(question(key, nextId(), topic, topic + "_reply", payload, 1), timeout);
  }

  /** Sends bytes synchronously; the device answers with bytes. */
  public CompletableFuture<CommandResult> rawRrpc(
      DeviceKey key, Rrpc way, Bytes payload, Duration timeout) {
    String id = nextId();
    String topic = rrpcTopic(key, way, id, sys(key, DOWN_RAW));
    return send(question(key, id, topic, answerTopic(topic), payload, 0), timeout);
  }

  private static String rrpcTopic(DeviceKey key, Rrpc way, String id, String topic) {
    return way == Rrpc.EXT ? "/ext/rrpc/" + id + topic : sys(key, "rrpc/request/" + id);
  }

  private static String answerTopic(String topic) {
    return topic.startsWith("/ext/rrpc/")
        ? topic
        : topic.replace("/rrpc/request/", "/rrpc/response/");
  }

  private static String sys(DeviceKey key, String path) {
    return "/sys/" + key + "/" + path;
  }

  private String nextId() {
    return Long.toString(lastId.incrementAndGet());
  }

  private static JsonObject envelope(String id, String method, JsonElement params) {
    JsonObject envelope = new JsonObject();
    envelope.addProperty("method", method);
    envelope.addProperty("id", id);
    envelope.add("params", params);
    envelope.addProperty("version", "1.0.0");
    return envelope;
  }

  private static Awaited.Question question(
      DeviceKey key, String id, String topic, String answerTopic, Bytes payload, int qos) {
    JsonElement shown = new JsonPrimitive(payload.hex());
    return new Awaited.Question(key, id, topic, answerTopic, shown, payload.toArray(), qos);
  }

  private CompletableFuture<CommandResult> ask(
      DeviceKey key,
      String id,
      String topic,
      String answerTopic,
      JsonObject envelope,
      int qos,
      Duration timeout) {
    byte[] payload = envelope.toString().getBytes(StandardCharsets.UTF_8);
    return send(new Awaited.Question(key, id, topic, answerTopic, envelope, payload, qos), timeout);
  }

  private CompletableFuture<CommandResult> sendOrKeep(Awaited.Question question, Duration timeout) {
    if (sessions.of(question.key()).isPresent()
        || !sessions.keep(question.key(), question.topic(), question.payload())) {
      return send(question, timeout);
    }
    awaited.counts().settled(question.answerTopic(), true);
    return CompletableFuture.completedFuture(question.unanswered(CommandResult.KEPT, 0));
  }

  private CompletableFuture<CommandResult> send(Awaited.Question question, Duration timeout) {
    Optional<Session> session = sessions.of(question.key());
    if (session.isEmpty()) {
      return CompletableFuture.completedFuture(question.unanswered(CommandResult.NOT_CONNECTED, 0));
    }
    Session there = session.get();
    return awaited.expect(
        question,
        timeout.toMillis(),
        there.scheduler(),
        () -> there.send(question.topic(), question.payload(), question.qos()));
  }

  /** Processes an answer of a device. */
  void answered(DeviceKey key, String topic, byte[] payload) {
    if (!awaited.answered(key, topic, payload)) {
      LOG.debug("{}: an answer that nobody awaits on {}", key, topic);
    }
  }
}
